"""Mails about pieces that are gone: the question to the shopper, and the answer to the group."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from orders.letters import moment, to_member, to_shopper
from orders.models import OrderRecord, ProducerOrder, ShopperChoice


def _facts(choice: ShopperChoice) -> dict[str, object]:
    return {
        "goods": f"{choice.pieces} × {choice.line.title}",
        "until": date_format(choice.wait_until, "j F Y") if choice.wait_until else "",
        "by": moment(choice.answer_by),
    }


def asked(record: OrderRecord, part: ProducerOrder, choice: ShopperChoice) -> None:
    """The shopper is asked on the order's page."""
    with translation.override(record.language):
        title = _("Please choose: your order %(number)s") % {"number": record.order.number}
        body = _(
            "%(group)s has not got it any more: %(goods)s. Another one could be packed by %(until)s. On the order page you choose whether "
            "you wait or get your money back. Without an answer by %(by)s the money goes back."
        )
        to_shopper(record, "order_choice", str(choice.pk), title, body % {"group": part.group.name, **_facts(choice)})


def chosen(choice: ShopperChoice, member: User) -> None:
    """The group learns whether to make another piece."""
    part = choice.line.producer_order
    with translation.override(member.language):
        if choice.answer == ShopperChoice.Answer.WAIT:
            title = _("The shopper waits: %(number)s") % {"number": part.number}
            body = _("Please make another one and pack it by %(until)s: %(goods)s.") % _facts(choice)
        else:
            title = _("Do not make another one: %(number)s") % {"number": part.number}
            body = _("The shopper gets the money back for this: %(goods)s. Please leave it out.") % _facts(choice)
        to_member(part, member, "producer_order_choice", str(choice.pk), title, body)
