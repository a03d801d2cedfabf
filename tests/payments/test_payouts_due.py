"""What the clock makes due: the promised day, debts, accounts that can not be used, and what a proposal freezes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from notices.models import Notice
from payments.models import BankAccount, Payout, PayoutLine
from payments.payout_days import payout_on
from payments.payouts import due, held, queries
from payments.payouts.errors import NotAsSeen
from tests.orders.factories import make_group, make_member
from tests.payments.payout_steps import (
    bounce,
    due_payout,
    earn,
    fresh,
    give_account,
    in_order,
    long_ago,
    make_ready_group,
    propose,
    refund,
    sent,
    settled,
)

pytestmark = pytest.mark.django_db
Status = Payout.Status


def test_everything_due_by_today_is_one_payout_and_nothing_that_is_due_later() -> None:
    group, other = make_ready_group(), make_ready_group()
    today = timezone.localdate()
    earn(group, 100_000, 20_000, fee_paise=8_000)
    earn(group, 50_050)
    later = earn(group, 30_000, on=today)
    earn(other, 7_000)
    assert later.pay_on == payout_on(today) > today
    assert due.prepare_all() == 2
    payout = Payout.objects.get(group=group)
    assert (payout.amount_paise, payout.status, payout.due_on) == (162_050, Status.DUE, today)
    assert sorted(payout.lines.values_list("amount_paise", flat=True)) == [50_050, 112_000]
    assert in_order()


def test_the_clock_may_run_as_often_as_it_likes() -> None:
    group = make_ready_group()
    earn(group)
    first = due_payout(group)
    for _turn in range(3):
        assert due.prepare_all() == 1
    again = Payout.objects.get()
    assert (again.pk, again.amount_paise, again.version) == (first.pk, 100_000, first.version)
    assert PayoutLine.objects.count() == 1


def test_what_becomes_due_joins_the_due_payout_and_changes_what_people_have_seen() -> None:
    group = make_ready_group()
    earn(group)
    seen = due_payout(group)
    earn(group, 40_000)
    with pytest.raises(NotAsSeen):
        propose(seen)
    now = fresh(seen)
    assert (now.status, now.amount_paise, now.version) == (Status.DUE, 140_000, seen.version + 1)
    assert propose(now).status == Status.PROPOSED


def test_a_proposed_payout_is_frozen_and_the_next_sale_goes_into_the_next_one() -> None:
    group = make_ready_group()
    earn(group)
    first = propose(due_payout(group))
    earn(group, 40_000)
    second = due_payout(group)
    assert (fresh(first).amount_paise, second.amount_paise) == (100_000, 40_000)
    assert second != first
    assert in_order()


def test_a_refund_lowers_the_payout_in_which_its_earning_is_due() -> None:
    group = make_ready_group()
    earning = earn(group, 100_000, fee_paise=8_000)
    refund(earning, 25_000)
    assert due_payout(group).amount_paise == 69_000  # 100,000 - 8,000 - 25,000 + 2,000 of the fee
    assert in_order()


def test_a_refund_of_a_sale_that_is_due_later_waits_with_it() -> None:
    group = make_ready_group()
    earn(group, 50_000)
    later = earn(group, 80_000, on=timezone.localdate())
    refund(later, 60_000)
    assert due_payout(group).amount_paise == 50_000
    page = queries.money_page(group)
    assert (page.days[0].amount_paise, page.days[0].on) == (20_000, later.pay_on)


def test_a_debt_that_is_bigger_than_the_next_payout_carries_over_until_it_is_earned() -> None:
    group = make_ready_group()
    first = earn(group, 100_000)
    settled(group)
    refund(first, 100_000)
    earn(group, 30_000)
    assert due.prepare(group.pk) is None
    assert queries.money_page(group).owed_paise == -70_000
    assert held.held_groups()[0].amount_paise == -70_000
    earn(group, 50_000)
    assert due.prepare(group.pk) is None
    earn(group, 45_000)
    payout = due_payout(group)
    assert payout.amount_paise == 25_000  # 30,000 + 50,000 + 45,000 - 100,000
    assert payout.lines.count() == 4
    assert in_order()


def test_a_debt_that_uses_up_exactly_what_is_due_makes_no_payout() -> None:
    group = make_ready_group()
    first = earn(group, 60_000)
    settled(group)
    refund(first, 60_000)
    earn(group, 60_000)
    assert due.prepare(group.pk) is None
    assert queries.money_page(group).owed_paise == 0
    assert in_order()


def test_a_refund_that_uses_up_the_due_payout_takes_it_back() -> None:
    group = make_ready_group()
    earning = earn(group, 60_000)
    payout = due_payout(group)
    refund(earning, 60_000)
    assert due.prepare(group.pk) is None
    assert (fresh(payout).status, fresh(payout).reason) == (Status.WITHDRAWN, "less_than_nothing")
    assert not PayoutLine.objects.filter(released_at__isnull=True).exists()
    assert in_order()


def test_a_group_without_an_account_is_held_and_told_once_a_month() -> None:
    group = make_group()
    owner = make_member(group)
    make_member(group, "packer")
    earn(group)
    for _turn in range(3):
        assert due.prepare_all() == 0
    row = held.held_groups()[0]
    assert (row.group, row.amount_paise, row.hold.code) == (group, 100_000, "no_account")
    assert "no bank account" in str(row.hold.words)
    assert [notice.to for notice in Notice.objects.filter(kind="payout_account_needed")] == [owner.email]
    assert not Payout.objects.exists()


def test_a_new_account_is_not_paid_before_72_hours_are_over(time_machine) -> None:
    group = make_group()
    account = give_account(group, is_usable=False)
    earn(group)
    assert due.prepare(group.pk) is None
    hold = held.held_groups()[0].hold
    assert (hold.code, hold.until) == ("account_waits", account.usable_from)
    time_machine.move_to(account.usable_from - timedelta(seconds=1))
    assert due.prepare(group.pk) is None
    time_machine.move_to(account.usable_from)
    assert due_payout(group).account == account


def test_other_details_take_a_due_payout_back_and_nothing_is_paid_to_the_old_ones() -> None:
    group = make_ready_group()
    earn(group)
    payout = due_payout(group)
    give_account(group, number="999988887777", is_usable=False)
    assert due.prepare(group.pk) is None
    assert (fresh(payout).status, fresh(payout).reason) == (Status.WITHDRAWN, "on_hold")
    BankAccount.objects.filter(replaced_at__isnull=True).update(created_at=timezone.now(), usable_from=timezone.now())
    assert due_payout(group).account.last_four == "7777"


def test_after_a_return_that_lies_in_the_account_nothing_goes_there_again() -> None:
    group = make_ready_group()
    earn(group)
    bounce(sent(group), "account_closed")
    assert due.prepare(group.pk) is None
    assert held.held_groups()[0].hold.code == "account_refused"
    give_account(group, number="999988887777")
    assert due_payout(group).amount_paise == 100_000
    assert in_order()


def test_the_owner_may_say_that_refused_details_are_right_after_all_and_waits_again() -> None:
    group = make_ready_group()
    earn(group)
    bounce(sent(group), "account_blocked")
    assert due.prepare(group.pk) is None
    again = give_account(group, is_usable=False)
    assert held.held_groups()[0].hold.code == "account_waits"
    BankAccount.objects.filter(pk=again.pk).update(created_at=timezone.now(), usable_from=timezone.now())
    assert due_payout(group).account == again


def test_a_long_past_is_taken_in_turns_and_a_debt_finds_every_earning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "AT_MOST", 2)
    group = make_ready_group()
    first = earn(group, 50_000)
    settled(group)
    for _sale in range(5):
        earn(group, 1_000)
    assert [due_payout(group).amount_paise for _turn in range(3)] == [2_000, 4_000, 5_000]
    refund(first, 50_000)
    assert due.prepare(group.pk) is None  # withdrawn: five earnings and a debt
    for _sale in range(50):
        earn(group, 1_000)
    assert due_payout(group).amount_paise == 5_000
    assert in_order()


def test_a_return_that_does_not_lie_in_the_account_is_paid_again() -> None:
    group = make_ready_group()
    earn(group)
    first = sent(group)
    bounce(first, "bank_trouble")
    again = due_payout(group)
    assert (again.amount_paise, again.account) == (100_000, first.account)
    assert again != first
    assert in_order()


def test_the_database_lets_an_earning_and_its_change_into_one_living_payout_only() -> None:
    group = make_ready_group()
    earning = earn(group)
    refund(earning, 10_000)
    earn(group, 5_000)
    first = propose(due_payout(group))
    earn(group, 70_000)
    second = due_payout(group)
    for line in first.lines.exclude(earning=None, change=None):
        copy = {"earning": line.earning, "change": line.change, "amount_paise": line.amount_paise}
        with pytest.raises(IntegrityError), transaction.atomic():
            PayoutLine.objects.create(payout=second, **copy)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.create(number="PT-X", group=group, account=second.account, amount_paise=1, due_on=long_ago(), status=Status.DUE)


def test_one_group_that_can_not_be_done_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = make_ready_group(), make_ready_group()
    earn(broken)
    earn(sound)
    prepare = due.prepare

    def failing(group_id: int, day: object = None) -> Payout | None:
        if group_id == broken.pk:
            raise RuntimeError
        return prepare(group_id, day)

    monkeypatch.setattr(due, "prepare", failing)
    assert due.prepare_all() == 1
    assert Payout.objects.get().group == sound
