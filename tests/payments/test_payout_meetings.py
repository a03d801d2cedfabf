"""Another person's act at the exact point of a payout: a refund, a second reference, another account. One final state, and the books right."""

import pytest
from django.utils import timezone

from payments.errors import SentAlready
from payments.models import Payout, Refund
from payments.payouts import deciding, due, outcomes
from payments.payouts.errors import NotAsSeen
from payments.refunds import record_sent
from tests.interleaving import run_after, run_before
from tests.payments.payout_steps import (
    approve,
    bounce,
    due_payout,
    earn,
    fresh,
    give_account,
    in_order,
    make_ready_group,
    propose,
    refund,
    sent,
    staff,
)

pytestmark = pytest.mark.django_db
Status = Payout.Status


def test_a_refund_after_the_payout_was_counted_is_taken_off_at_the_next_turn_of_the_clock() -> None:
    group = make_ready_group()
    earning = earn(group)
    with run_after("payments.payouts.due.free", lambda: refund(earning, 30_000)):
        payout = due_payout(group)
    assert payout.amount_paise == 100_000
    assert in_order()
    assert due_payout(group).amount_paise == 70_000
    assert in_order()


def test_a_refund_between_the_look_and_the_proposal_refuses_the_proposal() -> None:
    group = make_ready_group()
    earning = earn(group)
    payout = due_payout(group)
    with run_before("payments.payouts.due.prepare", lambda: refund(earning, 30_000)), pytest.raises(NotAsSeen):
        deciding.propose(payout, version=payout.version, acting_user=staff())
    assert (fresh(payout).status, fresh(payout).amount_paise) == (Status.DUE, 70_000)
    assert in_order()


def test_a_refund_right_after_the_proposal_was_counted_waits_for_the_next_payout() -> None:
    group = make_ready_group()
    earning = earn(group)
    payout = due_payout(group)
    with run_after("payments.payouts.due.prepare", lambda: refund(earning, 30_000)):
        deciding.propose(payout, version=payout.version, acting_user=staff())
    assert (fresh(payout).status, fresh(payout).amount_paise) == (Status.PROPOSED, 100_000)
    assert due.prepare(group.pk, timezone.localdate()) is None  # a debt, until something is earned
    earn(group, 50_000)
    following = due.prepare(group.pk, timezone.localdate())
    assert following is not None
    assert following.amount_paise == 20_000
    assert in_order()


def test_another_account_between_the_look_and_the_approval_refuses_it() -> None:
    group = make_ready_group()
    earn(group)
    payout = propose(due_payout(group))
    other = lambda: give_account(group, number="999988887777")  # noqa: E731
    with run_before("payments.payouts.deciding.check_not_own", other), pytest.raises(NotAsSeen):
        approve(payout)
    assert fresh(payout).status == Status.PROPOSED
    assert in_order()


def test_two_who_type_the_banks_answer_at_once_settle_once_and_another_utr_is_refused() -> None:
    group, first, second = make_ready_group(), staff(), staff()
    earn(group)
    payout = sent(group)
    again = lambda: outcomes.settle(fresh(payout), reference="UTR9", acting_user=first)  # noqa: E731
    with run_after("payments.bank_references.check_unused", again):
        assert outcomes.settle(payout, reference="UTR9", acting_user=second) is False
    earn(group)
    other = sent(group)
    say = lambda: outcomes.settle(fresh(other), reference="UTR10", acting_user=first)  # noqa: E731
    with run_after("payments.bank_references.check_unused", say), pytest.raises(NotAsSeen):
        outcomes.settle(other, reference="UTR11", acting_user=second)
    assert sorted(Payout.objects.values_list("status", "reference")) == [("settled", "UTR10"), ("settled", "UTR9")]
    assert in_order()


def test_the_bank_sends_it_back_while_somebody_types_that_it_was_paid() -> None:
    group = make_ready_group()
    earn(group)
    payout = sent(group)
    with run_after("payments.bank_references.check_unused", lambda: bounce(payout)), pytest.raises(NotAsSeen):
        outcomes.settle(fresh(payout), reference="UTR9", acting_user=staff())
    assert fresh(payout).status == Status.BOUNCED
    assert due_payout(group).amount_paise == 100_000
    assert in_order()


def test_two_who_record_one_refund_under_two_references_record_the_first() -> None:
    group = make_ready_group()
    owed = refund(earn(group), 30_000)
    now, first, second = timezone.now(), staff(), staff()
    say = lambda: record_sent(refund=Refund.objects.get(pk=owed.pk), reference="R1", sent_at=now, acting_user=first)  # noqa: E731
    with run_before("payments.bank_references.write", say), pytest.raises(SentAlready):
        record_sent(refund=owed, reference="R2", sent_at=now, acting_user=second)
    assert (Refund.objects.get().reference, Refund.objects.get().sent_by) == ("R1", first)
    assert in_order()
