"""The worked example of docs/money.md, played with the functions that shoppers, groups, staff and the clock use."""

from datetime import timedelta
from decimal import Decimal

import time_machine
from django.utils import timezone

from accounts.models import User
from orders import fulfilment, handover, offline, packing, refunding
from orders.models import ProducerOrder
from orders.sold_lines import key_of
from payments.households import splitting
from payments.households.queries import balance_of
from payments.models import Earning, Payment, Refund
from payments.payouts import batches, deciding, due, outcomes
from payments.refund_lines import Wanted
from payments.refunds import owe_refund
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.steps import arrive, member_of
from tests.payments.household_steps import make_household, pay
from tests.payments.payout_steps import give_account, staff


def play() -> tuple[ProducerGroup, ProducerGroup]:
    """From the charge to a household; the wool group and the fruit group."""
    market, finance, second = make.make_market(), staff("finance"), staff("second")
    give_account(market.wool)
    placed = make.place_order(market.stole, market.apricots)
    offline.money_came(Payment.objects.get(pk=placed.payment.pk), reference="UTR1", acting_user=finance)
    fulfilment.decline(make.part_of(placed, market.fruit), reason="damaged", acting_user=member_of(market.fruit))
    _send(finance, "UTR2")
    part = _deliver(make.part_of(placed, market.wool))
    dolma, angmo = (make_household(market.wool, name) for name in ("Dolma", "Angmo"))
    made = {dolma: Decimal(2), angmo: Decimal(1)}
    earning = Earning.objects.get(producer_order_number=part.number)
    splitting.by_quantity(earning, basis="pieces", quantities=made, keep_bp=1_000, acting_user=finance)
    flaw = [Wanted(key_of(part.lines.get()), 100_000)]
    owe_refund(producer_order_number=part.number, amount_paise=100_000, reason="damaged", key="return:1", lines=flaw)
    _send(finance, "UTR3")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        payout = due.prepare(market.wool.pk)
        assert payout is not None
        deciding.propose(payout, version=payout.version, acting_user=finance)
        payout.refresh_from_db()
        deciding.approve(payout, version=payout.version, acting_user=second)
        batches.record_sent(batches.make(acting_user=finance), reference="FILE1", acting_user=finance)
        payout.refresh_from_db()
        outcomes.settle(payout, reference="UTR4", acting_user=finance)
        pay(dolma, balance_of(dolma).payable_paise)
    return market.wool, market.fruit


def _deliver(part: ProducerOrder) -> ProducerOrder:
    user = member_of(part.group)
    fulfilment.accept(part, acting_user=user)
    packing.pack(part, acting_user=user)
    handover.hand_over(part, carrier="own", acting_user=user)
    arrive(part)
    return part


def _send(finance: User, reference: str) -> None:
    """The refund that is due goes back from the bank."""
    refund = Refund.objects.select_related("allocation__payment").get(status=Refund.Status.DUE)
    refunding.refund_sent(refund, reference=reference, sent_at=timezone.now(), acting_user=finance)
