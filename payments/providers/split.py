"""Paying all groups with one payment through a gateway with a licence, which divides it and pays the groups (docs/providers.md)."""

from datetime import timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import outbox
from payments import transfers
from payments.models import Allocation, EarningChange, Payment, Refund
from payments.providers.base import Abilities, Method, Offered
from payments.providers.stripe import CLOSE_PAYMENT, SEND_REFUND
from payments.settlement import LICENSED_GATEWAY

ONLINE = "online"


class SplitProvider(Offered):
    """UPI, cards and net banking on a page of the gateway's."""

    code = transfers.PROVIDER
    label: str | Promise = _("UPI, card or net banking")
    hold = timedelta(minutes=30)
    has_pay_page = True
    can = Abilities(modes=frozenset({LICENSED_GATEWAY}), close=True, refund=True, split=True, hold=True)

    @staticmethod
    def is_configured() -> bool:
        return bool(settings.SPLIT_GATEWAY_KEY_SECRET)

    @property
    def methods(self) -> tuple[Method, ...]:
        return (Method(ONLINE, self.label),) if self.is_configured() else ()

    def payment_asked(self, payment: Payment) -> None:
        """Nothing: the gateway's page is made when it is opened for the first time."""

    def payment_captured(self, payment: Payment) -> None:
        transfers.owe_transfers(payment)

    def part_earned(self, part: Allocation) -> None:
        transfers.follow(part)

    def payment_ended(self, payment: Payment) -> None:
        if payment.gateway_id:
            outbox.owe(CLOSE_PAYMENT, key=payment.number, payload={"payment": payment.number})

    def refund_owed(self, refund: Refund) -> None:
        transfers.follow(refund.allocation)
        outbox.owe(SEND_REFUND, key=refund.number, payload={"refund": refund.number})

    def loss_given_back(self, change: EarningChange) -> None:
        transfers.give_again(change)
