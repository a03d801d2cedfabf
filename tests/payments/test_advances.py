"""Advances to groups: two people decide, the bank pays, and every payout gives back at most half of itself until nothing is left."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from payments.advance_models import Advance
from payments.advances import deciding, recovering
from payments.advances.errors import AdvanceRefused
from payments.errors import ReferenceUsed
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import PayoutLine
from payments.payouts import statement
from payments.payouts.errors import NotAsSeen, OwnGroup, ReasonMissing, SamePerson
from payments.reconciling import Report, fill
from producers.models import ProducerGroup
from tests.orders.factories import make_group, make_member
from tests.payments.ledgers import standing
from tests.payments.payout_steps import (
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
    settled,
    staff,
)  # fmt: skip

pytestmark = pytest.mark.django_db
_counter = itertools.count(1)


def proposed(group: ProducerGroup, paise: int = 100_000, by: User | None = None) -> Advance:
    return deciding.propose(group=group, amount_paise=paise, reason="wool", key=f"test:{next(_counter)}", acting_user=by or staff())


def paid(group: ProducerGroup, paise: int = 100_000) -> Advance:
    advance = deciding.approve(proposed(group, paise), acting_user=staff())
    deciding.paid(advance, reference=f"ADV{next(_counter)}", acting_user=staff())
    return advance


def test_one_person_alone_advances_nothing() -> None:
    group, person = make_ready_group(), staff()
    advance = proposed(group, by=person)
    with pytest.raises(SamePerson):
        deciding.approve(advance, acting_user=person)
    with pytest.raises(NotAsSeen):
        deciding.paid(advance, reference="UTR1", acting_user=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Advance.objects.filter(pk=advance.pk).update(approved_by=person)
    assert standing() == {}


def test_nobody_decides_about_an_advance_to_the_own_group() -> None:
    group = make_ready_group()
    member = make_member(group)
    with pytest.raises(OwnGroup):
        proposed(group, by=member)
    with pytest.raises(OwnGroup):
        deciding.approve(proposed(group), acting_user=member)


def test_an_advance_needs_a_reason_an_amount_and_an_account_that_can_be_used() -> None:
    group = make_group()
    with pytest.raises(AdvanceRefused):
        proposed(group)
    give_account(group, is_usable=False)
    with pytest.raises(AdvanceRefused):
        proposed(group)
    ready = make_ready_group()
    with pytest.raises(AdvanceRefused):
        proposed(ready, 0)
    with pytest.raises(ReasonMissing):
        deciding.propose(group=ready, amount_paise=1, reason=" ", key="x", acting_user=staff())
    advance = proposed(ready)
    give_account(ready, number="9988776655443")
    with pytest.raises(NotAsSeen):
        deciding.approve(advance, acting_user=staff())
    assert Advance.objects.count() == 1


def test_the_same_page_sent_twice_proposes_once_and_the_same_utr_pays_once() -> None:
    group = make_ready_group()
    first, again = (deciding.propose(group=group, amount_paise=5, reason="wool", key="page", acting_user=staff()) for _press in range(2))
    assert first == again
    deciding.approve(first, acting_user=staff())
    assert deciding.paid(first, reference="UTR 7", acting_user=staff())
    assert not deciding.paid(first, reference="utr7", acting_user=staff())
    with pytest.raises(NotAsSeen):
        deciding.paid(first, reference="UTR8", acting_user=staff())
    assert balance(accounts.ADVANCES, group.pk) == 5
    other = deciding.approve(proposed(group), acting_user=staff())
    with pytest.raises(ReferenceUsed):
        deciding.paid(other, reference="UTR7", acting_user=staff())


def test_payouts_give_back_at_most_half_of_themselves_until_nothing_is_left() -> None:
    group = make_ready_group()
    paid(group, 70_000)
    for left, received in ((20_001, 50_000), (0, 79_998), (0, 99_999)):
        earn(group, 99_999)
        payout = settled(group)
        assert (recovering.outstanding(group.pk), payout.amount_paise) == (left, received)
        assert balance(accounts.ADVANCES, group.pk) == left
        assert balance(accounts.GROUPS_PAYABLE, group.pk) == 0
    assert in_order()


def test_the_oldest_advance_is_given_back_first() -> None:
    group = make_ready_group()
    first, second = paid(group, 30_000), paid(group, 30_000)
    earn(group, 100_000)
    settled(group)
    left = {advance.pk: still for advance, still in recovering.open_advances(group.pk)}
    assert left == {second.pk: 10_000}
    assert PayoutLine.objects.get(advance=first).amount_paise == -30_000


def test_what_is_due_follows_an_advance_that_is_paid_and_refunds_that_come() -> None:
    group = make_ready_group()
    earning = earn(group, 100_000)
    assert due_payout(group).amount_paise == 100_000
    paid(group, 60_000)
    payout = due_payout(group)
    assert (payout.amount_paise, payout.recovered_paise) == (50_000, 50_000)
    refund(earning, 40_000)
    payout = due_payout(group)
    assert (payout.amount_paise, payout.recovered_paise) == (30_000, 30_000)
    assert in_order()


def test_a_payout_that_was_proposed_is_frozen_with_what_it_gives_back() -> None:
    group = make_ready_group()
    paid(group, 10_000)
    earn(group, 100_000)
    payout = propose(due_payout(group))
    earn(group, 50_000)
    second = due_payout(group)
    assert (fresh(payout).recovered_paise, second.recovered_paise) == (10_000, 0)


def test_a_payout_that_came_back_leaves_the_advance_as_it_was() -> None:
    group = make_ready_group()
    advance = paid(group, 10_000)
    earn(group, 100_000)
    payout = settled(group)
    with pytest.raises(AdvanceRefused):
        deciding.bounced(advance, note="account closed", acting_user=staff())
    bounce(payout)
    assert balance(accounts.ADVANCES, group.pk) == recovering.outstanding(group.pk) == 10_000
    assert in_order()
    deciding.bounced(advance, note="account closed", acting_user=staff())
    assert balance(accounts.ADVANCES, group.pk) == recovering.outstanding(group.pk) == 0
    assert settled(group).amount_paise == 100_000
    assert in_order()


def test_the_statement_shows_what_was_taken_off_and_adds_up() -> None:
    group = make_ready_group()
    advance = paid(group, 10_000)
    earn(group, 100_000, fee_paise=5_000)
    payout = settled(group)
    rows = [statement.row_of(line) for line in statement.lines_of(payout)]
    assert [(row.part, row.amounts.net_paise) for row in rows if row.is_advance] == [(advance.number, -10_000)]
    total = sum((row.amounts for row in rows), statement.Amounts())
    assert total == statement.totals_of(payout)
    assert total.net_paise == payout.amount_paise == 85_000
    assert advance.number in "".join(statement.sheet_of(payout))


def test_a_refused_advance_moves_nothing() -> None:
    group = make_ready_group()
    advance = deciding.approve(proposed(group), acting_user=staff())
    with pytest.raises(ReasonMissing):
        deciding.refuse(advance, note="", acting_user=staff())
    deciding.refuse(advance, note="not needed", acting_user=staff())
    with pytest.raises(NotAsSeen):
        deciding.paid(advance, reference="UTR1", acting_user=staff())
    assert standing() == {}


def test_reconcile_knows_advances() -> None:
    group = make_ready_group()
    paid(group)
    earn(group, 50_000)
    sent(group)
    report = Report()
    fill(report)
    assert (report.posted, report.wrong) == (0, [])
    Advance.objects.update(amount_paise=10)
    assert not _is_in_order()


def _is_in_order() -> bool:
    try:
        return in_order()
    except AssertionError:
        return False
