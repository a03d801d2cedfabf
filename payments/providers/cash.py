"""Paying at the door, in cash, to the group that brings the parcel. Offered where the rule of the day says so (``payments.cash.rules``)."""

from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.cash import receipts, rules
from payments.models import Allocation, EarningChange, Payment, Refund
from payments.providers.base import Abilities, Method, Offered
from payments.settlement import NODAL

AT_DOOR = "door"


class CashProvider(Offered):
    """Cash on delivery. The order is released at once; the group takes the money for the shop and hands it in."""

    code = rules.PROVIDER
    label: str | Promise = _("Cash at the door")
    has_pay_page = False
    can = Abilities(modes=frozenset({NODAL}), on_delivery=True)

    @property
    def methods(self) -> tuple[Method, ...]:
        return (Method(AT_DOOR, self.label),) if rules.rule_on(timezone.localdate()).is_offered else ()

    @property
    def hold(self) -> timedelta:
        """Nothing waits: the groups begin at once."""
        return timedelta(0)

    def payment_asked(self, payment: Payment) -> None:
        """Nothing: the order is released in this very transaction."""

    def payment_captured(self, payment: Payment) -> None:
        """Nothing."""

    def part_earned(self, part: Allocation) -> None:
        """Nothing: the payout waits until the cash is in (``payments.payouts.due``)."""

    def payment_ended(self, payment: Payment) -> None:
        """Nothing."""

    def refund_owed(self, refund: Refund) -> None:
        """Before the cash was taken it is so much less to pay; afterwards staff send it from the shop's bank."""
        receipts.take_off(refund)

    def loss_given_back(self, change: EarningChange) -> None:
        """Nothing: nobody disputes cash."""
