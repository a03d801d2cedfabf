"""What a group says at the door of a part that is paid there: it was paid, or nobody took it. Where that is offered: ``at_door_rules``.

A part is taken and paid as a whole. What does not please is given back afterwards, as after every other sale. Until it is paid nothing of
it counts as delivered, neither by the clock nor by anybody's word.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from journal import faults
from money.words import rupees
from orders import deliveries, losses, money_letters, moves, payment_status
from orders.errors import NotPossible
from orders.models import Parcel, ProducerOrder
from payments.cash import receipts
from payments.models import CashReceipt

if TYPE_CHECKING:
    from accounts.models import User

Status = ProducerOrder.Status
_UNDERWAY = (Parcel.Status.HANDED_OVER, Parcel.Status.IN_TRANSIT, Parcel.Status.NOT_ARRIVED)


def taken(part: ProducerOrder, *, acting_user: "User", on: date | None = None, on_behalf_of: str = "") -> CashReceipt:
    """The shopper has taken the part and paid all that was left of it: its parcels have arrived. Saying it twice is saying it once.

    Raises ``NotPossible`` for a part that is not on its way or has nothing to pay, ``DeliveryRefused`` for a wrong day.
    """
    day = on or timezone.localdate()
    with transaction.atomic():
        record = moves.lock_order(part.order_id)
        part.refresh_from_db()
        known = CashReceipt.objects.filter(producer_order_number=part.number).first()
        if known is not None:
            return known
        amount = receipts.owed_paise(part.number)
        if part.status != Status.HANDED_OVER or not amount:
            raise NotPossible(part.status)
        receipt = receipts.take(producer_order_number=part.number, taken_on=day, acting_user=acting_user)
        moves.record(part, "cash_taken", part.status, acting_user=acting_user, on_behalf_of=on_behalf_of, amount_paise=amount)
        for parcel in _underway(part):
            deliveries.arrived(parcel, source=Parcel.Source.DOOR, on=day, acting_user=acting_user)
        payment_status.recompute(record.order)
        money_letters.paid_at_door(record, part, receipt)
        faults.point("orders.cash_taken.before_commit")
    faults.point("orders.cash_taken.after_commit")
    return receipt


def refused(part: ProducerOrder, *, can_be_sold: bool, acting_user: "User", words: str = "") -> ProducerOrder:
    """Nobody took the part, or nobody paid: its parcels are back with the group, and nothing of it is to be paid. Twice is once.

    Raises ``NotPossible`` for a part that is not on its way, or was paid.
    """
    with transaction.atomic():
        moves.lock_order(part.order_id)
        part.refresh_from_db()
        underway = _underway(part)
        if not receipts.owed_paise(part.number) or part.status != Status.HANDED_OVER:
            if Parcel.objects.filter(producer_order=part, status=Parcel.Status.RETURNED).exists():
                return part
            raise NotPossible(part.status)
        for parcel in underway:
            losses.came_back(parcel, can_be_sold=can_be_sold, acting_user=acting_user, words=words)
        faults.point("orders.cash_refused.before_commit")
    part.refresh_from_db()
    return part


def to_do() -> list[str]:
    """Parts of which nobody has said for a week after their last promised day whether they were paid. One query."""
    late = timezone.localdate() - timedelta(days=deliveries.SILENT_DAYS)
    open_numbers = receipts.open_parts().values("producer_order_number")
    found = Parcel.objects.filter(producer_order__number__in=open_numbers, status__in=_UNDERWAY, expected_by__lte=late)
    parts = ProducerOrder.objects.filter(pk__in=found.values("producer_order")).select_related("group").order_by("pk")
    owed = receipts.owed_by_part([part.number for part in parts])
    words = "nobody has said whether they were paid at the door"
    return [f"{part.number}: {rupees(owed[part.number])} of {part.group.name}: {words}" for part in parts if part.number in owed]


def _underway(part: ProducerOrder) -> list[Parcel]:
    found = Parcel.objects.filter(producer_order=part, status__in=_UNDERWAY)
    return list(found.select_related("producer_order").order_by("pk"))
