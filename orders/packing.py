"""Packing a part: every line is in its parcel, and the pieces come out of named lots. From here on the address stays."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import faults
from media.uploads import CleanFile
from orders import moves, photos, stock
from orders.errors import PackRefused
from orders.models import LineLot, LineRecord, Parcel, PartPhoto, ProducerOrder
from provenance.errors import LotRefused, NotEnoughInLots
from provenance.pieces import leave_stock
from provenance.stock import Taken, give_back, take

if TYPE_CHECKING:
    from accounts.models import User

Status = ProducerOrder.Status
TAG_LENGTH = 200
Lots = Mapping[int, Mapping[int, int]]  # pieces by lot id, by line record id


def pack(
    producer_order: ProducerOrder,
    *,
    acting_user: "User",
    lots: Lots | None = None,
    tags: Mapping[int, str] | None = None,
    pack_photos: Sequence[CleanFile] = (),
    on_behalf_of: str = "",
    version: int | None = None,
) -> ProducerOrder:
    """All parcels of an accepted part are packed. Packing twice is packing once.

    ``lots`` says for each line how many pieces come out of which lot; a line that is not in it takes what expires first. Food that
    has lots comes out of them to the last piece; other goods as far as their lots reach. Raises ``PackRefused`` where a choice can
    not be met, or where the row was changed since ``version``: then the address may be another one than the packer saw.
    ``NotPossible`` in any state but ``accepted``. ``tags`` are the numbers on the tags of a line, ``pack_photos`` what was packed: both are
    compared where a dear piece comes back.
    """
    with transaction.atomic():
        moves.lock_order(producer_order.order_id)
        producer_order.refresh_from_db()
        if version is not None and producer_order.status == Status.ACCEPTED and producer_order.version != version:
            raise PackRefused("changed_meanwhile", _("The order was changed meanwhile. Please check the address and pack again."))
        if moves.move(producer_order, (Status.ACCEPTED,), Status.PACKED, packed_at=timezone.now()):
            faults.point("orders.pack.after_status")
            for record in stock.lines_of([producer_order]):
                _take(record, (lots or {}).get(record.pk))
            faults.point("orders.pack.after_lots")
            for line_id, serials in (tags or {}).items():
                mine = LineRecord.objects.filter(pk=line_id, producer_order=producer_order)
                mine.update(tag_serials=" ".join(serials.split())[:TAG_LENGTH])
            photos.keep(producer_order, pack_photos, kind=PartPhoto.Kind.PACKED, acting_user=acting_user)
            parcels = Parcel.objects.filter(producer_order=producer_order, status=Parcel.Status.OPEN)
            parcels.update(status=Parcel.Status.PACKED, version=F("version") + 1)
            moves.record(producer_order, "packed", Status.ACCEPTED, acting_user=acting_user, on_behalf_of=on_behalf_of)
            faults.point("orders.pack.before_commit")
    faults.point("orders.pack.after_commit")
    return producer_order


def give_lots_back(producer_order: ProducerOrder) -> None:
    """The pieces of a part that was packed lie in their lots again. Nothing for one that was not.

    What a withdrawn lot gets back leaves the stock as soon as no order needs it.
    """
    stock.lock([producer_order])
    touched: set[int] = set()
    for record in stock.lines_of([producer_order]):
        used = LineLot.objects.filter(line=record).select_related("lot").order_by("pk")
        taken = [Taken(row.lot_id, row.lot.code, row.quantity) for row in used]
        if taken and record.line.stockrecord:
            give_back(stock_record=record.line.stockrecord, taken=taken)
            touched.add(record.line.stockrecord.pk)
        used.delete()
    leave_stock(touched)


def arrives_on(record: LineRecord) -> date | None:
    """The day on which food of this line has to be good enough still; ``None`` for what does not spoil."""
    return max(record.promised_to, timezone.localdate()) if record.is_food else None


def pieces_of(record: LineRecord) -> int:
    """How many pieces of the line are sent."""
    return record.ordered - record.declined - record.cancelled


def _take(record: LineRecord, chosen: Mapping[int, int] | None) -> None:
    """Take the pieces of one line out of their lots and write down which."""
    stock_record, pieces = record.line.stockrecord, pieces_of(record)
    if stock_record is None or not pieces:
        return
    try:
        taken = take(stock_record=stock_record, quantity=pieces, arrives_on=arrives_on(record), is_whole=record.is_food, chosen=chosen)
    except NotEnoughInLots as refusal:
        raise PackRefused("too_few_in_lots", _too_few(pieces, refusal.found), line_id=record.pk) from refusal
    except LotRefused as refusal:
        raise PackRefused(
            "lot_refused", _("These pieces can not come out of these lots. Please choose again."), line_id=record.pk
        ) from refusal
    LineLot.objects.bulk_create(LineLot(line=record, lot_id=part.lot_id, quantity=part.quantity) for part in taken)


def _too_few(wanted: int, found: int) -> str:
    words = _("Say for all %(wanted)d pieces from which lot they are; %(found)d are said. Lots that are withdrawn or too old do not count.")
    return str(words) % {"wanted": wanted, "found": found}
