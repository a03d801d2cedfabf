"""A line becomes less than was ordered, before it is packed: pieces that the shopper does not want any more, pieces that the group does
not have, goods that weigh less.

What is kept is said, not what goes: saying it twice is saying it once. The total only goes down, so nobody has to agree; nothing makes it
go up. Exactly what the pieces were sold for is owed back, with the charge of a parcel of which nothing is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from journal import faults, outbox
from money.paise import split
from orders import cancelling, events, fulfilment, moves, packing, payment_status, reasons, shrink_letters, stock
from orders.effects import members_of
from orders.errors import NotPossible, ShrinkRefused
from orders.models import LineRecord, OrderRecord, Parcel, ParcelLine, ProducerOrder
from orders.sold_lines import key_of
from payments import refund_lines
from payments.refund_lines import Wanted
from payments.refunds import owe_refund
from payments.sold_lines import DELIVERY
from provenance.pieces import leave_stock

if TYPE_CHECKING:
    from accounts.models import User

TELL_FEWER = "orders.tell_fewer"
Status = ProducerOrder.Status
Keep = Mapping[int, int]  # by line record id: pieces, or grams
DECLINED = {"too_few": "out_of_stock", "damaged": "damaged"}  # reason of a whole part of which nothing is left


@dataclass(frozen=True)
class _Less:
    """So many pieces of a line, or so many grams, fewer than until now."""

    record: LineRecord
    by: int
    kept: int


@dataclass(frozen=True)
class ShrinkLine:
    """A line as it can become less: so many pieces are sent now, so many grams where it is sold by weight."""

    line_id: int
    title: str
    pieces: int
    grams: int


def lines_of(part: ProducerOrder) -> list[ShrinkLine]:
    """The lines of a part of which something is sent. One query."""
    records = LineRecord.objects.filter(producer_order=part).order_by("pk")
    found = [ShrinkLine(record.pk, record.title, packing.pieces_of(record), grams_of(record)) for record in records]
    return [line for line in found if line.pieces]


def cancel_pieces(part: ProducerOrder, *, keep: Keep, acting_user: "User | None", on_behalf_of: str = "") -> ProducerOrder:
    """The shopper keeps so many pieces of some lines; the others are on sale again.

    Without ``acting_user`` it is the shopper, who holds the order's link. Where nothing of the part is kept it is called off as a whole.
    Raises ``NotPossible`` once it is packed, ``ShrinkRefused`` for a line of another part or for more pieces than there are.
    """
    with transaction.atomic():
        record, less = _begin(part, keep, packing.pieces_of)
        if not less:
            return part
        if _nothing_left(part, less):
            return cancelling.cancel_part(
                part, reason=cancelling.BY_SHOPPER, acting_user=acting_user, on_behalf_of=on_behalf_of, allowed=cancelling.BEFORE_PACKING
            )
        wanted = _worth_of_pieces(part, less)
        for line in less:
            stock.release(line.record, line.by)
        who: dict[str, Any] = {"acting_user": acting_user, "actor": "" if acting_user else "shopper", "on_behalf_of": on_behalf_of}
        _settle(record, part, less, wanted, kind="fewer", reason=reasons.CALLED_OFF, **who)
        outbox.owe(TELL_FEWER, key=f"{part.number}:{part.version}", payload={"producer_order": part.number, "goods": _goods(less)})
    return part


def short(part: ProducerOrder, *, keep: Keep, reason: str, acting_user: "User", on_behalf_of: str = "") -> ProducerOrder:
    """The group has only so many pieces of some lines. The others leave its stock; the shopper is told and gets the money back.

    Where nothing of the part is there it is declined as a whole. Raises ``UnknownReason``, and what ``cancel_pieces`` raises.
    """
    if reason not in DECLINED:
        raise reasons.UnknownReason(reason)
    with transaction.atomic():
        record, less = _begin(part, keep, packing.pieces_of)
        if not less:
            return part
        if _nothing_left(part, less):
            return fulfilment.decline(part, reason=DECLINED[reason], acting_user=acting_user, on_behalf_of=on_behalf_of)
        wanted = _worth_of_pieces(part, less)
        for line in less:
            stock.write_off(line.record, line.by)
        _settle(record, part, less, wanted, kind="short", reason=reason, acting_user=acting_user, on_behalf_of=on_behalf_of)
    return part


def weigh(part: ProducerOrder, *, packed_g: Keep, acting_user: "User", on_behalf_of: str = "") -> ProducerOrder:
    """Goods sold by weight weigh so many grams in all, fewer than were ordered: the missing share of their price is owed back.

    Raises ``ShrinkRefused`` for goods that are not sold by weight, for nothing at all, or for more than was ordered; ``NotPossible``
    once the part is packed.
    """
    with transaction.atomic():
        record, less = _begin(part, packed_g, grams_of)
        if not less:
            return part
        if any(not line.kept for line in less):
            raise ShrinkRefused("nothing", _("Say that you have none, or what they weigh."))
        left = refund_lines.left_of(part.number)
        wanted = []
        for line in less:
            amount = split(left[key_of(line.record)].paise, [line.by, line.kept])[0]
            if amount:
                wanted.append(Wanted(key_of(line.record), amount))
            LineRecord.objects.filter(pk=line.record.pk).update(packed_g=line.kept)
        _tell_less(record, part, less, wanted, kind="short", reason="lighter", acting_user=acting_user, on_behalf_of=on_behalf_of)
    return part


def grams_of(record: LineRecord) -> int:
    """What is sent of a line that is sold by weight, in grams; zero for other goods."""
    whole = record.net_g * packing.pieces_of(record)
    return whole if record.packed_g is None else min(whole, record.packed_g)


def _begin(part: ProducerOrder, keep: Keep, now: Any) -> tuple[OrderRecord, list[_Less]]:
    """Lock the order, and see which lines become less; none where all was said before."""
    record = moves.lock_order(part.order_id)
    part.refresh_from_db()
    lines = {line.pk: line for line in stock.lines_of([part])}
    if unknown := set(keep) - set(lines):
        raise ShrinkRefused("unknown", _("This is not in the order."), line_id=min(unknown))
    less = [_Less(line, now(line) - keep[pk], keep[pk]) for pk, line in lines.items() if pk in keep and now(line) != keep[pk]]
    for line in less:
        if line.by < 0 or line.kept < 0:
            raise ShrinkRefused("more", _("It can only become less than now."), line_id=line.record.pk)
    if less and part.status not in cancelling.BEFORE_PACKING:
        raise NotPossible(part.status)
    return record, less


def _nothing_left(part: ProducerOrder, less: Sequence[_Less]) -> bool:
    going = sum(line.by for line in less)
    return going == sum(packing.pieces_of(record) for record in LineRecord.objects.filter(producer_order=part))


def _worth_of_pieces(part: ProducerOrder, less: Sequence[_Less]) -> list[Wanted]:
    """What the pieces were sold for, as far as it is not owed back already."""
    left = refund_lines.left_of(part.number)
    worth = [Wanted(key_of(line.record), left[key_of(line.record)].worth(line.by), line.by) for line in less if key_of(line.record) in left]
    return [asked for asked in worth if asked.amount_paise]


def _settle(record: OrderRecord, part: ProducerOrder, less: Sequence[_Less], wanted: list[Wanted], **told: Any) -> None:
    """Take the pieces out of their parcels; a parcel that is empty is not sent, and its charge is owed back too."""
    faults.point("orders.shrink.after_stock")
    charges = sum(_take_out(line.record, line.by) for line in less)
    left = refund_lines.left_of(part.number).get(DELIVERY)
    if left and min(charges, left.paise):
        wanted = [*wanted, Wanted(DELIVERY, min(charges, left.paise))]
    for line in less:
        if line.record.packed_g is not None:
            LineRecord.objects.filter(pk=line.record.pk).update(packed_g=line.record.packed_g * line.kept // (line.kept + line.by))
    faults.point("orders.shrink.after_parcels")
    _tell_less(record, part, less, wanted, **told)
    leave_stock({line.record.line.stockrecord_id for line in less if line.record.line.stockrecord_id})
    stock.announce_parts([part])
    faults.point("orders.shrink.before_commit")


def _take_out(record: LineRecord, pieces: int) -> int:
    """Take pieces out of the last parcels first; the charge of the parcels of which nothing is left."""
    charges = 0
    held = ParcelLine.objects.filter(line=record, parcel__status=Parcel.Status.OPEN).select_related("parcel").order_by("-parcel_id")
    for inside in held:
        off = min(pieces, inside.quantity)
        pieces -= off
        if off == inside.quantity:
            inside.delete()
        elif off:
            ParcelLine.objects.filter(pk=inside.pk).update(quantity=F("quantity") - off)
        parcel = inside.parcel
        if off and not ParcelLine.objects.filter(parcel=parcel).exists():
            Parcel.objects.filter(pk=parcel.pk).update(status=Parcel.Status.CANCELLED, version=F("version") + 1)
            charges += parcel.charge_paise
        elif off:
            lighter = max(0, parcel.weight_g - off * record.weight_g)
            Parcel.objects.filter(pk=parcel.pk).update(weight_g=lighter, version=F("version") + 1)
    return charges


def _tell_less(
    record: OrderRecord, part: ProducerOrder, less: Sequence[_Less], wanted: list[Wanted], *, kind: str, reason: str, **who: Any
) -> None:
    """Owe the money, and write history, journal and mail. The row's version shows packers that something has changed."""
    ProducerOrder.objects.filter(pk=part.pk).update(version=F("version") + 1)
    part.refresh_from_db()
    kept = {key_of(line.record): line.kept for line in less}
    goods = _goods(less) if reason != "lighter" else _weights(less)
    moves.record(part, kind, part.status, reason=reason, goods=goods, kept=kept, **who)
    amount = sum(asked.amount_paise for asked in wanted)
    if not amount:
        return
    key = f"less:{part.number}:{part.version}"
    refund = owe_refund(producer_order_number=part.number, amount_paise=amount, reason=reason, key=key, lines=wanted)
    payment_status.recompute(record.order)
    events.tell(record.order, "refund_due", producer_order=part, amount_paise=refund.amount_paise, reason=reason)
    shrink_letters.less_is_sent(record, part, refund, goods)


def _goods(less: Sequence[_Less]) -> str:
    """Pieces that are not sent, in words for the history."""
    return ", ".join(f"{line.by} × {line.record.title}" for line in less)


def _weights(less: Sequence[_Less]) -> str:
    return ", ".join(f"{line.record.title}: {line.kept} g" for line in less)


@outbox.effect(TELL_FEWER)
def tell_fewer(payload: dict[str, Any]) -> None:
    """Members of the group learn that the shopper wants less."""
    part = ProducerOrder.objects.select_related("group").get(number=payload["producer_order"])
    with transaction.atomic():
        for member in members_of(part.group_id):
            shrink_letters.fewer_wanted(part, member, payload["goods"], f"{part.number}:{payload['goods']}")
