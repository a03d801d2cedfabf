"""From what households brought to a lot to what each is owed: sold, packed out of the lot, delivered, paid out, handed on."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from catalogue.models import Listing, ProductType
from orders.models import LineLot
from payments.households import contributions, splitting
from payments.models import Earning, EarningSplit, LotShareRule
from tests.orders import factories as make
from tests.orders.steps import add_lot, bring, member_of
from tests.payments.household_steps import agree, make_households, owed, pay, shares
from tests.payments.household_steps import bring as brought
from tests.payments.payout_steps import give_account, refund, settled

pytestmark = pytest.mark.django_db


def apricots(lots: dict[str, int]) -> Listing:
    """Dried apricots out of these lots, used up in this sequence."""
    listing = make.make_food(
        make.make_group(), stock=sum(lots.values()), product_type=ProductType.objects.get(code="apricot_dried"), price_paise=64_050
    )
    for days, (code, pieces) in enumerate(lots.items(), start=200):
        add_lot(listing, code, pieces, days=days)
    return listing


def deliver(listing: Listing, pieces: int) -> Earning:
    basket = make.make_basket((listing, pieces))
    placed = make.place(basket)
    part = bring(placed, listing.group, "delivered")
    return Earning.objects.get(producer_order_number=part.number)


def test_a_sale_out_of_lots_is_shared_by_what_was_brought_to_them() -> None:
    listing = apricots({"L-A": 1, "L-B": 9})
    first, second, third = make_households(listing.group, 3)
    brought(listing.group, "L-A", {first: "10", second: "30"})
    brought(listing.group, "L-B", {second: "1", third: "2"}, keep_bp=1_000)
    earning = deliver(listing, 3)
    by_lot = dict(LineLot.objects.values_list("lot__code", "quantity"))
    assert sum(by_lot.values()) == 3
    split = EarningSplit.objects.get(earning=earning)
    a, b = by_lot.get("L-A", 0), by_lot.get("L-B", 0)
    weights = {
        first.code: Decimal(a) / 4,
        second.code: Decimal(a) * 3 / 4 + Decimal(b) * Decimal("0.9") / 3,
        third.code: Decimal(b) * Decimal("0.9") * 2 / 3,
    }
    for code, paise in shares(split).items():
        assert abs(paise - weights[code] * earning.net_paise / 3) < 1
    assert split.keep_paise + sum(shares(split).values()) == earning.net_paise
    assert {row["lot"] for row in split.rule["lots"]} == {code for code, pieces in by_lot.items() if pieces}
    assert agree()


def test_goods_of_lots_that_nobody_wrote_down_wait_for_the_group_to_say_whose_they_are() -> None:
    earning = deliver(apricots({"L-A": 5}), 2)
    assert not EarningSplit.objects.exists()
    assert splitting.left_of(earning) == earning.net_paise


def test_every_rupee_is_followed_from_the_shopper_to_the_household() -> None:
    listing = apricots({"L-A": 5})
    first, second = make_households(listing.group, 2)
    brought(listing.group, "L-A", {first: "12.5", second: "7.5"})
    earning = deliver(listing, 2)
    give_account(listing.group, owner=member_of(listing.group))
    refund(earning, 10_000)
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        payout = settled(listing.group)
    left = splitting.left_of(earning)
    assert owed(first).payable_paise + owed(second).payable_paise == left == payout.amount_paise
    assert owed(first).payable_paise == (left * 5 + 4) // 8
    for household in (first, second):
        pay(household, owed(household).payable_paise)
        assert owed(household).payable_paise == 0
    assert agree()


def test_a_lot_is_shared_by_the_same_rule_to_its_last_piece() -> None:
    listing = apricots({"L-A": 5})
    first, second = make_households(listing.group, 2)
    brought(listing.group, "L-A", {first: "1", second: "1"})
    deliver(listing, 1)
    assert LotShareRule.objects.get().frozen_at is not None
    deliver(listing, 1)
    rules = [split.rule["lots"][0] for split in EarningSplit.objects.order_by("pk")]
    assert rules[0] == rules[1]
    assert contributions.sums_of("L-A") == {first.pk: 1, second.pk: 1}
