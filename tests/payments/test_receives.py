"""What a group receives of a price: the price less the fee, whatever its tax status; the taxes beside it by who sells and who is registered."""

from datetime import date

import pytest

from payments import reference, settlement
from payments.receives import Receives, of_price
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.payments import payees

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
SHAWL, FRESH_APRICOTS, UNKNOWN = "62142020", "080910", "999999"


@pytest.fixture(autouse=True)
def rates() -> None:
    reference.load_tax_rates()


def receives(status: str, price_paise: int = 45_000, *, hsn: str = SHAWL, handmade: bool = True) -> Receives:
    group: ProducerGroup = make.make_group(tax_status=status)
    return of_price(price_paise, group=group, fee_bp=500, hsn=hsn, handmade=handmade, on=TODAY)


@pytest.mark.parametrize("mode", settlement.READY)
@pytest.mark.parametrize("status", ProducerGroup.TaxStatus.values)
def test_the_price_less_the_fee_in_every_mode_and_for_every_tax_status(mode: str, status: str) -> None:
    with payees.modes(payees.row(mode)):
        found = receives(status)
    assert (found.group_paise, found.fee_paise, found.fee_percent) == (42_750, 2_250, "5")


@pytest.mark.parametrize(
    ("mode", "status", "in_price", "by_group"),
    [
        (settlement.NODAL, "regular", 2_143, 2_036),  # the operator sells at ₹450 and buys at ₹427.50
        (settlement.NODAL, "composition", 2_143, 0),
        (settlement.NODAL, "exempt_only", 2_143, 0),
        (settlement.PAY_EACH_GROUP, "regular", 2_143, 2_143),  # the group sells itself, at ₹450
        (settlement.PAY_EACH_GROUP, "composition", 0, 0),  # it may not collect tax
        (settlement.LICENSED_GATEWAY, "enrolled", 0, 0),
    ],
)
def test_who_sells_names_the_tax_and_a_registered_group_pays_its_own(mode: str, status: str, in_price: int, by_group: int) -> None:
    with payees.modes(payees.row(mode)):
        found = receives(status)
    assert (found.price_tax_paise, found.group_tax_paise) == (in_price, by_group)
    assert found.pays_composition_tax is (status == "composition")


def test_the_rate_is_that_of_the_price_at_which_each_sells() -> None:
    """A shawl from a machine bears 18 % above ₹2,500; the operator buys it for less."""
    found = receives("regular", 260_000, handmade=False)
    assert (found.group_paise, found.price_tax_percent) == (247_000, "18")
    assert found.price_tax_paise == 39_661
    assert found.group_tax_paise == 11_762  # 5 % inside ₹2,470


@pytest.mark.parametrize("hsn", [FRESH_APRICOTS, UNKNOWN])
def test_no_tax_is_named_where_there_is_none_or_none_is_known(hsn: str) -> None:
    found = receives("regular", hsn=hsn)
    assert (found.group_paise, found.price_tax_paise, found.group_tax_paise) == (42_750, 0, 0)


def test_tax_at_source_is_told_where_the_mode_withholds_it() -> None:
    assert receives("regular").is_withheld_from is False
    with payees.modes(payees.row(settlement.LICENSED_GATEWAY, tcs=True, tds=True)):
        assert receives("regular").is_withheld_from is True
