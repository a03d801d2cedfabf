"""Numbers of tax and food offices: GSTIN with its check character, FSSAI with fourteen digits."""

import pytest

from producers import fssai, gstin


@pytest.mark.parametrize(("body", "check"), [("27AAPFU0939F1Z", "V"), ("38AAAAA0000A1Z", "Z"), ("38AAAAA0001A1Z", "Y")])
def test_the_check_character_follows_the_portal_rule(body: str, check: str) -> None:
    assert gstin.check_character(body) == check
    assert gstin.is_valid(body + check)


def test_every_other_check_character_is_refused() -> None:
    right = "38AAAAA0001A1ZY"
    assert [sign for sign in gstin.BASE_36 if gstin.is_valid(right[:-1] + sign)] == ["Y"]


def test_two_swapped_neighbours_are_noticed() -> None:
    assert not gstin.is_valid("38AAAAA0010A1ZY")


@pytest.mark.parametrize("text", ["", "38AAAAA0001A1Z", "38aaaaa0001a1zy", " 38AAAAA0001A1ZY", "38AAAAA0001A1XY", "३८AAAAA0001A1ZY"])
def test_a_wrong_shape_is_refused(text: str) -> None:
    assert not gstin.is_valid(text)


def test_only_numbers_beginning_with_38_belong_to_ladakh() -> None:
    assert gstin.is_of_ladakh("38AAAAA0001A1ZY")
    assert not gstin.is_of_ladakh("27AAPFU0939F1ZV")
    assert gstin.state_code("27AAPFU0939F1ZV") == "27"
    assert gstin.state_code("27AAPFU0939F1ZW") == ""


def test_a_body_of_another_length_has_no_check_character() -> None:
    with pytest.raises(ValueError, match="14 characters, not 13"):
        gstin.check_character("38AAAAA0001A1")


@pytest.mark.parametrize(
    ("text", "fine"), [("21026001000123", True), ("2102600100012", False), ("2102600100012३", False), ("2102600100012A", False)]
)
def test_a_food_number_has_fourteen_plain_digits(text: str, fine: bool) -> None:
    assert fssai.is_valid(text) is fine


def test_a_food_number_beginning_with_zero_is_a_dummy() -> None:
    assert fssai.is_dummy("00000000000003")
    assert not fssai.is_dummy("21026001000123")
