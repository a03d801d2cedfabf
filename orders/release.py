"""The money is there: record it, and release the order to its groups. Both may be called any number of times."""

from datetime import datetime, time, timedelta
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
        held = paid_parts(order).filter(status=ProducerOrder.Status.HELD)
        released = [part for part in held if _release(part, now)]
        if not released:
            return False
        faults.point("orders.confirm.after_release")
        attempt = CheckoutAttempt.objects.filter(order=order, status=CheckoutAttempt.Status.PLACED)
        attempt.update(status=CheckoutAttempt.Status.CONFIRMED, finished_at=now)
        days = _move_promises(released, now)
        events.tell(order, "released", before="held", after="new", by_user=acting_user, moved_days=days)
        numbers = [part.number for part in released]
        after = {"producer_orders": numbers, "source": source}
        audit.record(action="orders.released", subject=order, acting_user=acting_user, actor="" if acting_user else source, after=after)
        outbox.owe(TELL_GROUPS, key=numbers[0], payload={"producer_orders": numbers})
    return True


def _release(part: ProducerOrder, now: datetime) -> bool:
    """One guarded UPDATE; ``False`` when another request was first."""
    still_held = ProducerOrder.objects.filter(pk=part.pk, status=ProducerOrder.Status.HELD)
    return bool(
        still_held.update(
            status=ProducerOrder.Status.NEW, released_at=now, due_at=due_at(now, part.dispatch_days), version=F("version") + 1
        )
    )


def due_at(released_at: datetime, dispatch_days: int) -> datetime:
    """The end of the Indian day by which the parcels have to be packed."""
    day = timezone.localdate(released_at) + timedelta(days=dispatch_days)
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _move_promises(released: list[ProducerOrder], now: datetime) -> int:
    """Count the promised days from the day the money came: packing could not begin before. By how many days they moved."""
    days = (timezone.localdate(now) - timezone.localdate(released[0].held_at)).days
    if days <= 0:
        return 0
    shift = timedelta(days=days)
    parcels = list(Parcel.objects.filter(producer_order__in=released))
    records = list(LineRecord.objects.filter(producer_order__in=released))
    rows: list[Parcel | LineRecord] = [*parcels, *records]
    for row in rows:
        row.promised_from += shift
        row.promised_to += shift
    Parcel.objects.bulk_update(parcels, ["promised_from", "promised_to"])
    LineRecord.objects.bulk_update(records, ["promised_from", "promised_to"])
    return days


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
