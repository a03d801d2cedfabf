"""Mails about lines that became less before they were packed: to the shopper what comes back, to the group what to leave out."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from money.words import rupees
from orders import reasons
from orders.letters import less_to_pay, to_member, to_shopper
from orders.models import OrderRecord, ProducerOrder
from payments.cash import receipts
from payments.models import Refund


def less_is_sent(record: OrderRecord, part: ProducerOrder, refund: Refund, goods: str) -> None:
    """The shopper gets less than was ordered, and the money for the rest back; what was not paid yet is less to pay."""
    if receipts.is_taken_off(refund):
        less_to_pay(record, refund, part.group.name, goods)
        return
    with translation.override(record.language):
        title = _("A change to your order %(number)s") % {"number": record.order.number}
        said = {"group": part.group.name, "goods": goods, "amount": rupees(refund.amount_paise), "reason": reasons.words(refund.reason)}
        if refund.reason == reasons.CALLED_OFF:
            body = _("Called off as you asked: %(goods)s (%(group)s). We owe you %(amount)s, which go back the way you paid.") % said
        elif refund.reason == "lighter":
            body = _("%(group)s has weighed your goods: %(goods)s. We owe you %(amount)s for what is missing.") % said
        else:
            body = _("%(group)s can not send all of it. Not sent: %(goods)s. %(reason)s. We owe you %(amount)s for it.") % said
        to_shopper(record, "order_less_sent", refund.number, title, body)


def fewer_wanted(part: ProducerOrder, member: User, goods: str, key: str) -> None:
    """The shopper has called off some pieces."""
    with translation.override(member.language):
        title = _("Send less: %(number)s") % {"number": part.number}
        body = _("The shopper does not want any more: %(goods)s. Please leave it out. These pieces are on sale again.") % {"goods": goods}
        to_member(part, member, "producer_order_fewer", key, title, body)
