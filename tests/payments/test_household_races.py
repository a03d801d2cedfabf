"""Several people at the same moment: a household never gets more than it is owed, and a share is payable once, whoever comes first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders import refund_files
from payments.advances import deciding, recovering
from payments.fee_paper_models import FeePaper
from payments.fee_papers import issuing
from payments.households import contributions, paying, splitting
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import Earning, EarningSplit, LotContribution, MemberPayment, RefundFile, RefundFileLine
from payments.papers import months
from payments.payouts import due, outcomes
from payments.refund_files import destinations, files
from tests.orders import factories as make
from tests.orders.racing import all_at_once
from tests.payments.household_steps import agree, bring, cash, make_household, make_households, owed, pay
from tests.payments.payout_steps import earn, fresh, in_order, make_ready_group, refund, sent, settled, staff

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.long]


def test_four_who_pay_one_household_at_once_pay_it_once() -> None:
    group = make_ready_group()
    household = make_household(group)
    splitting.by_amounts(earn(group, 100_000), amounts={household: 60_000}, acting_user=staff())
    settled(group)
    people = [staff() for _number in range(4)]
    answers = all_at_once(4, lambda number: pay(household, 60_000, by=people[number], key=f"page:{number}"))
    assert sorted(type(answer).__name__ for answer in answers) == ["MemberPayment", *["PaymentRefused"] * 3]
    assert owed(household).payable_paise == 0
    assert agree()


def test_one_page_sent_four_times_is_one_payment() -> None:
    group = make_ready_group()
    first, second = make_households(group, 2)
    splitting.by_amounts(earn(group, 100_000), amounts={first: 30_000, second: 30_000}, acting_user=staff())
    settled(group)
    person = staff()
    all_at_once(4, lambda _number: paying.pay_all(group, [second, first], given=cash(), key="page", acting_user=person))
    assert MemberPayment.objects.count() == 2
    assert agree()


def test_a_payout_that_arrives_while_a_share_is_corrected_and_refunded_books_each_share_once() -> None:
    group = make_ready_group()
    household = make_household(group)
    earning = earn(group, 100_000)
    split = splitting.by_amounts(earning, amounts={household: 60_000}, acting_user=staff())
    payout, person = sent(group), staff()
    acts = [
        lambda: outcomes.settle(fresh(payout), reference="UTR1", acting_user=person),
        lambda: splitting.correct(split, household, paise=-5_000, reason="weighed again", key="a", acting_user=person),
        lambda: refund(earning, 10_000),
    ]
    answers = all_at_once(3, lambda number: acts[number]())
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert agree()
    assert in_order()
    assert owed(household).payable_paise == 55_000


def test_two_who_share_a_sale_while_its_payout_arrives_share_it_once() -> None:
    group = make_ready_group()
    household = make_household(group)
    earning, payout, person = earn(group, 100_000), sent(group), staff()
    acts = [
        lambda: outcomes.settle(fresh(payout), reference="UTR1", acting_user=person),
        *[lambda: splitting.by_amounts(earning, amounts={household: 60_000}, acting_user=person)] * 2,
    ]
    all_at_once(3, lambda number: acts[number]())
    assert EarningSplit.objects.count() == 1
    assert owed(household).payable_paise == 60_000
    assert agree()


def test_a_row_of_a_lot_is_taken_back_once_and_never_after_it_was_shared() -> None:
    group = make_ready_group()
    household = make_household(group)
    [row] = bring(group, "L-1", {household: "5"})
    all_at_once(3, lambda _number: contributions.take_back(row, acting_user=None))
    assert LotContribution.objects.count() == 2
    assert sum(contributions.sums_of("L-1").values()) == Decimal(0)


def test_an_advance_is_never_taken_off_twice() -> None:
    group = make_ready_group()
    made = deciding.propose(group=group, amount_paise=10_000, reason="wool", key="page", acting_user=staff())
    deciding.paid(deciding.approve(made, acting_user=staff()), reference="ADV1", acting_user=staff())
    earn(group, 100_000)
    person = staff()
    acts = [lambda: due.prepare_all(), lambda: due.prepare_all(), lambda: deciding.bounced(made, note="closed", acting_user=person)]
    all_at_once(3, lambda number: acts[number]())
    settled(group)
    assert recovering.too_much() == []
    assert balance(accounts.ADVANCES, group.pk) == 0
    assert in_order()


def test_refunds_stand_in_one_file_and_come_back_once() -> None:
    for _number in range(3):
        refund_owed = make.owe_refund(make.make_paid_order(make.make_listing(make.make_group())), 1_000)
        destinations.give(order_number=refund_owed.allocation.payment.order_number, upi_id="asha@okbank")
    people = [staff() for _number in range(3)]
    all_at_once(3, lambda number: files.propose(acting_user=people[number]))
    file = RefundFile.objects.get()
    assert (file.refunds_count, RefundFileLine.objects.count()) == (3, 3)
    files.approve(file, acting_user=staff())
    files.record_sent(file, reference="F1", acting_user=staff())
    line = files.lines_of(file)[0]
    refund_files.line_sent(line, reference="UTR1", acting_user=staff())
    before = balance(accounts.FUNDS_BANK)
    all_at_once(3, lambda number: refund_files.line_came_back(line, reason="bank_trouble", acting_user=people[number]))
    assert balance(accounts.FUNDS_BANK) == before + 1_000


def test_two_clocks_issue_one_invoice() -> None:
    earning = earn(make_ready_group(), 100_000, fee_paise=5_000)
    Earning.objects.filter(pk=earning.pk).update(mode="pay_each_group")
    this = months.of(timezone.localdate())
    all_at_once(3, lambda _number: issuing.issue_all(this))
    assert [paper.total_paise for paper in FeePaper.objects.all()] == [5_000]
    assert this.before.last + timedelta(days=1) == this.first
