"""Paying by card through Stripe: offered when the shop has the keys of an account. Calls to Stripe are in ``payments.gateway``."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import outbox
from payments.models import Allocation, EarningChange, Payment, Refund
from payments.providers.base import Abilities, Method, Offered
from payments.settlement import NODAL

CARD = "card"
SEND_REFUND = "payments.send_refund"
CLOSE_PAYMENT = "payments.close_payment"
_STRIPES_OWN = "js.stripe.com"


class StripeProvider(Offered):
    """Cards, with 3-D Secure where the bank asks for it."""

    code = "stripe"
    label: str | Promise = _("Card")
    hold = timedelta(minutes=30)  # a card is at hand; the goods are not kept from others for longer
    has_pay_page = True
    # One seller only: Stripe supports no separate charges and transfers for platforms in India, so it can not divide a basket.
    can = Abilities(modes=frozenset({NODAL}), close=True, refund=True)

    @staticmethod
    def is_configured() -> bool:
        return bool(settings.STRIPE_SECRET_KEY)

    @property
    def methods(self) -> tuple[Method, ...]:
        return (Method(CARD, _("Card")),) if self.is_configured() else ()

    def payment_asked(self, payment: Payment) -> None:
        """Nothing: the intent is made when the pay page is opened for the first time."""

    def payment_captured(self, payment: Payment) -> None:
        """Nothing: the money is the shop's to keep for the groups."""

    def part_earned(self, part: Allocation) -> None:
        """Nothing."""

    def payment_ended(self, payment: Payment) -> None:
        if payment.gateway_id:
            outbox.owe(CLOSE_PAYMENT, key=payment.number, payload={"payment": payment.number})

    def refund_owed(self, refund: Refund) -> None:
        outbox.owe(SEND_REFUND, key=refund.number, payload={"refund": refund.number})

    def loss_given_back(self, change: EarningChange) -> None:
        """Nothing: the group has it with its next payout."""


@dataclass(frozen=True)
class Hosts:
    """Other sites that the pay page may load script from, show frames of, and connect to."""

    script: tuple[str, ...]
    frame: tuple[str, ...]
    connect: tuple[str, ...]


def hosts() -> Hosts:
    """What Stripe's script needs (https://docs.stripe.com/security/guide#content-security-policy), or the one test server."""
    address = urlsplit(settings.STRIPE_JS_URL)
    own = f"{address.scheme}://{address.netloc}"
    if address.hostname != _STRIPES_OWN:
        return Hosts((own,), (own,), (own,))
    return Hosts(
        script=(own, "https://*.js.stripe.com"),
        frame=(own, "https://*.js.stripe.com", "https://hooks.stripe.com"),
        connect=("https://api.stripe.com",),
    )
