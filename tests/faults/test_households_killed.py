"""The process dies at every named point between a sale and a household, an advance, a file of refunds and an invoice: all of it, or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from orders import refund_files
from payments.advance_models import Advance
from payments.advances import deciding
from payments.fee_paper_models import FeePaper
from payments.fee_papers import issuing
from payments.households import checks, splitting
from payments.models import Earning, EarningSplit, Journal, MemberPayment, RefundFile
from payments.papers import months
from payments.payouts import outcomes
from payments.reconciling import Report, fill
from payments.refund_files import destinations, files
from tests.faults.killing import PAYMENTS, die_at, points_of
from tests.orders import factories as make
from tests.payments.household_steps import make_household, owed, pay
from tests.payments.payout_steps import earn, fresh, make_ready_group, sent, settled, staff

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("committed_db")]
HOUSEHOLDS = PAYMENTS / "households"
Act = Callable[[Any], Any]


def _dies_and_is_repeated(
    points: list[str], ready: Callable[[], Any], act: Act, is_done: Callable[[Any], bool], *, has_journals: bool = True
) -> None:
    """At each point: nothing is half done, nothing is done, and doing it again does it once."""
    assert points
    for point in points:
        thing = ready()
        before = Journal.objects.count()
        try:
            die_at(point, lambda thing=thing: act(thing))
            assert not is_done(thing)
            assert Journal.objects.count() == before
            assert list(checks.problems()) == []
            act(thing)
            assert is_done(thing)
            assert list(checks.problems()) == []
            report = Report()
            fill(report)
            assert report.posted == 0
            assert report.wrong == [] or not has_journals
        except AssertionError as failure:
            failure.add_note(f"The process had died at {point}.")
            raise


def _shared(paise: int = 60_000) -> Any:
    group = make_ready_group()
    household, earning = make_household(group), earn(group, 100_000)
    splitting.by_amounts(earning, amounts={household: paise}, acting_user=staff())
    return household


def test_a_sale_is_shared_whole_or_not_at_all() -> None:
    def ready() -> Any:
        group = make_ready_group()
        return earn(group, 100_000), make_household(group), staff()

    _dies_and_is_repeated(
        points_of("splitting.py", HOUSEHOLDS),
        ready,
        lambda it: splitting.by_amounts(it[0], amounts={it[1]: 1_000}, acting_user=it[2]),
        lambda it: EarningSplit.objects.filter(earning=it[0]).exists(),
    )


def test_shares_are_owed_with_the_payout_or_not_at_all() -> None:
    def ready() -> Any:
        household = _shared()
        return household, sent(household.group), staff()

    _dies_and_is_repeated(
        points_of("booking.py", HOUSEHOLDS),
        ready,
        lambda it: outcomes.settle(fresh(it[1]), reference=f"UTR{it[1].pk}", acting_user=it[2]),
        lambda it: owed(it[0]).payable_paise == 60_000,
    )


def test_a_household_is_paid_once() -> None:
    def ready() -> Any:
        household = _shared()
        settled(household.group)
        return household, staff()

    _dies_and_is_repeated(
        points_of("paying.py", HOUSEHOLDS),
        ready,
        lambda it: pay(it[0], 10_000, by=it[1], key=f"page:{it[0].pk}"),
        lambda it: MemberPayment.objects.filter(household=it[0]).exists(),
    )


def test_an_advance_is_recorded_as_paid_once() -> None:
    def ready() -> Any:
        group = make_ready_group()
        made = deciding.propose(group=group, amount_paise=5_000, reason="wool", key=f"test:{group.pk}", acting_user=staff())
        return deciding.approve(made, acting_user=staff()), staff()

    _dies_and_is_repeated(
        points_of("deciding.py", PAYMENTS / "advances"),
        ready,
        lambda it: deciding.paid(it[0], reference=f"ADV{it[0].pk}", acting_user=it[1]),
        lambda it: Advance.objects.get(pk=it[0].pk).status == "paid",
    )


def _owed_refund() -> Any:
    refund = make.owe_refund(make.make_paid_order(make.make_listing(make.make_group())), 12_345)
    destinations.give(order_number=refund.allocation.payment.order_number, upi_id="asha@okbank")
    return refund


def test_a_file_of_refunds_is_made_whole_or_not_at_all_and_what_came_back_is_due_once() -> None:
    makes, comes_back = points_of("files.py", PAYMENTS / "refund_files")
    _dies_and_is_repeated(
        [makes],
        lambda: (_owed_refund(), staff()),
        lambda it: files.propose(acting_user=it[1]),
        lambda it: RefundFile.objects.filter(lines__refund=it[0]).exists(),
    )

    def ready() -> Any:
        file = RefundFile.objects.get(status="proposed")
        files.approve(file, acting_user=staff())
        files.record_sent(file, reference="FILE1", acting_user=staff())
        [line] = files.lines_of(file)
        refund_files.line_sent(line, reference="UTR1", acting_user=staff())
        return files.lines_of(file)[0], staff()

    _dies_and_is_repeated(
        [comes_back],
        ready,
        lambda it: refund_files.line_came_back(it[0], reason="bank_trouble", acting_user=it[1]),
        lambda it: files.lines_of(it[0].file)[0].refund.status == "due",
    )


def test_an_invoice_for_the_fee_leaves_no_gap() -> None:
    def ready() -> Any:
        earning = earn(make_ready_group(), 100_000, fee_paise=5_000)
        Earning.objects.filter(pk=earning.pk).update(mode="pay_each_group")
        return earning.group

    _dies_and_is_repeated(
        points_of("issuing.py", PAYMENTS / "fee_papers"),
        ready,
        lambda group: issuing.issue(group.pk, months.of(timezone.localdate())),
        lambda group: FeePaper.objects.filter(group=group).exists(),
        has_journals=False,  # whose the money is was changed by hand above
    )
    assert list(FeePaper.objects.order_by("pk").values_list("serial", flat=True)) == [1, 2]
