"""However the money comes to the group, its households are owed their shares when it is there, and give back what refunds take."""

import pytest

from payments.households import splitting
from payments.models import Earning
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.steps import arrive
from tests.payments import splits
from tests.payments import test_split_gateway as way
from tests.payments.household_steps import agree, make_household, owed
from tests.payments.papers import carry_out
from tests.payments.payout_steps import staff

pytestmark = pytest.mark.django_db
market = way.market


def test_a_share_is_owed_when_the_gateway_has_released_the_groups_part(split: object, market: make.Market) -> None:
    placed, _payment = way._paid(split, market)
    part = make.part_of(placed, market.wool)
    arrive(carry_out(part))
    splits.settle_effects()
    household, earning = make_household(market.wool), Earning.objects.get(group=market.wool)
    split_ = splitting.by_amounts(earning, amounts={household: earning.net_paise // 2}, acting_user=staff())
    assert (owed(household).payable_paise, owed(household).coming_paise) == (0, earning.net_paise // 2)
    assert agree()
    way._due_today()
    assert owed(household).payable_paise == earning.net_paise // 2
    owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="after")
    splits.settle_effects()
    assert owed(household).payable_paise == splitting.current(split_)[household.pk] < earning.net_paise // 2
    assert agree()
