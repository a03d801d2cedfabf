"""What a group, and who helps it, is told of an order that waits for an answer. Nothing of the shopper is in it."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from orders import cards
from orders.letters import moment, to_member
from orders.models import ProducerOrder

KIND = "producer_order_reminder"


def unanswered(part: ProducerOrder, person: User, hours: int, *, is_last: bool) -> None:
    """A day, two or three have gone by without an answer."""
    with translation.override(person.language):
        said = {"number": part.number, "group": part.group.name, "due": moment(part.due_at) if part.due_at else ""}
        title = _("Order %(number)s still waits for %(group)s") % said
        body = _("Nobody has accepted or declined it yet. It has to be packed by %(due)s.") % said
        if is_last:
            body += " " + _("Without an answer until tomorrow, the shop asks the shopper what to do.")
        body += "\n\n" + _("Look and answer without logging in, for three days:") + "\n" + cards.in_mail(cards.card_for(part, person))
        to_member(part, person, KIND, f"{part.number}:{hours}", title, body)
