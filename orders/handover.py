"""Handing parcels over to a carrier, all at once or one after the other. With the last one the whole part is on its way."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import faults
from media.uploads import CleanFile
from orders import at_door_rules, carriers, claims, moves, papers, photos, stock, told
from orders.errors import HandOverRefused, NotPossible
from orders.models import LineLot, Parcel, ProducerOrder
from provenance.models import Lot

if TYPE_CHECKING:
    from accounts.models import User

Status = ProducerOrder.Status
MOST_GRAMS = 60_000
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/-]{4,39}")


def hand_over(
    producer_order: ProducerOrder,
    *,
    carrier: str,
    acting_user: "User",
    parcels: Mapping[str, str] | None = None,
    carrier_name: str = "",
    on: date | None = None,
    receipt: Sequence[CleanFile] = (),
    weights: Mapping[str, int] | None = None,
    insured: Mapping[str, bool] | None = None,
    on_behalf_of: str = "",
) -> ProducerOrder:
    """Packed parcels have left the group: their pieces leave the stock. Handing over twice is handing over once.

    ``parcels`` are tracking numbers by parcel number; without it all packed parcels go, without numbers. ``carrier`` is a code of
    ``carriers``, with ``carrier_name`` for one that is not listed; ``on`` the day it happened; ``receipt`` photos of what the
    carrier gave, which with a number prove that it left (``losses``); ``weights`` the grams that the carrier weighed, ``insured`` whether
    it insures, both by parcel number: who hands over by form is asked for dear parcels that go by post (``claims``). Raises
    ``HandOverRefused`` with the field that is wrong, or ``NotPossible`` where nothing is packed.
    """
    now = timezone.now()
    day = on or timezone.localdate(now)
    with transaction.atomic():
        moves.lock_order(producer_order.order_id)
        producer_order.refresh_from_db()
        chosen = _chosen(producer_order, parcels)
        going = [parcel for parcel in chosen if parcel.status == Parcel.Status.PACKED]
        if not going:
            return _nothing_to_do(producer_order, chosen)
        name = _carrier(carrier, carrier_name)
        at_door_rules.check_carrier(producer_order, carrier)
        numbers = {parcel.number: _tracking(parcel, parcels, carrier) for parcel in going}
        _check_day(producer_order, day)
        _check_lots(going)
        for parcel in going:
            said = _said(parcel, carrier, parcels is not None, weights or {}, insured or {})
            _send(parcel, producer_order, name, numbers[parcel.number], day, now, **said)
        photos.keep_receipt(producer_order, going, receipt, acting_user=acting_user)
        faults.point("orders.hand_over.after_parcels")
        stock.ship(going)
        faults.point("orders.hand_over.after_stock")
        _settle(producer_order, now)
        papers.issue_for(producer_order)
        faults.point("orders.hand_over.after_paper")
        detail: dict[str, Any] = {"parcels": sorted(numbers), "carrier": name, "on": day.isoformat()}
        told.owe(moves.record(producer_order, "handed_over", Status.PACKED, acting_user=acting_user, on_behalf_of=on_behalf_of, **detail))
        faults.point("orders.hand_over.before_commit")
    faults.point("orders.hand_over.after_commit")
    return producer_order


def _chosen(part: ProducerOrder, wanted: Mapping[str, str] | None) -> list[Parcel]:
    """The parcels that are meant. A number that is none of this part's is not there."""
    own = list(Parcel.objects.filter(producer_order=part).exclude(status=Parcel.Status.CANCELLED).order_by("pk"))
    if wanted is None:
        return [parcel for parcel in own if parcel.status == Parcel.Status.PACKED] or own
    chosen = [parcel for parcel in own if parcel.number in wanted]
    if not chosen or len(chosen) < len(wanted):
        raise HandOverRefused("parcels", _("Tick the parcels that you handed over."))
    return chosen


def _nothing_to_do(part: ProducerOrder, chosen: list[Parcel]) -> ProducerOrder:
    if any(parcel.status == Parcel.Status.OPEN for parcel in chosen):
        raise NotPossible(part.status)
    return part


