"""Parcels that never arrive: lost on the way, or back with their group because nobody took them.

Who handed over with a number and a photo of the carrier's receipt has done its part: the shop bears what the carrier lost, and the group
keeps what it earned. Without such a proof the group bears it. What comes back unaccepted is a change of mind: the goods go back by the
policy of the sale, the delivery was used and stays.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import faults, outbox
from orders import deliveries, events, letters, money_letters, moves, payment_status, reasons, stock
from orders.effects import members_of
from orders.errors import NotPossible
from orders.models import LineRecord, OrderRecord, Parcel, ParcelLine, PartPhoto, ProducerOrder
from orders.returns import policies
from orders.sold_lines import key_of
from payments import refund_lines
from payments.cash import receipts
from payments.models import Refund
from payments.refund_lines import Wanted
from payments.refunds import owe_refund
from payments.sold_lines import DELIVERY

if TYPE_CHECKING:
    from accounts.models import User

TELL_LOST = "orders.tell_lost"
_UNDERWAY = (Parcel.Status.HANDED_OVER, Parcel.Status.IN_TRANSIT, Parcel.Status.NOT_ARRIVED)


def may_end(status: str) -> bool:
    """Whether a parcel can be given up, or have come back: it is underway or missed."""
    return status in _UNDERWAY


def is_proven(parcel: Parcel) -> bool:
    """Whether the group can show that the carrier took the parcel: a number, and a photo of the receipt since it left. One query."""
    if not parcel.tracking_number or parcel.handed_over_at is None:
        return False
    receipts = PartPhoto.objects.filter(parcel=parcel, kind=PartPhoto.Kind.HANDED_OVER, at__gte=parcel.handed_over_at)
    return receipts.exists()


def lost(parcel: Parcel, *, acting_user: "User", words: str = "") -> Parcel:
    """A parcel is given up: its goods and its delivery are owed back. Twice is once.

    Raises ``NotPossible`` for a parcel that is not underway.
    """
    with transaction.atomic():
        record = moves.lock_order(parcel.producer_order.order_id)
        parcel.refresh_from_db()
        if parcel.status == Parcel.Status.LOST:
            return parcel
        before = _end(parcel, Parcel.Status.LOST)
        bearer = Refund.Bearer.SHOP if is_proven(parcel) else Refund.Bearer.GROUP
        inside = _inside(parcel)
        wanted = _worth(parcel, inside) + _charge(parcel)
        part = _owe(record, parcel, wanted, reason=reasons.LOST, bearer=bearer)
        faults.point("orders.lost.after_refund")
        deliveries.settle(part.pk)
        moves.record(part, "lost", before, acting_user=acting_user, parcel=parcel.number, bearer=bearer, words=words)
        outbox.owe(TELL_LOST, key=parcel.number, payload={"producer_order": part.number, "parcel": parcel.number, "bearer": bearer})
        faults.point("orders.lost.before_commit")
    return parcel


def came_back(parcel: Parcel, *, can_be_sold: bool, acting_user: "User", words: str = "") -> Parcel:
    """Nobody took the parcel, and it is back with its group. Twice is once.

    Goods that may be given back are owed back, the delivery is not; what is whole and no food is on sale again. Raises ``NotPossible``.
    """
    with transaction.atomic():
        record = moves.lock_order(parcel.producer_order.order_id)
        parcel.refresh_from_db()
        if parcel.status == Parcel.Status.RETURNED:
            return parcel
        before = _end(parcel, Parcel.Status.RETURNED)
        inside = _inside(parcel)
        part = _owe(record, parcel, _not_taken(parcel, inside), reason=reasons.CAME_BACK, bearer=Refund.Bearer.GROUP)
        faults.point("orders.came_back.after_refund")
        _take_back(part, inside, can_be_sold, is_again=parcel.sent_for_id is not None)
        deliveries.settle(part.pk)
        moves.record(part, "came_back", before, acting_user=acting_user, parcel=parcel.number, can_be_sold=can_be_sold, words=words)
        faults.point("orders.came_back.before_commit")
    return parcel


def _end(parcel: Parcel, after: str) -> str:
    """Change the state where it still is an allowed one, and return the one before. Raises ``NotPossible``."""
    before, today = parcel.status, timezone.localdate()
    allowed = Parcel.objects.filter(pk=parcel.pk, status=before, status__in=_UNDERWAY)
    ended_on: date = max(today, parcel.handed_over_on or today)
    if not allowed.update(status=after, ended_on=ended_on, version=F("version") + 1):
        raise NotPossible(parcel.status)
    parcel.refresh_from_db()
    return before


def _inside(parcel: Parcel) -> list[ParcelLine]:
    return list(ParcelLine.objects.filter(parcel=parcel).select_related("line").order_by("line_id"))


def _not_taken(parcel: Parcel, inside: list[ParcelLine]) -> list[Wanted]:
    """What is owed back of a parcel that nobody took. Where it was to be paid at the door nothing was paid, so it is all of it."""
    if receipts.owed_paise(parcel.producer_order.number):
        return _worth(parcel, inside) + _charge(parcel)
    return _worth(parcel, [held for held in inside if policies.of_line(held.line.return_policy, is_food=held.line.is_food).mind_days])


def _worth(parcel: Parcel, inside: list[ParcelLine]) -> list[Wanted]:
    """What the pieces were sold for, as far as it is not owed back already."""
    left = refund_lines.left_of(parcel.producer_order.number)
    wanted = []
    for held in inside:
        line = left.get(key_of(held.line))
        pieces = min(held.quantity, line.pieces) if line else 0
        if line and (amount := line.worth(pieces)):
            wanted.append(Wanted(line.sold.key, amount, pieces))
    return wanted


def _charge(parcel: Parcel) -> list[Wanted]:
    left = refund_lines.left_of(parcel.producer_order.number).get(DELIVERY)
    amount = min(parcel.charge_paise, left.paise) if left else 0
    return [Wanted(DELIVERY, amount)] if amount else []


def _owe(record: OrderRecord, parcel: Parcel, wanted: list[Wanted], *, reason: str, bearer: str) -> ProducerOrder:
    part = ProducerOrder.objects.select_related("order", "group").get(pk=parcel.producer_order_id)
    amount = sum(asked.amount_paise for asked in wanted)
    if amount:
        refund = owe_refund(
            producer_order_number=part.number,
            amount_paise=amount,
            reason=reason,
            key=f"{reason}:{parcel.number}",
            lines=wanted,
            bearer=bearer,
        )
        payment_status.recompute(record.order)
        events.tell(record.order, "refund_due", producer_order=part, amount_paise=amount, reason=reason)
        money_letters.refund_owed(record, refund)
    return part


def _take_back(part: ProducerOrder, inside: list[ParcelLine], can_be_sold: bool, *, is_again: bool) -> None:
    """``is_again``: the pieces were sent instead of others, which are counted as returned already."""
    pieces = {held.line_id: held.quantity for held in inside}
    for record in stock.lines_of([part]):
        if record.pk in pieces:
            if not is_again:
                LineRecord.objects.filter(pk=record.pk).update(returned=F("returned") + pieces[record.pk])
            if can_be_sold and not record.is_food:
                stock.take_back(record, pieces[record.pk])
    stock.announce_parts([part])


@outbox.effect(TELL_LOST)
def tell_lost(payload: dict[str, Any]) -> None:
    """Members of the group learn that a parcel of theirs was given up, and who bears it."""
    part = ProducerOrder.objects.select_related("group").get(number=payload["producer_order"])
    with transaction.atomic():
        for member in members_of(part.group_id):
            letters.given_up(part, member, payload["parcel"], is_borne_by_shop=payload["bearer"] == Refund.Bearer.SHOP)
