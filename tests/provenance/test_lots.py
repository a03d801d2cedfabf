"""Lots: their journey, their code, and what happens when one is called back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.signals import listing_changed
from journal.models import AuditEntry
from journal.numbers import is_number
from provenance.errors import LotRefused, LotWithdrawn
from provenance.lots import Step
from provenance.models import Lot, LotStep
from provenance.queries import lot_page, verdict_of
from provenance.withdrawing import withdraw
from tests.catalogue.factories import make_food, make_live, make_lot, put_in_stock
from tests.producers.factories import make_group, make_user

pytestmark = pytest.mark.django_db


def test_a_lot_keeps_its_steps_in_order_and_gets_a_random_code() -> None:
    group, person = make_group(), make_user()
    steps = [Step("picked", date(2026, 8, 3), "Families of Trespone"), Step("dried", date(2026, 8, 9), "Rack four", evidence="Slip 12")]
    lot = make_lot(group, steps=steps, acting_user=person, on_behalf_of=group.slug)
    assert is_number(lot.code, "L")
    assert list(LotStep.objects.values_list("position", "stage", "evidence")) == [(1, "picked", ""), (2, "dried", "Slip 12")]
    entry = AuditEntry.objects.get(action="lot.create")
    assert (entry.acting_user_id, entry.on_behalf_of, entry.after) == (person.pk, group.slug, {"code": lot.code})


@pytest.mark.parametrize(
    "fields",
    [
        {"best_before": date(2026, 1, 1), "made_on": date(2026, 1, 1)},
        {"steps": [Step("dried", date(2026, 8, 9), "A"), Step("picked", date(2026, 8, 3), "B")]},
        {"quantity": Decimal(0)},
        {"code": "L-TAKEN"},
    ],
)
def test_a_lot_that_can_not_be_true_is_refused(fields: dict[str, Any]) -> None:
    group = make_group()
    make_lot(group, code="l-taken")
    with pytest.raises(LotRefused):
        make_lot(group, **fields)
    assert list(Lot.objects.values_list("code", flat=True)) == ["L-TAKEN"]


def test_a_lot_is_withdrawn_once_with_reason_and_advice() -> None:
    group, person = make_group(), make_user()
    lot = make_lot(group)
    with pytest.raises(LotRefused):
        withdraw(lot, reason="Mould", what_to_do=" ", acting_user=person)
    withdraw(lot, reason="Mould in two bags", what_to_do="Do not eat it; write to us", acting_user=person)
    with pytest.raises(LotWithdrawn):
        withdraw(lot, reason="Again", what_to_do="Again", acting_user=person)
    held = Lot.objects.get()
    assert (held.status, held.withdrawn_reason, held.what_to_do, held.version) == (
        "withdrawn",
        "Mould in two bags",
        "Do not eat it; write to us",
        2,
    )
    assert AuditEntry.objects.get(action="lot.withdraw").reason == "Mould in two bags"


def test_listings_sold_from_a_lot_hear_of_its_withdrawal() -> None:
    group = make_group()
    listing, other = make_food(group), make_food(group)
    lot = make_lot(group)
    put_in_stock(listing, lot)
    put_in_stock(other, make_lot(group))
    heard: list[int] = []

    def listen(*, listing_id: int, **kwargs: Any) -> None:
        heard.append(listing_id)

    listing_changed.connect(listen)
    try:
        withdraw(lot, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    finally:
        listing_changed.disconnect(listen)
    assert set(heard) == {listing.pk}


def test_the_verdict_depends_on_the_day_and_a_withdrawal_outweighs_it() -> None:
    lot = Lot(best_before=date(2027, 3, 1), status="open")
    assert verdict_of(lot, date(2027, 3, 1)) == "in_order"
    assert verdict_of(lot, date(2027, 3, 2)) == "past_best_before"
    assert verdict_of(Lot(best_before=None, status="open"), date(2099, 1, 1)) == "in_order"
    lot.status = "withdrawn"
    assert verdict_of(lot, date(2027, 3, 2)) == "withdrawn"


def test_the_page_of_a_lot_shows_group_journey_and_what_is_on_sale() -> None:
    group = make_group("Tso Kar")
    live = make_live(group)
    lot = make_lot(group, type_code="pashmina_stole", code="L-20931", days=0)
    put_in_stock(live, lot)
    put_in_stock(make_food(group), lot)
    page = lot_page(" l-20931 ")
    assert (page.lot.pk, page.verdict, page.group.name) == (lot.pk, "in_order", "Tso Kar")
    assert [(step.stage, step.place.name if step.place else "") for step in page.steps] == [("dried", "Sankoo")]
    assert [listing.pk for listing in page.listings] == [live.pk]
    assert lot_page("L-20931", date(2099, 1, 1)).verdict == "in_order"
    with pytest.raises(Lot.DoesNotExist):
        lot_page("L-0")


@pytest.mark.parametrize("count", [1, 24])
def test_the_page_costs_three_queries_for_one_step_and_for_24(count: int) -> None:
    group = make_group()
    first = date(2026, 1, 1)
    place = make_lot(group).place
    lot = make_lot(group, steps=[Step("s", first + timedelta(days=n), "W", place=place) for n in range(count)])
    with CaptureQueriesContext(connection) as queries:
        page = lot_page(lot.code)
        assert {step.place.name for step in page.steps if step.place} == {"Sankoo"}
        assert (page.group.district.name, page.lot.place.district.name, page.lot.product_type.name) == ("Leh", "Kargil", "Dried apricot")
    assert (len(page.steps), len(queries)) == (count, 3)
