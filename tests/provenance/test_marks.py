"""Trust marks: only while the certificate is valid, only for the right type, variety and authorised user."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.errors import NotReady
from catalogue.listings import publish
from catalogue.models import Listing
from producers.models import ProducerGroup
from provenance.marks import marks_for_listings, proofs_of_listing, record_certificate, valid_marks
from provenance.models import Certificate, Lot
from provenance.readiness import lasts_long_enough
from provenance.withdrawing import withdraw
from tests.catalogue.factories import make_draft, make_food, make_lot, put_in_stock, type_of, with_photo
from tests.producers.factories import make_group, staff

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
DAY = date(2026, 11, 22)


def certify(group: ProducerGroup, mark: str = "gi_ladakh_pashmina", number: str = "AU-1", **fields: Any) -> Certificate:
    given = {"valid_from": FIRST, "valid_to": LAST, "issuer": "Registry", "acting_user": staff(), **fields}
    return record_certificate(group=group, mark=mark, number=number, **given)


def shown(listing: Listing, day: date = DAY) -> list[str]:
    listing = Listing.objects.select_related("product_type").get(pk=listing.pk)
    return [mark.code for mark in marks_for_listings([listing], day)[listing.pk]]


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 31), 0), (FIRST, 1), (LAST, 1), (date(2027, 4, 1), 0)])
def test_a_mark_shows_from_the_first_day_of_its_certificate_to_the_last(day: date, count: int) -> None:
    group = make_group()
    certify(group, "women_led", "W-7")
    assert len(valid_marks(group, None, day)) == count
    assert len(valid_marks(group, type_of("knitwear"), day)) == count


def test_a_mark_says_what_stands_behind_it() -> None:
    group = make_group()
    certify(group, "pgs_organic", "PGS-2")
    mark = valid_marks(group, None, DAY)[0]
    assert (mark.code, mark.label, mark.number, mark.valid_to) == ("pgs_organic", "Organic, PGS-India", "PGS-2", LAST)


def test_of_two_valid_certificates_the_longer_one_is_named() -> None:
    group = make_group()
    certify(group, "pgs_organic", "NEW", valid_to=date(2028, 1, 1))
    certify(group, "pgs_organic", "OLD")
    assert [mark.number for mark in valid_marks(group, None, DAY)] == ["NEW"]


def test_a_certificate_for_one_type_covers_no_other() -> None:
    group = make_group()
    certify(group, "pgs_organic", "PGS-2", product_type=type_of("apricot_dried"))
    assert len(valid_marks(group, type_of("apricot_dried"), DAY)) == 1
    assert valid_marks(group, type_of("walnut"), DAY) == []


def test_a_geographical_indication_needs_the_right_type_and_its_authorised_user() -> None:
    group = make_group()
    certify(group)
    assert shown(make_draft(group, attributes={"gi_au_number": "AU-1"})) == ["gi_ladakh_pashmina"]
    assert shown(make_draft(group, attributes={"gi_au_number": "AU-2"})) == []
    assert shown(make_draft(group)) == []
    assert shown(make_draft(group, type_code="wool_handloom", hsn="6301")) == []
    stole, wood = type_of("pashmina_stole"), type_of("wood_carving")
    assert len(valid_marks(group, stole, DAY, attributes={"gi_au_number": "AU-1"})) == 1
    assert valid_marks(group, wood, DAY, attributes={"gi_au_number": "AU-1"}) == []
    assert valid_marks(group, stole, DAY) == []


def test_the_apricot_indication_is_for_one_variety_only() -> None:
    group = make_group()
    certify(group, "gi_raktsey_karpo", "AU-9")
    assert shown(make_food(group, attributes={"gi_au_number": "AU-9", "variety": "raktsey karpo"})) == ["gi_raktsey_karpo"]
    assert shown(make_food(group, attributes={"gi_au_number": "AU-9", "variety": "Halman"})) == []
    assert shown(make_food(group, attributes={"gi_au_number": "AU-9"})) == []


def test_goods_from_an_open_lot_with_a_journey_are_traced() -> None:
    group = make_group()
    listing, silent = make_food(group), make_food(group)
    lot = make_lot(group)
    put_in_stock(listing, lot)
    put_in_stock(silent, make_lot(group, steps=()))
    assert (shown(listing), shown(silent)) == (["traced"], [])
    withdraw(lot, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    assert shown(listing) == []


@pytest.mark.parametrize("count", [1, 24])
def test_marks_of_many_listings_cost_three_queries(count: int) -> None:
    group = make_group()
    certify(group)
    for _number in range(count):
        make_draft(group, attributes={"gi_au_number": "AU-1"})
    listings = list(Listing.objects.select_related("product_type"))
    with CaptureQueriesContext(connection) as queries:
        found = marks_for_listings(listings, DAY)
    assert ([[mark.code for mark in marks] for marks in found.values()], len(queries)) == ([["gi_ladakh_pashmina"]] * count, 3)


def test_organic_may_be_said_with_the_certificate_and_not_without() -> None:
    group = make_group()
    listing = with_photo(make_food(group, title="Organic apricots"))
    put_in_stock(listing, make_lot(group))
    with pytest.raises(NotReady, match="PGS-India certificate"):
        publish(listing, acting_user=staff())
    today = timezone.localdate()
    certify(group, "pgs_organic", "PGS-2", valid_from=today, valid_to=today)
    assert proofs_of_listing(listing) == {"pgs_organic"}
    publish(listing, acting_user=staff())
    assert Listing.objects.get().status == "live"


def test_food_goes_live_only_from_a_lot_that_will_last() -> None:
    group = make_group()
    listing = with_photo(make_food(group))
    put_in_stock(listing, make_lot(group, days=40, age=300))
    with pytest.raises(NotReady, match="45 days, or 30 percent"):
        publish(listing, acting_user=staff())
    put_in_stock(listing, make_lot(group, days=300))
    publish(listing, acting_user=staff())


def test_fresh_goods_declare_the_day_of_picking_instead_of_a_lot() -> None:
    declared = {"generic_name": "Apricots", "storage": "Cool", "veg": True, "picked_on": "On the day of dispatch"}
    listing = with_photo(make_food(type_code="apricot_fresh", hsn="080910", declarations=declared))
    publish(listing, acting_user=staff())
    assert Listing.objects.get().status == "live"


@pytest.mark.parametrize(
    ("made_on", "best_before", "arrives_on", "fine"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 11, 17), True),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 11, 18), False),
        (date(2026, 1, 1), date(2026, 4, 11), date(2026, 3, 12), True),
        (date(2026, 1, 1), date(2026, 4, 11), date(2026, 3, 13), False),
        (date(2026, 1, 1), None, date(2026, 1, 2), False),
    ],
)
def test_forty_five_days_or_thirty_percent_of_its_life_are_left(
    made_on: date, best_before: date | None, arrives_on: date, fine: bool
) -> None:
    assert lasts_long_enough(Lot(made_on=made_on, best_before=best_before), arrives_on) is fine
