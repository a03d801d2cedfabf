"""A parcel has arrived, or has not: said by the shopper, by staff, by a carrier's list, or by nobody for long enough.

With the last parcel the part is delivered, which starts the days after which its group is paid; when the days of return are over
it is closed. Both happen by the clock, so that no payout waits for a shopper who says nothing.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import faults, outbox, schedule
from orders import earning, moves, parcel_letters
from orders.errors import DeliveryRefused, NotPossible
from orders.models import Parcel, ProducerOrder
from payments.cash import receipts

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger(__name__)

TELL_MISSING = "orders.tell_missing"
Status = ProducerOrder.Status
Source = Parcel.Source
# A shopper who says nothing for a week after the last promised day has the parcel.
SILENT_DAYS = 7
# Goods can be given back within seven days of delivery (the shop's policy on returns).
RETURN_DAYS = 7
CHUNK = 200  # rows in one run of a job; the next run takes more
_UNDERWAY = (Parcel.Status.HANDED_OVER, Parcel.Status.IN_TRANSIT)
_MAY_ARRIVE = (*_UNDERWAY, Parcel.Status.NOT_ARRIVED)
_ENDED = (Parcel.Status.DELIVERED, Parcel.Status.LOST, Parcel.Status.RETURNED)


def arrived(parcel: Parcel, *, source: str, on: date | None = None, acting_user: "User | None" = None) -> Parcel:
    """The parcel is with the shopper, since ``on`` or since today. Saying it twice is saying it once; the first word stands.

    A parcel that the shopper reported missing may still arrive, but not by the clock. Raises ``NotPossible`` for one that was not
    handed over, ``DeliveryRefused`` for a day before it was, one to come, or while it is to be paid at the door.
    """
    day = on or timezone.localdate()
    with transaction.atomic():
        record = moves.lock_order(parcel.producer_order.order_id)
        parcel.refresh_from_db()
        if parcel.status == Parcel.Status.DELIVERED:
            return parcel
        _check_day(parcel, day)
        if receipts.owed_paise(parcel.producer_order.number):
            raise DeliveryRefused("not_paid", _("This is paid at the door. The group says that it was paid; then it has arrived."))
        before = _move(parcel, _UNDERWAY if source == Source.CLOCK else _MAY_ARRIVE, Parcel.Status.DELIVERED, day, source)
        faults.point("orders.deliver.after_parcel")
        part = settle(parcel.producer_order_id)
        moves.record(
            part, "arrived", before, acting_user=acting_user, actor="" if acting_user else source, parcel=parcel.number, source=source
        )
        if source in (Source.CLOCK, Source.UPLOAD):
            parcel_letters.taken_for_delivered(record, part, parcel)
        faults.point("orders.deliver.before_commit")
    faults.point("orders.deliver.after_commit")
    return parcel


def not_arrived(parcel: Parcel, *, acting_user: "User | None" = None) -> Parcel:
    """The shopper misses the parcel: the clock stops and the group is told at once. Saying it twice is saying it once.

    Raises ``DeliveryRefused`` before the promised days are over, ``NotPossible`` for a parcel that is not underway.
    """
    with transaction.atomic():
        moves.lock_order(parcel.producer_order.order_id)
        parcel.refresh_from_db()
        if parcel.status == Parcel.Status.NOT_ARRIVED:
            return parcel
        if parcel.status in _UNDERWAY and not may_be_missed(parcel.status, parcel.promised_to):
            raise DeliveryRefused("too_early", _("The promised days are not over yet."))
        before = _move(parcel, _UNDERWAY, Parcel.Status.NOT_ARRIVED)
        part = ProducerOrder.objects.select_related("order", "group").get(pk=parcel.producer_order_id)
        event = moves.record(
            part, "not_arrived", before, acting_user=acting_user, actor="" if acting_user else "shopper", parcel=parcel.number
        )
        outbox.owe(TELL_MISSING, key=str(event.pk), payload={"producer_orders": [part.number], "parcel": parcel.number})
        faults.point("orders.not_arrived.before_commit")
    return parcel


def may_be_missed(status: str, promised_to: date) -> bool:
    """Whether the shopper may say that a parcel has not arrived: it is underway and the last promised day is over."""
    return status in _UNDERWAY and timezone.localdate() > promised_to


def may_arrive(status: str) -> bool:
    """Whether the shopper may say that a parcel has arrived."""
    return status in _MAY_ARRIVE


def deliver_due() -> int:
    """Take for delivered what nobody missed for a week after its last promised day, each in a transaction of its own; how many."""
    last = timezone.localdate() - timedelta(days=SILENT_DAYS)
    unpaid = receipts.open_parts().values("producer_order_number")
    due = Parcel.objects.filter(status__in=_UNDERWAY, expected_by__lte=last).exclude(producer_order__number__in=unpaid)
    count = 0
    for parcel in due.select_related("producer_order").order_by("expected_by", "pk")[:CHUNK]:
        try:
            count += arrived(parcel, source=Source.CLOCK).delivered_source == Source.CLOCK
        except NotPossible:  # missed by its shopper at this very moment
            continue
        except Exception:
            log.exception("delivery_by_clock_failed", parcel=parcel.number)
    return count


def close_due() -> int:
    """Close the parts whose days of return are over; how many."""
    last = timezone.localdate() - timedelta(days=RETURN_DAYS)
    due = (
        ProducerOrder.objects.filter(status=Status.DELIVERED, delivered_on__lt=last).select_related("order").order_by("delivered_on", "pk")
    )
    count = 0
    for part in due.select_related("order")[:CHUNK]:
        try:
            with transaction.atomic():
                moves.lock_order(part.order_id)
                if moves.move(part, (Status.DELIVERED,), Status.CLOSED):
                    moves.record(part, "closed", Status.DELIVERED)
                    count += 1
                faults.point("orders.close.before_commit")
        except Exception:
            log.exception("closing_failed", part=part.number)
    return count


@schedule.job("orders.deliver_due", every=timedelta(hours=1))
def _by_the_clock() -> None:
    deliver_due()
    close_due()


def _check_day(parcel: Parcel, day: date) -> None:
    if day > timezone.localdate():
        raise DeliveryRefused("to_come", _("This day is still to come."))
    if parcel.handed_over_on and day < parcel.handed_over_on:
        raise DeliveryRefused("before_handover", _("The parcel was not handed over yet on this day."))


def _move(parcel: Parcel, allowed: tuple[str, ...], after: str, day: date | None = None, source: str = "") -> str:
    """Change the state where it still is an allowed one, and return the one before. Raises ``NotPossible``."""
    before = parcel.status
    changed = Parcel.objects.filter(pk=parcel.pk, status=before, status__in=allowed).update(
        status=after, delivered_on=day, delivered_source=source, version=F("version") + 1
    )
    parcel.refresh_from_db()
    if not changed:
        raise NotPossible(parcel.status)
    return before


def settle(part_id: int) -> ProducerOrder:
    """With its last parcel the part is delivered, on the day of the one that came last, was given up, or came back to the group.

    What is sent again for a return holds nothing up.
    """
    part = ProducerOrder.objects.select_related("order", "group").get(pk=part_id)
    parcels = list(part.parcels.filter(sent_for=None).exclude(status=Parcel.Status.CANCELLED))
    days = [day for parcel in parcels if parcel.status in _ENDED and (day := parcel.delivered_on or parcel.ended_on)]
    if part.status == Status.HANDED_OVER and len(days) == len(parcels):
        moves.move(part, (Status.HANDED_OVER,), Status.DELIVERED, delivered_on=max(days))
        faults.point("orders.deliver.after_part")
        earning.earn(part)
    return part
