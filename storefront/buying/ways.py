"""The ways of paying as choices of a form: what they are called and what comes next."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders import at_door_rules
from orders.quotes import Quote
from payments import providers
from payments.models import Payment

_HINTS: dict[str, str | Promise] = {
    "offline.upi": _("Any UPI app, no fee. The next page shows the QR code and the payment address."),
    "offline.bank": _("From your bank account, no fee. The next page shows the account and what to write as the purpose."),
    "direct.upi": _("Any UPI app, no fee. The next page shows a QR code for each group: you pay each one by itself."),
    "split.online": _(
        "The next page leads to the gateway, which takes it for all groups at once; the goods are kept for you for 30 minutes."
    ),
    "cash.door": _("In cash to the people of the group, who bring it themselves. A part is taken and paid as a whole, or not at all."),
    "stripe.card": _("Credit or debit card. The next page asks for it; the goods are kept for you for 30 minutes."),
}


@dataclass(frozen=True)
class Way:
    """One way of paying. ``value`` is what the form sends."""

    value: str
    label: str | Promise
    hint: str | Promise


def offered_ways(quoted: Quote) -> list[Way]:
    """What may be chosen for an order: the ways of its settlement mode; at the door only where every parcel can be brought by hand."""
    at_door = at_door_rules.may_be_paid_there(quoted)
    offered = (provider for provider in providers.offered(quoted.mode) if at_door or not provider.can.on_delivery)
    return [_way(provider.code, method) for provider in offered for method in provider.methods]


def other_ways(payment: Payment) -> list[Way]:
    """What may be chosen instead of paying this one by card."""
    offered = (each for each in providers.offered(payment.mode) if not each.has_pay_page and not each.can.on_delivery)
    return [_way(provider.code, method) for provider in offered for method in provider.methods if provider.code != payment.provider]


def _way(provider: str, method: providers.Method) -> Way:
    value = f"{provider}.{method.code}"
    return Way(value, method.label, _HINTS.get(value, ""))
