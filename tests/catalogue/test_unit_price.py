"""The unit sale price: the scale changes at 1 kg, 1 l and 1 m, two decimals, nothing where it equals the price."""

from decimal import Decimal

import pytest

from catalogue.unit_price import UnitPrice, unit_sale_price


@pytest.mark.parametrize(
    ("paise", "quantity", "unit", "expected"),
    [
        (99_900, "999", "g", UnitPrice(100, "g")),
        (100_000, "1000", "g", None),
        (100_000, "1001", "g", UnitPrice(99_900, "kg")),
        (69_000, "500", "g", UnitPrice(138, "g")),
        (69_000, "0.5", "kg", UnitPrice(138, "g")),
        (39_000, "2", "kg", UnitPrice(19_500, "kg")),
        (57_000, "1", "kg", None),
        (56_000, "450", "ml", UnitPrice(124, "ml")),
        (56_000, "1.5", "l", UnitPrice(37_333, "l")),
        (230_000, "1", "m", None),
        (230_000, "99", "cm", UnitPrice(2_323, "cm")),
        (230_000, "2.5", "m", UnitPrice(92_000, "m")),
        (92_000, "3", "piece", UnitPrice(30_667, "piece")),
        (1_980_000, "1", "piece", None),
        (79_000, "1", "pair", None),
        (79_000, "2", "pair", UnitPrice(39_500, "pair")),
        (125, "1000", "piece", None),
    ],
)
def test_the_unit_price_follows_the_rule(paise: int, quantity: str, unit: str, expected: UnitPrice | None) -> None:
    assert unit_sale_price(paise, Decimal(quantity), unit) == expected


def test_half_a_paisa_goes_up() -> None:
    assert unit_sale_price(101, Decimal(2), "piece") == UnitPrice(51, "piece")
