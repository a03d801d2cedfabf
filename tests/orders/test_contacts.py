"""Names, numbers and addresses: tidied the same way whenever they are written or looked for."""

import pytest

from orders.contacts import Address, Contact, tidy_email, tidy_mobile
from orders.errors import BadContact


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("9812345678", "+919812345678"),
        ("098123 45678", "+919812345678"),
        ("+91 98123-45678", "+919812345678"),
        ("+44 20 7946 0958", "+442079460958"),
        ("(981) 234.5678", "+919812345678"),
    ],
)
def test_a_number_is_stored_with_its_country_code(typed: str, stored: str) -> None:
    assert tidy_mobile(typed) == stored
    assert tidy_mobile(stored) == stored


@pytest.mark.parametrize("typed", ["", "12345", "981234567", "98123456789012345", "+0812345678", "abc", "+91", "९८१२३४५६७८"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(BadContact) as refusal:
        tidy_mobile(typed)
    assert refusal.value.field == "mobile"


def test_mail_addresses_are_kept_in_lower_case() -> None:
    assert tidy_email(" Asha@Example.COM ") == "asha@example.com"
    with pytest.raises(BadContact):
        tidy_email("asha@")


def test_a_contact_is_tidied_as_a_whole() -> None:
    assert Contact("  Asha   Verma ", "98123 45678", "").tidied() == Contact("Asha Verma", "+919812345678", "")
    with pytest.raises(BadContact):
        Contact("x" * 121, "9812345678").tidied()


def test_an_address_is_tidied_as_a_whole() -> None:
    tidied = Address(" 12  Janpath ", "", " New  Delhi", "110 001", "Delhi").tidied()
    assert tidied == Address("12 Janpath", "", "New Delhi", "110001", "Delhi")
