"""Households: kept and never deleted, their details sealed, their shares exact, what they are owed right to the paisa."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from journal.models import AuditEntry
from notices.models import Notice
from payments.bank_accounts import BankDetailsRefused
from payments.household_models import Household, HouseholdAccount, HouseholdStay
from payments.households import bank_details, contributions, paying, people, splitting
from payments.households.bank_details import HouseholdDetails
from payments.households.errors import (
    ContributionRefused,
    DatesRefused,
    LeftAlready,
    LotFrozen,
    NotAsSeen,
    PaymentRefused,
    SplitFrozen,
    SplitRefused,
)
from payments.households.splitting import FromLot
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import Earning, LotContribution, LotShareRule, Payout
from payments.payouts import outcomes
from producers.models import ProducerGroup
from tests.orders.factories import make_group, make_member
from tests.payments.household_steps import advance, agree, bring, give_details, make_household, make_households, owed, pay, shares
from tests.payments.payout_steps import bounce, earn, fresh, in_order, make_ready_group, refund, sent, settled, staff

pytestmark = pytest.mark.django_db


def test_a_household_that_leaves_stays_on_record_and_may_come_back() -> None:
    household = make_household(make_group())
    today = timezone.localdate()
    people.leave(household, left_on=today, reason="moved to Kargil", acting_user=None)
    with pytest.raises(LeftAlready):
        people.leave(household, left_on=today, reason="", acting_user=None)
    people.come_back(household, joined_on=today, acting_user=None)
    with pytest.raises(LeftAlready):
        people.come_back(household, joined_on=today, acting_user=None)
    assert [stay.left_on for stay in HouseholdStay.objects.filter(household=household)] == [today, None]


def test_days_that_can_not_be_are_refused() -> None:
    household = make_household(make_group())
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(DatesRefused):
        people.leave(household, left_on=tomorrow, reason="", acting_user=None)
    with pytest.raises(DatesRefused):
        people.leave(household, left_on=household.stays.get().joined_on - timedelta(days=1), reason="", acting_user=None)
    assert household.stays.get().left_on is None


def test_two_who_change_a_household_do_not_overwrite_each_other() -> None:
    household = make_household(make_group())
    people.change(household, name="Dolma", village="Phey", phone="", version=1, acting_user=None)
    with pytest.raises(NotAsSeen):
        people.change(household, name="Tsering", village="Phey", phone="", version=1, acting_user=None)
    assert Household.objects.get(pk=household.pk).name == "Dolma"


def test_details_are_sealed_masked_and_told_to_the_owners() -> None:
    household = make_household(make_group())
    make_member(household.group)
    account = give_details(household, is_usable=False, number="987654321012", upi_id="dolma.phey@oksbi")
    raw = HouseholdAccount.objects.filter(pk=account.pk).values().get()
    told = " ".join(str(value) for value in raw.values())
    assert "987654321012" not in told
    assert "dolma.phey" not in told
    assert (account.last_four, account.upi_mask) == ("1012", "do•••@oksbi")
    assert bank_details.opened(account) == HouseholdDetails("Tsering Dolma", "987654321012", "SBIN0001234", "dolma.phey@oksbi")
    written = " ".join(str(entry.after) for entry in AuditEntry.objects.filter(action="payments.household_account_changed"))
    assert "987654321012" not in written
    mail = Notice.objects.get(kind="household_account_changed")
    assert "987654321012" not in mail.body


def test_details_of_one_household_do_not_open_in_another() -> None:
    first, second = make_households(make_group(), 2)
    account = give_details(first)
    HouseholdAccount.objects.filter(pk=account.pk).update(household=second)
    account.refresh_from_db()
    assert bank_details.opened(account) is None


@pytest.mark.parametrize(
    "details",
    [
        HouseholdDetails("Tsering Dolma"),
        HouseholdDetails("Tsering Dolma", number="123"),
        HouseholdDetails("Tsering Dolma", number="987654321012"),
        HouseholdDetails("Tsering Dolma", upi_id="no sign of a bank"),
        HouseholdDetails("", upi_id="dolma@oksbi"),
    ],
)
def test_details_that_can_not_be_right_are_refused(details: HouseholdDetails) -> None:
    with pytest.raises(BankDetailsRefused):
        bank_details.tidied(details)


def test_keys_are_changed_for_households_too(settings: object) -> None:
    account = give_details(make_household(make_group()), upi_id="dolma@oksbi")
    settings.BANK_KEYS = ["x" * 40]  # type: ignore[attr-defined]
    assert bank_details.reseal() == 1
    assert bank_details.reseal() == 0
    account.refresh_from_db()
    opened = bank_details.opened(account)
    assert opened is not None
    assert opened.number == "987654321012"


# What was brought to a lot.
def test_what_was_brought_is_taken_back_by_another_row() -> None:
    group = make_group()
    household = make_household(group)
    [row] = bring(group, "L-1", {household: "12.5"})
    contributions.take_back(row, acting_user=None)
    contributions.take_back(row, acting_user=None)
    assert LotContribution.objects.count() == 2
    assert contributions.sums_of("L-1") == {}


def test_a_rule_counts_one_thing() -> None:
    group = make_group()
    household = make_household(group)
    bring(group, "L-1", {household: "3"}, basis="pieces")
    with pytest.raises(ContributionRefused):
        contributions.set_rule(group=group, lot_code="L-1", basis="kilograms", keep_bp=0, version=1, acting_user=None)
    with pytest.raises(ContributionRefused):
        contributions.bring(
            lot_code="L-1", household=household, quantity=Decimal("0.5"), on=timezone.localdate(), key="half", acting_user=None
        )
    stranger = make_household(make_group())
    with pytest.raises(ContributionRefused):
        contributions.bring(lot_code="L-1", household=stranger, quantity=Decimal(1), on=timezone.localdate(), key="s", acting_user=None)


# Sharing.
def test_shares_by_lots_are_in_proportion_and_sum_to_the_paisa() -> None:
    group = make_group()
    first, second, third = make_households(group, 3)
    bring(group, "L-1", {first: "1", second: "1", third: "1"}, keep_bp=1_000)
    earning = earn(group, 100_001)
    split = splitting.by_lots(earning, [FromLot("L-1", Fraction(100_001), 3)])
    assert split is not None
    assert split.keep_paise == 10_000
    assert sorted(shares(split).values()) == [30_000, 30_000, 30_001]
    assert split.keep_paise + sum(shares(split).values()) == earning.net_paise
    assert agree()


def test_what_came_from_no_lot_is_the_groups() -> None:
    group = make_group()
    [household] = make_households(group, 1)
    bring(group, "L-1", {household: "5"})
    split = splitting.by_lots(earn(group, 100_000), [FromLot("L-1", Fraction(25_000), 1), FromLot("", Fraction(75_000), 3)])
    assert split is not None
    assert (split.keep_paise, shares(split)) == (75_000, {household.code: 25_000})


def test_a_lot_that_was_shared_by_stands() -> None:
    group = make_group()
    [household] = make_households(group, 1)
    [row] = bring(group, "L-1", {household: "5"})
    splitting.by_lots(earn(group), [FromLot("L-1", Fraction(1), 1)])
    assert LotShareRule.objects.get(lot_code="L-1").frozen_at is not None
    with pytest.raises(LotFrozen):
        contributions.take_back(row, acting_user=None)
    with pytest.raises(LotFrozen):
        contributions.set_rule(group=group, lot_code="L-1", basis="kilograms", keep_bp=1, version=1, acting_user=None)


def test_no_known_lot_leaves_the_sharing_to_the_group() -> None:
    group = make_group()
    first, second = make_households(group, 2)
    earning = earn(group, 100_000)
    assert splitting.by_lots(earning, [FromLot("L-9", Fraction(1), 1)]) is None
    split = splitting.by_quantity(
        earning, basis="pieces", quantities={first: Decimal(2), second: Decimal(1)}, keep_bp=500, acting_user=staff()
    )
    assert (split.keep_paise, shares(split)) == (5_000, {first.code: 63_333, second.code: 31_667})
    with pytest.raises(SplitFrozen):
        splitting.by_amounts(earning, amounts={first: 1}, acting_user=staff())


def test_fixed_amounts_never_exceed_the_earning() -> None:
    group = make_group()
    [household] = make_households(group, 1)
    earning = earn(group, 1_000)
    with pytest.raises(SplitRefused):
        splitting.by_amounts(earning, amounts={household: 1_001}, acting_user=staff())
    with pytest.raises(SplitRefused):
        splitting.by_amounts(earning, amounts={make_household(make_group()): 1_000}, acting_user=staff())
    split = splitting.by_amounts(earning, amounts={household: 999}, acting_user=staff())
    assert (split.keep_paise, shares(split)) == (1, {household.code: 999})


def test_many_small_refunds_take_of_each_share_what_one_large_one_does() -> None:
    group = make_group()
    ends = []
    for refunds in ([1] * 7 + [33_326], [33_333]):
        first, second, third = make_households(group, 3)
        earning = earn(group, 100_000)
        split = splitting.by_quantity(
            earning,
            basis="kilograms",
            quantities={first: Decimal(1), second: Decimal(2), third: Decimal(4)},
            keep_bp=1_111,
            acting_user=staff(),
        )
        for paise in refunds:
            refund(earning, paise)
        ends.append([shares(split)[household.code] for household in (first, second, third)])
        assert splitting.left_of(earning) == 66_667
    assert ends[0] == ends[1]
    assert agree()


def test_a_refund_of_everything_leaves_nobody_anything() -> None:
    group = make_group()
    [household] = make_households(group, 1)
    earning = earn(group, 5_000)
    refund(earning, 2_000)
    split = splitting.by_amounts(earning, amounts={household: 5_000}, acting_user=staff())  # shared after the first refund
    assert shares(split) == {household.code: 3_000}
    refund(earning, 3_000)
    assert shares(split) == {household.code: 0}
    assert agree()


def test_a_correction_is_another_row_with_a_reason_and_bounds() -> None:
    group = make_group()
    first, second = make_households(group, 2)
    earning = earn(group, 10_000)
    split = splitting.by_amounts(earning, amounts={first: 6_000, second: 3_000}, acting_user=staff())
    splitting.correct(split, first, paise=-6_000, reason="it was Dolma's", key="a", acting_user=staff())
    splitting.correct(split, second, paise=7_000, reason="it was Dolma's", key="b", acting_user=staff())
    splitting.correct(split, second, paise=7_000, reason="it was Dolma's", key="b", acting_user=staff())
    for paise, household in ((1, second), (-1, first)):
        with pytest.raises(SplitRefused):
            splitting.correct(split, household, paise=paise, reason="more", key=f"c{paise}", acting_user=staff())
    with pytest.raises(SplitRefused):
        splitting.correct(split, second, paise=-1, reason=" ", key="d", acting_user=staff())
    assert shares(split) == {first.code: 0, second.code: 10_000}
    assert agree()


# From the payout to the household.
def test_a_share_is_owed_when_the_payout_has_reached_the_group() -> None:
    group = make_ready_group()
    first, second = make_households(group, 2)
    earning = earn(group, 100_000)
    splitting.by_amounts(earning, amounts={first: 60_000, second: 30_000}, acting_user=staff())
    assert owed(first).coming_paise == 60_000
    sent(group)
    assert owed(first).payable_paise == 0
    settled_payout = _settle(group)
    assert (owed(first).payable_paise, owed(first).coming_paise) == (60_000, 0)
    assert balance(accounts.MEMBERS_PAYABLE) == balance(accounts.MEMBERS_HELD) == 90_000
    bounce(settled_payout)
    assert (owed(first).payable_paise, owed(first).coming_paise) == (0, 60_000)
    assert balance(accounts.MEMBERS_PAYABLE) == 0
    assert agree()


def _settle(group: ProducerGroup) -> Payout:
    """The group's payout that is with the bank has arrived."""
    payout = Payout.objects.select_related("group", "account").get(group=group, status="sent")
    outcomes.settle(payout, reference="UTR000111", acting_user=staff())
    return fresh(payout)


