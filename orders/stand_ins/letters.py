"""Mails about another group in place of the first: the question and its end to the shopper, the end to the first group."""

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from money.words import rupees
from orders.letters import moment, to_member, to_shopper
from orders.models import OrderRecord, ProducerOrder, StandIn
from payments.models import Refund

if TYPE_CHECKING:
    from orders.stand_ins.finding import Option


def asked(record: OrderRecord, part: ProducerOrder, stand_in: StandIn, option: "Option") -> None:
    """The shopper is asked on the order's page."""
    quoted = option.quoted
    with translation.override(record.language):
        title = _("May another group send it? Your order %(number)s") % {"number": record.order.number}
        facts = {
            "group": part.group.name,
            "other": quoted.group.name,
            "village": quoted.group.village,
            "amount": rupees(quoted.total_paise),
            "day": date_format(quoted.arrives_to, "j F Y") if quoted.arrives_to else "",
            "by": moment(stand_in.answer_by),
        }
        body = _("%(group)s has not answered your order. %(other)s from %(village)s could send this instead:") % facts
        body += "\n" + "\n".join(f"{line.quantity} × {line.title}" for line in quoted.lines)
        body += "\n" + _("It costs %(amount)s with delivery and comes by %(day)s if you say yes today.") % facts
        if option.back_paise:
            body += " " + _("You get back %(amount)s.") % {"amount": rupees(option.back_paise)}
        body += (
            "\n\n" + _("On the order page you say yes or no. Without an answer by %(by)s you get all the money for this part back.") % facts
        )
        to_shopper(record, "order_stand_in", str(stand_in.pk), title, body)


def taken(record: OrderRecord, part: ProducerOrder, new: ProducerOrder, refund: Refund | None) -> None:
    """The shopper has agreed: who sends now, and what goes back."""
    with translation.override(record.language):
        facts = {"number": record.order.number, "group": part.group.name, "other": new.group.name}
        title = _("%(other)s sends it: your order %(number)s") % facts
        body = _("As you agreed, %(other)s sends this part in place of %(group)s. The order page says what it does with it.") % facts
        if refund:
            body += " " + _("You get back %(amount)s.") % {"amount": rupees(refund.amount_paise)}
        to_shopper(record, "order_stand_in_taken", new.number, title[:200], body)


def handed_on(part: ProducerOrder, member: User) -> None:
    """The first group has nothing to send any more."""
    with translation.override(member.language):
        title = _("Do not send %(number)s") % {"number": part.number}
        body = _(
            "This order waited for an answer too long, and another group sends it now. Your goods are on sale again; please send nothing."
        )
        to_member(part, member, "producer_order_handed_on", part.number, title, body)
