"""Misspelt words, on every engine: what is found, what the page is told, and what is never corrected."""

import pytest

from catalogue.models import Listing
from search import facts
from search.models import Word
from tests.search import test_engines
from tests.search.test_engines import Shop, ask, titles

pytestmark = pytest.mark.django_db
shop = test_engines.shop


@pytest.mark.parametrize(
    ("text", "corrected", "found"),
    [
        ("appricot oil", "apricot oil", {"Apricot kernel oil"}),
        ("aprictos", "apricots", {"Halman apricots", "Apricot kernel oil", "Apricot preserve with kernels"}),
        ("pashmeena stoll", "pashmina stole", {"Undyed pashmina stole", "Stole in walnut brown"}),
        ("pashmeena stol", "pashmina stol", {"Undyed pashmina stole", "Stole in walnut brown"}),
        ("khoobani", "khubani", {"Halman apricots", "Apricot kernel oil", "Apricot preserve with kernels"}),
        ("sea bukthorn juice", "sea buckthorn juice", {"Sea buckthorn juice"}),
        ("शयोक", "shyok", {"Sea buckthorn pulp", "Sea buckthorn juice"}),
        ("چانگتانگ", "changthang", {"Undyed pashmina stole", "Stole in walnut brown", "Sold out shawl"}),
        ("ژنگتھنگ", "", set()),
        ("wlnt", "", set()),
        ("x7q9", "", set()),
    ],
)
def test_a_misspelt_word_is_taken_for_the_nearest_word_of_the_shop(shop: Shop, text: str, corrected: str, found: set[str]) -> None:
    result = ask(text)

    assert (result.corrected, set(titles(result))) == (corrected, found)
    assert result.query.text == text


def test_a_word_of_the_shop_is_never_corrected(shop: Shop) -> None:
    assert (ask("felt").corrected, ask("apricot").corrected, ask("walnut felt").corrected) == ("", "", "")


def test_what_one_can_not_spell_does_not_hide_what_one_can(shop: Shop) -> None:
    relaxed = ask("aprikot xylophone").relaxed

    assert (relaxed.query.text, relaxed.dropped, relaxed.total) == ("apricot", ("xylophone",), 3)


def test_words_go_with_the_last_product_that_had_them_when_all_facts_are_made_anew(shop: Shop) -> None:
    Listing.objects.filter(title="Felt rug").update(status=Listing.Status.PAUSED)
    facts.refresh_all()

    assert not Word.objects.filter(word="rug").exists()
    assert Word.objects.get(word="apricot").products == 3