def test_where_shoppers_pay_the_group_itself_a_share_is_owed_at_once() -> None:
    group = make_group()
    [household] = make_households(group, 1)
    advance(household, 10_000)
    earning = earn(group, 100_000)
    Earning.objects.filter(pk=earning.pk).update(mode="pay_each_group")
    earning.refresh_from_db()
    split = splitting.by_amounts(earning, amounts={household: 50_000}, acting_user=staff())
    assert (owed(household).payable_paise, owed(household).advance_paise) == (40_000, 0)
    refund(earning, 50_000)
    splitting.correct(split, household, paise=-5_000, reason="weighed again", key="a", acting_user=staff())
    assert (owed(household).payable_paise, owed(household).coming_paise) == (10_000, 0)
    assert agree()


def test_what_is_shared_or_corrected_after_the_payout_is_owed_at_once() -> None:
    group = make_ready_group()
    [household] = make_households(group, 1)
    earning = earn(group, 100_000)
    payout = settled(group)
    split = splitting.by_amounts(earning, amounts={household: 40_000}, acting_user=staff())
    assert owed(household).payable_paise == 40_000
    splitting.correct(split, household, paise=2_500, reason="the hem as well", key="hem", acting_user=staff())
    assert owed(household).payable_paise == 42_500
    bounce(payout)
    assert owed(household).payable_paise == 0
    settled(group)
    assert owed(household).payable_paise == 42_500
    assert agree()
    assert in_order()


