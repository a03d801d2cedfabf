"""Pincodes: what stands behind them, and which can not be one."""

import pytest

from delivery import pins
from delivery.errors import UnknownPin
from delivery.models import Zone, ZonePins
from tests.orders.factories import reference

LADAKH_PINS = [
    "194101",
    "194102",
    "194103",
    "194104",
    "194105",
    "194106",
    "194107",
    "194109",
    "194201",
    "194202",
    "194301",
    "194302",
    "194303",
    "194401",
]


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    reference()


@pytest.mark.parametrize("pin", LADAKH_PINS)
def test_every_pin_of_ladakh_is_known_by_name_and_lies_in_the_local_zone(pin: str) -> None:
    found = pins.lookup(pin)
    assert (found.state, found.gst_state_code, found.zone.code, found.zone.is_local) == ("Ladakh", "38", "L1", True)
    assert found.name


@pytest.mark.parametrize(
    ("pin", "state", "code", "zone"),
    [
        ("110001", "Delhi", "07", "N1"),
        ("180001", "Jammu and Kashmir", "01", "J1"),
        ("263601", "Uttarakhand", "05", "N1"),
        ("362520", "Dadra and Nagar Haveli and Daman and Diu", "26", "R1"),
        ("403507", "Goa", "30", "R1"),
        ("560034", "Karnataka", "29", "R1"),
        ("605001", "Puducherry", "34", "R1"),
        ("682555", "Lakshadweep", "31", "E1"),
        ("682001", "Kerala", "32", "R1"),
        ("737101", "Sikkim", "11", "E1"),
        ("734101", "West Bengal", "19", "R1"),
        ("744101", "Andaman and Nicobar Islands", "35", "E1"),
        ("791111", "Arunachal Pradesh", "12", "E1"),
        ("781001", "Assam", "18", "E1"),
        ("834001", "Jharkhand", "20", "R1"),
        ("901234", "Army post office", "97", "A1"),
    ],
)
def test_a_pin_gives_its_state_and_zone_even_where_no_post_office_is_listed(pin: str, state: str, code: str, zone: str) -> None:
    found = pins.lookup(pin)
    assert (found.state, found.gst_state_code, found.zone.code) == (state, code, zone)


def test_spaces_in_a_pin_do_not_matter() -> None:
    assert pins.lookup(" 194 101 ").name == "Leh"


@pytest.mark.parametrize("text", ["", "19410", "1941011", "012345", "19410a", "१९४१०१", "194108", "194999", "290001", "870001"])
def test_what_is_no_pin_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(UnknownPin) as refusal:
        pins.lookup(text)
    assert refusal.value.code == "unknown_pin"
    assert "pincode" in str(refusal.value.reason)


def test_the_narrowest_range_of_pins_wins() -> None:
    narrow = Zone.objects.create(code="T1", name="One office")
    ZonePins.objects.create(zone=narrow, first=110001, last=110001)
    assert pins.lookup("110001").zone == narrow
    assert pins.lookup("110002").zone.code == "N1"
