"""Who the seller is, and that the shop does not start with one whose papers would be wrong."""

import json

import pytest
from django.conf import settings as shop

from payments import operator_checks, sellers
from tests.orders import factories as make


def test_names_of_states_are_those_of_the_pincodes() -> None:
    pins = json.loads((shop.BASE_DIR / "delivery" / "data" / "pin_states.json").read_text(encoding="utf-8"))["states"]
    assert {code: sellers.state_name(code) for code in pins if code != "97"} == {code: name for code, name in pins.items() if code != "97"}


def test_an_address_says_nothing_twice() -> None:
    assert sellers.one_line("12 Janpath", "", "New Delhi", "Delhi", "110001") == "12 Janpath, New Delhi, Delhi, 110001"
    assert sellers.one_line("Phey,  Leh", "Phey", "194101") == "Phey, Leh, 194101"


@pytest.mark.parametrize(
    ("number", "is_open", "found"),
    [
        ("38AAAAA0000A1ZZ", False, []),
        ("38AAAAA0000A1ZZ", True, ["payments.E011"]),
        ("38AAAAA0001A1ZY", True, []),
        ("27AAPFU0939F1ZV", True, ["payments.E010"]),
        ("38AAAAA0000A1ZX", False, ["payments.E010"]),
        ("", False, ["payments.E010"]),
    ],
)
def test_the_shop_starts_only_with_an_operator_of_ladakh_and_an_open_one_not_with_the_demo(
    settings: object, number: str, is_open: bool, found: list[str]
) -> None:
    settings.OPERATOR_GSTIN, settings.SHOP_OPEN = number, is_open
    assert [fault.id for fault in operator_checks.operator_is_registered_in_ladakh()] == found


@pytest.mark.django_db
@pytest.mark.parametrize("tax_status", ["composition", "enrolled", "exempt_only"])
def test_only_who_is_registered_in_the_ordinary_scheme_charges_tax(tax_status: str) -> None:
    assert not sellers.of_group(make.make_group(tax_status=tax_status)).charges_tax
    assert sellers.of_group(make.make_group()).charges_tax
    assert sellers.operator().charges_tax
