"""The money is there: record it, and release the order to its groups. Both may be called any number of times."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.utils import timezone

from journal import audit, faults, outbox
from orders import events, late, letters, payment_status
from orders.errors import NotPossible
from orders.models import CheckoutAttempt, LineRecord, OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order
from orders.payment_parts import paid_parts, payment_of
from payments import confirmations, direct_letters, providers, queries
from payments.models import Payment
from payments.signals import money_arrived
from producers.calendar import Calendar, calendars

if TYPE_CHECKING:
    from accounts.models import User

TELL_GROUPS = "orders.tell_groups"


def complete(payment: Payment, *, reference: str, source: str = "staff", acting_user: "User | None" = None) -> Order:
    """Record that a payment arrived and release its order, in one transaction.

    ``source`` says how it is known: staff, statement, webhook, browser. A payment that was recorded before under this reference
    changes nothing. One that comes after its time is honoured as far as the goods can be held again; for the rest a refund is
    owed. Raises ``ReferenceUsed``, ``PaidAlready`` or ``ReferenceMissing`` (``payments.errors``).
    """
    with transaction.atomic():
        record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order").get(order__number=payment.order_number)
        order = record.order
        before = confirmations.record_paid(payment=payment, reference=reference, source=source, acting_user=acting_user)
        if before == Payment.Status.PAID:
            return order
        faults.point("orders.complete.after_money")
        events.tell(order, "payment_received", before=before, after="paid", by_user=acting_user, payment=payment.number, source=source)
        if before != Payment.Status.AWAITING:
            late.settle(order, payment)
        record.payment_status = payment_status.recompute(order)
        if record.payment_status != OrderRecord.PaymentStatus.REFUNDED:
            confirm(order, source=source, acting_user=acting_user)
        letters.paid(record, payment)
        faults.point("orders.complete.before_commit")
    faults.point("orders.complete.after_commit")
    return order


def release_unpaid(order: Order, payment: Payment) -> None:
    """An order that is paid at the door goes to its groups at once: it owes the whole amount from now on. In the caller's transaction."""
    confirmations.record_paid(payment=payment, reference=payment.number, source="door")
    payment_status.recompute(order)
    confirm(order, source="door")


@receiver(money_arrived)
def _take_what_a_gateway_says(*, payment: Payment, reference: str, source: str, **_more: object) -> None:
    """A card payment is there: the same one way as for every other payment."""
    complete(payment, reference=reference, source=source)


def confirm(order: Order, *, source: str = "staff", acting_user: "User | None" = None) -> bool:
    """Release the parts whose money is there to their groups; whether this call did it. The only way from ``held`` to ``new``.

    Raises ``NotPossible`` while no money was received.
    """
    with transaction.atomic():
        if not queries.totals(order.number).captured_paise:
            raise NotPossible(OrderRecord.PaymentStatus.AWAITING)
        now = timezone.now()
        held = list(paid_parts(order).filter(status=ProducerOrder.Status.HELD).select_related("group__district"))
        since = min((timezone.localdate(part.held_at) for part in held), default=timezone.localdate(now))
        days_of = calendars((part.group for part in held), since) if held else {}
        released = [part for part in held if _release(part, now, days_of[part.group_id])]
        if not released:
            return False
        faults.point("orders.confirm.after_release")
        attempt = CheckoutAttempt.objects.filter(order=order, status=CheckoutAttempt.Status.PLACED)
        attempt.update(status=CheckoutAttempt.Status.CONFIRMED, finished_at=now)
        moved = _move_promises(released, now, days_of)
        events.tell(order, "released", before="held", after="new", by_user=acting_user, moved_days=moved)
        numbers = [part.number for part in released]
        after = {"producer_orders": numbers, "source": source}
        audit.record(action="orders.released", subject=order, acting_user=acting_user, actor="" if acting_user else source, after=after)
        outbox.owe(TELL_GROUPS, key=numbers[0], payload={"producer_orders": numbers})
    return True


def _release(part: ProducerOrder, now: datetime, calendar: Calendar) -> bool:
    """One guarded UPDATE; ``False`` when another request was first."""
    still_held = ProducerOrder.objects.filter(pk=part.pk, status=ProducerOrder.Status.HELD)
    due = calendar.end_of(_packed_on(part, timezone.localdate(now), calendar))
    return bool(still_held.update(status=ProducerOrder.Status.NEW, released_at=now, due_at=due, version=F("version") + 1))


def _packed_on(part: ProducerOrder, day: date, calendar: Calendar) -> date:
    """The day by which the group packs what it is asked for on ``day``; with a harvest, the last day on which that is sent."""
    ready = calendar.after(day, part.dispatch_days)
    return max(ready, calendar.next_open(part.pack_by)) if part.pack_by else ready


def _move_promises(released: list[ProducerOrder], now: datetime, days: Mapping[int, Calendar]) -> int:
    """Count the promised days from the day the money came: packing could not begin before. By how many days they moved, at most."""
    moved = {part.pk: _shift(part, now, days[part.group_id]) for part in released}
    late = [part for part in released if moved[part.pk]]
    parcels = list(Parcel.objects.filter(producer_order__in=late))
    records = list(LineRecord.objects.filter(producer_order__in=late))
    rows: list[Parcel | LineRecord] = [*parcels, *records]
    for row in rows:
        row.promised_from += moved[row.producer_order_id]
        row.promised_to += moved[row.producer_order_id]
    Parcel.objects.bulk_update(parcels, ["promised_from", "promised_to"])
    LineRecord.objects.bulk_update(records, ["promised_from", "promised_to"])
    return max(shift.days for shift in moved.values())


def _shift(part: ProducerOrder, now: datetime, calendar: Calendar) -> timedelta:
    """How much later the group can pack than it could have when the order was placed."""
    paid, placed = timezone.localdate(now), timezone.localdate(part.held_at)
    return max(timedelta(0), _packed_on(part, paid, calendar) - _packed_on(part, placed, calendar))


def shopper_paid(order: Order, *, reference: str, payment_number: str = "") -> None:
    """The shopper says that the payment was sent, and under which reference. Who is paid looks for it; nothing is released.

    With the first reference the goods are kept as long again as for a new payment; with a corrected one no longer. An order with a
    payment for each group is told which one. Raises ``ReferenceMissing`` for an empty reference, ``Payment.DoesNotExist``.
    """
    with transaction.atomic():
        payment = payment_of(order, payment_number)
        is_first = not payment.shopper_reference
        if confirmations.record_shopper_reference(payment=payment, reference=reference):
            events.tell(order, "shopper_paid", payment=payment.number)
            if payment.payee_group:
                direct_letters.shopper_paid(payment, confirmations.tidy_reference(reference))
            if is_first:
                payment.refresh_from_db()
                until = max(payment.expires_at, timezone.now() + providers.get(payment.provider).hold)
                confirmations.prolong(payment=payment, until=until, acting_user=None, reason="the shopper gave a reference")