def _carrier(code: str, name: str) -> str:
    """What is stored: the code of a listed carrier, the words for another one."""
    name = " ".join(name.split())
    if code not in carriers.BY_CODE:
        raise HandOverRefused("carrier", _("Choose who carries the parcels."))
    if code != carriers.OTHER:
        return code
    if not 2 <= len(name) <= 60 or name in carriers.BY_CODE:
        raise HandOverRefused("carrier_name", _("Write the name of the carrier, with 2 to 60 letters."))
    return name


def _tracking(parcel: Parcel, typed: Mapping[str, str] | None, carrier: str) -> str:
    number = re.sub(r"\s+", "", typed[parcel.number] if typed else "").upper()
    if not number and typed and carriers.BY_CODE[carrier].has_numbers:
        raise HandOverRefused("tracking", _("Write the number on the carrier's slip."), parcel=parcel.number)
    if number and not _NUMBER.fullmatch(number):
        raise HandOverRefused("tracking", _("A tracking number has 5 to 40 letters and digits."), parcel=parcel.number)
    return number


def _said(parcel: Parcel, carrier: str, is_asked: bool, weights: Mapping[str, int], insured: Mapping[str, bool]) -> dict[str, Any]:
    """Weight and insurance of a parcel, as far as they were said. Raises ``HandOverRefused``."""
    said: dict[str, Any] = {}
    if parcel.number in weights:
        if not 1 <= weights[parcel.number] <= MOST_GRAMS:
            raise HandOverRefused("weight", _("Write the weight in grams, as it is on the slip."), parcel=parcel.number)
        said["sent_weight_g"] = weights[parcel.number]
    if parcel.number in insured:
        said["is_insured"] = insured[parcel.number]
    elif is_asked and claims.asks_for_insurance(parcel, carrier):
        raise HandOverRefused(
            "insured", _("This parcel is worth more than the post pays for. Say whether it goes insured."), parcel=parcel.number
        )
    return said


def _check_day(part: ProducerOrder, day: date) -> None:
    if day > timezone.localdate():
        raise HandOverRefused("on", _("This day is still to come."))
    if part.packed_at and day < timezone.localdate(part.packed_at):
        raise HandOverRefused("on", _("The parcels were not packed yet on this day."))


def _check_lots(parcels: Iterable[Parcel]) -> None:
    """What was called back since it was packed does not leave."""
    inside = LineLot.objects.filter(line__parcel_lines__parcel__in=list(parcels), lot__status=Lot.Status.WITHDRAWN)
    code = inside.values_list("lot__code", flat=True).first()
    if code:
        words = _("Lot %(code)s was withdrawn. Unpack these goods and do not send them.")
        raise HandOverRefused("lots", str(words) % {"code": code})


def _send(parcel: Parcel, part: ProducerOrder, carrier: str, number: str, day: date, now: datetime, **said: Any) -> None:
    """Write what is known of the journey. Days of a late handover move the day on which the parcel is expected."""
    due = timezone.localdate(part.due_at) if part.due_at else day
    expected = parcel.promised_to + max(timedelta(0), day - due)
    changed = Parcel.objects.filter(pk=parcel.pk, status=Parcel.Status.PACKED).update(
        status=Parcel.Status.HANDED_OVER,
        carrier=carrier,
        tracking_number=number,
        handed_over_on=day,
        handed_over_at=now,
        expected_by=expected,
        version=F("version") + 1,
        **said,
    )
    if not changed:
        raise NotPossible(parcel.status)


def _settle(part: ProducerOrder, now: datetime) -> None:
    """With the last parcel the part is handed over; before, only its row's version shows that something changed."""
    if part.parcels.filter(status__in=(Parcel.Status.OPEN, Parcel.Status.PACKED)).exists():
        ProducerOrder.objects.filter(pk=part.pk).update(version=F("version") + 1)
        part.refresh_from_db()
    else:
        moves.move(part, (Status.PACKED,), Status.HANDED_OVER, handed_over_at=now)
