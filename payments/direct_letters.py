"""Mails to a group that is paid straight: what to look for on its account, what its shopper says, what it has to send back."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from money.words import rupees
from payments.models import Payment, Refund
from payments.money_mails import to_those_who_see_money
from payments.providers.offline import transfer_note
from producers.models import ProducerGroup


def money_expected(payment: Payment) -> None:
    """A shopper was asked to pay the group. Nothing of the shopper is in the mail."""

    def words() -> tuple[str, str]:
        title = _("A shopper pays %(amount)s to %(group)s") % _facts(payment)
        body = _(
            "Please look for %(amount)s with the note %(note)s on the account of %(group)s until %(until)s.\n"
            "When it is there, write it down on the money page of the workspace. Before that there is nothing to pack."
        )
        return title, body % _facts(payment)

    to_those_who_see_money(_group(payment), "direct_expected", payment.number, words, payment.number)


def shopper_paid(payment: Payment, reference: str) -> None:
    """The shopper says that the money was sent."""

    def words() -> tuple[str, str]:
        title = _("A shopper says: %(amount)s were paid to %(group)s") % _facts(payment)
        body = _("The reference of the shopper is %(reference)s. Please look at your account, and write it down if it is there.")
        return title, body % {"reference": reference}

    to_those_who_see_money(_group(payment), "direct_told", f"{payment.number}:{reference}", words, payment.number)


def refund_owed(refund: Refund) -> None:
    """The group has to send money back."""
    payment = refund.allocation.payment

    def words() -> tuple[str, str]:
        facts = {"amount": rupees(refund.amount_paise), "number": refund.allocation.producer_order_number}
        title = _("Please send %(amount)s back for order %(number)s") % facts
        body = _(
            "%(amount)s of order %(number)s go back to the shopper. You received this money, so please send it back from your account, "
            "to where it came from, and write down the reference on the money page of the workspace."
        )
        return title, body % facts

    to_those_who_see_money(_group(payment), "direct_refund", refund.number, words, refund.number)


def _group(payment: Payment) -> ProducerGroup:
    if payment.payee_group is None:
        raise ValueError(f"{payment.number} is not paid to a group.")
    return payment.payee_group


def _facts(payment: Payment) -> dict[str, str]:
    return {
        "amount": rupees(payment.amount_paise),
        "group": _group(payment).name,
        "note": transfer_note(payment),
        "until": date_format(timezone.localtime(payment.expires_at), "j M Y, H:i") + " IST",
    }
