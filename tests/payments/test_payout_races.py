"""Two people at the same moment: one UPDATE wins, the other one is told, and no money moves twice."""

from collections import Counter

import pytest

from accounts.models import User
from payments import bank_accounts
from payments.bank_accounts import BankDetails
from payments.models import BankAccount, Journal, Payout, PayoutBatch, PayoutLine
from payments.payouts import batches, deciding, due, outcomes
from payments.payouts.errors import NotAsSeen, NothingToSend
from tests.orders.racing import all_at_once
from tests.payments.payout_steps import approved, due_payout, earn, fresh, give_account, in_order, make_ready_group, propose, sent, staff

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.long]
Status = Payout.Status


def outcome(answers: list[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def people(count: int) -> list[User]:
    return [staff() for _number in range(count)]


def test_two_who_approve_at_once_approve_one_payout_once() -> None:
    group = make_ready_group()
    earn(group)
    payout, approvers = propose(due_payout(group)), people(4)
    answers = all_at_once(4, lambda number: deciding.approve(fresh(payout), version=payout.version, acting_user=approvers[number]))
    assert outcome(answers) == {"Payout": 1, "NotAsSeen": 3}
    assert fresh(payout).status == Status.APPROVED
    assert Payout.objects.count() == 1
    assert in_order()


def test_two_who_propose_at_once_and_the_clock_make_one_proposal() -> None:
    group = make_ready_group()
    earn(group)
    payout, proposers = due_payout(group), people(3)
    acts = [
        *(lambda person=person: deciding.propose(fresh(payout), version=payout.version, acting_user=person) for person in proposers),
        due.prepare_all,
    ]
    answers = all_at_once(4, lambda number: acts[number]())
    assert outcome(answers)["NotAsSeen"] == 2
    assert (fresh(payout).status, Payout.objects.count(), PayoutLine.objects.count()) == (Status.PROPOSED, 1, 1)
    assert in_order()


def test_the_clock_of_four_workers_makes_one_payout() -> None:
    group = make_ready_group()
    for _sale in range(5):
        earn(group)
    answers = all_at_once(4, lambda _number: due.prepare_all())
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert (Payout.objects.get().amount_paise, PayoutLine.objects.count()) == (500_000, 5)
    assert in_order()


def test_an_approval_and_a_refusal_at_once_leave_one_truth() -> None:
    group = make_ready_group()
    earn(group)
    payout, (first, second) = propose(due_payout(group)), people(2)
    held = fresh(payout)
    acts = [
        lambda: deciding.approve(fresh(payout), version=payout.version, acting_user=first),
        lambda: deciding.refuse(held, reason="amount_doubtful", acting_user=second),
    ]
    answers = all_at_once(2, lambda number: acts[number]())
    assert outcome(answers) == {"Payout": 1, "NotAsSeen": 1}
    assert in_order()


def test_two_files_at_once_hold_each_payout_once() -> None:
    for _group in range(3):
        group = make_ready_group()
        earn(group)
        approved(group)
    makers = people(3)
    answers = all_at_once(3, lambda number: batches.make(acting_user=makers[number]))
    assert outcome(answers) == {"PayoutBatch": 1, "NothingToSend": 2}
    assert isinstance(next(answer for answer in answers if isinstance(answer, Exception)), NothingToSend)
    assert PayoutBatch.objects.get().payouts_count == Payout.objects.exclude(batch=None).count() == 3
    assert in_order()


def test_a_file_is_handed_over_once_or_dropped_and_never_both() -> None:
    group = make_ready_group()
    earn(group)
    approved(group)
    batch, person = batches.make(acting_user=staff()), staff()
    again = lambda: PayoutBatch.objects.get(pk=batch.pk)  # noqa: E731 - each thread looks for itself
    acts = [
        lambda: batches.record_sent(again(), reference="B1", acting_user=person),
        lambda: batches.record_sent(again(), reference="B2", acting_user=person),
        lambda: batches.drop(again(), reason="never uploaded", acting_user=person),
    ]
    answers = all_at_once(3, lambda number: acts[number]())
    assert outcome(answers)["NotAsSeen"] == 2
    assert Journal.objects.filter(kind="payout_sent").count() == (again().status == "sent")
    assert in_order()


def test_a_payout_is_paid_once_or_comes_back_and_the_ledger_agrees() -> None:
    group = make_ready_group()
    earn(group)
    payout, person = sent(group), staff()
    held = fresh(payout)
    acts = [
        lambda: outcomes.settle(fresh(payout), reference="UTR1", acting_user=person),
        lambda: outcomes.settle(fresh(payout), reference="UTR2", acting_user=person),
        lambda: outcomes.bounce(held, reason="bank_trouble", acting_user=person),
    ]
    answers = all_at_once(3, lambda number: acts[number]())
    assert outcome(answers)["NotAsSeen"] == 2
    assert fresh(payout).status in (Status.SETTLED, Status.BOUNCED)
    assert all(answer is None or answer is True or isinstance(answer, NotAsSeen) for answer in answers)
    assert in_order()


def test_two_owners_who_give_details_at_once_leave_one_account_that_waits() -> None:
    group = make_ready_group()
    owners = people(2)
    given = [BankDetails("Phey Wool", f"99998888777{number}", "SBIN0001234") for number in range(2)]
    answers = all_at_once(2, lambda number: bank_accounts.change_account(group=group, details=given[number], acting_user=owners[number]))
    assert outcome(answers) == {"BankAccount": 2}
    assert BankAccount.objects.filter(group=group, replaced_at=None).count() == 1
    assert BankAccount.objects.filter(group=group).count() == 3


def test_details_that_change_while_the_file_is_made_are_never_half_in_it() -> None:
    group = make_ready_group()
    earn(group)
    payout, person = approved(group), staff()
    acts = [lambda: batches.make(acting_user=person), lambda: give_account(group, number="999988887777", is_usable=False)]
    all_at_once(2, lambda number: acts[number]())
    now = fresh(payout)
    assert (now.status, now.batch is None) in ((Status.APPROVED, False), (Status.WITHDRAWN, True))
    assert in_order()
