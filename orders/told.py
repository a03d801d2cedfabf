"""What the shopper is told of a group's step: ten minutes later, so that the group can still take the step back."""

from datetime import datetime, timedelta

from django.utils import timezone

from journal import outbox
from orders.models import OrderEvent

TELL_SHOPPER = "orders.tell_shopper"
# Long enough to notice a slip of the thumb, short enough that nobody waits for the news.
UNDO_FOR = timedelta(minutes=10)
# Steps of which the shopper gets a mail. Packing is on the order page only.
TOLD = ("accepted", "handed_over")


def can_be_undone_until(event: OrderEvent) -> datetime:
    """The moment at which the news goes out."""
    return event.at + UNDO_FOR


def owe(event: OrderEvent) -> None:
    """Owe the mail about a step, in the transaction of the step."""
    outbox.owe(TELL_SHOPPER, key=str(event.pk), payload={"event": event.pk}, due_at=can_be_undone_until(event))


def take_back(event: OrderEvent) -> bool:
    """Whether nobody is or will be told of the step: its time is not over, and the mail that was owed is taken back."""
    if timezone.now() >= can_be_undone_until(event):
        return False
    return event.kind not in TOLD or outbox.withdraw(TELL_SHOPPER, key=str(event.pk))