def test_a_refund_after_everything_was_paid_is_taken_off_the_next_share() -> None:
    group = make_ready_group()
    [household] = make_households(group, 1)
    first = earn(group, 100_000)
    splitting.by_amounts(first, amounts={household: 100_000}, acting_user=staff())
    settled(group)
    pay(household, 100_000)
    refund(first, 30_000)
    second = earn(group, 80_000)
    splitting.by_amounts(second, amounts={household: 80_000}, acting_user=staff())
    settled(group)
    assert owed(household).payable_paise == 50_000
    assert agree()


def test_an_advance_is_taken_off_up_to_half_of_each_share() -> None:
    group = make_ready_group()
    [household] = make_households(group, 1)
    advance(household, 70_000)
    assert owed(household).advance_paise == 70_000
    for left, payable in ((20_001, 50_000), (0, 129_998)):
        splitting.by_amounts(earn(group, 99_999), amounts={household: 99_999}, acting_user=staff())
        settled(group)
        assert (owed(household).advance_paise, owed(household).payable_paise) == (left, payable)
    assert balance(accounts.MEMBERS_ADVANCES) == 0
    assert agree()


def test_a_bounce_gives_the_advance_back_as_it_was() -> None:
    group = make_ready_group()
    [household] = make_households(group, 1)
    given = advance(household, 10_000)
    splitting.by_amounts(earn(group, 100_000), amounts={household: 100_000}, acting_user=staff())
    payout = settled(group)
    with pytest.raises(PaymentRefused):
        paying.take_back(given, reason="never given", acting_user=staff())
    bounce(payout)
    assert (owed(household).advance_paise, owed(household).payable_paise) == (10_000, 0)
    paying.take_back(given, reason="never given", acting_user=staff())
    assert owed(household).advance_paise == 0
    assert agree()


# Payments.
