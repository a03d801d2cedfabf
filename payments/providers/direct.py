"""Paying each group by itself: a UPI payment to the group's own account. The shop never holds this money; the group says that it came."""

from datetime import timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments import direct_letters
from payments.models import Allocation, EarningChange, Payment, Refund
from payments.providers.base import Abilities, Method, Offered
from payments.providers.offline import UPI
from payments.settlement import PAY_EACH_GROUP


class DirectProvider(Offered):
    """UPI to each group. Account numbers of groups are shown to nobody, so there is no bank transfer here."""

    code = "direct"
    label: str | Promise = _("UPI to each group")
    has_pay_page = False
    can = Abilities(modes=frozenset({PAY_EACH_GROUP}), by_hand=True)

    @property
    def methods(self) -> tuple[Method, ...]:
        return (Method(UPI, self.label),)

    @property
    def hold(self) -> timedelta:
        """As long as for a transfer to the shop: people of the group look at their account once a day."""
        hold: timedelta = settings.OFFLINE_HOLD
        return hold

    def payment_asked(self, payment: Payment) -> None:
        """The group learns what to look for on its account."""
        direct_letters.money_expected(payment)

    def payment_captured(self, payment: Payment) -> None:
        """Nothing: the money is with the group already."""

    def part_earned(self, part: Allocation) -> None:
        """Nothing."""

    def payment_ended(self, payment: Payment) -> None:
        """Nothing: nobody can be told that a transfer is not waited for any more."""

    def refund_owed(self, refund: Refund) -> None:
        """The group has the money, so the group sends it back; it is told at once. What the shop bears, the shop sends."""
        if refund.bearer == Refund.Bearer.GROUP:
            direct_letters.refund_owed(refund)

    def loss_given_back(self, change: EarningChange) -> None:
        """Nothing: no bank disputes a transfer."""
