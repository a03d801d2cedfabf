"""Facts of a listing as staff compare them: words, not codes."""

import pytest

from catalogue.staff_facts import listing_facts
from tests.orders import factories as make

pytestmark = pytest.mark.django_db


def test_declarations_are_told_in_words_one_a_line() -> None:
    listing = make.make_listing(
        make.make_group(), declarations={"nutrition_per_100": {"energy_kcal": 241, "protein_g": 3.4}, "country_of_origin": "India"}
    )
    told = {fact.label: fact.after for fact in listing_facts(listing)}
    assert told["Nutrition for 100 g or ml"] == "energy kcal: 241\nprotein g: 3.4"
    assert told["Country of origin"] == "India"
