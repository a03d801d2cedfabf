"""Lines under the search box: what they say, where they lead, and that the box needs none of it."""

import json
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from cms.models import StoryIndexPage, StoryPage
from tests.storefront.looking import Shop, get, open_shop, queries_of

pytestmark = pytest.mark.django_db
SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "suggest.js"


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def lines(words: str, path: str = "/search/suggest/") -> list[tuple[str, str, str]]:
    answer = get(path, data={"q": words})
    assert answer.status_code == 200
    return [(one["kind"], one["title"], one["href"]) for one in json.loads(answer.content)["suggestions"]]


def told(title: str, **given: object) -> StoryPage:
    english = Locale.objects.get(language_code="en")
    index = StoryIndexPage.objects.get(locale=english)
    return index.add_child(
        instance=StoryPage(title=title, slug="goats", lead="They climb.", body="<p>High.</p>", told_on=timezone.localdate(), **given)
    )


def test_products_groups_villages_and_stories_lead_to_their_pages(shop: Shop) -> None:
    story = told("Wool that walks")
    told_words = lines("wo")
    assert ("Producer group", "Wool Sisters", "/groups/wool-sisters/") in told_words
    assert ("Story", "Wool that walks", story.url) in told_words
    assert lines("undyed st") == [("Product", "Undyed stole", "/p/undyed-stole/")]
    village = shop.wool.village
    ((_kind, name, address),) = [line for line in lines(village[:4]) if line[0] == "Village"]
    assert name == village
    assert get(address).status_code == 200
    for _kind, _title, href in told_words:
        assert get(href).status_code == 200, href
    story.unpublish()
    assert "Story" not in {kind for kind, _title, _href in lines("wo")}


def test_another_language_gets_words_and_addresses_of_its_own(shop: Shop) -> None:
    told("Wool that walks")
    found = lines("wo", "/ur/search/suggest/")
    assert {href for _kind, _title, href in found} == {"/ur/groups/wool-sisters/"}  # the story is told in English alone
    assert get("/ur/").content.count(b'data-suggest="/ur/search/suggest/"') == 1


@pytest.mark.parametrize("words", ["", "w", " ", "<script>", "%", "\x00", "x" * 5000, "' OR 1=1 --", "🐐🐐"])
def test_whatever_is_typed_is_answered(shop: Shop, words: str) -> None:
    assert [line for line in lines(words) if line[1] == "Wool Sisters"] == []


def test_an_answer_may_be_kept_sets_no_cookie_and_costs_few_queries_and_no_write(shop: Shop) -> None:
    answer = get("/search/suggest/", data={"q": "wo"})
    assert (answer.headers["Cache-Control"], answer.cookies) == ("public, max-age=60, stale-while-revalidate=300", {})
    asked = queries_of("/search/suggest/?q=wo")
    assert len(asked) <= 8, "\n".join(asked)
    assert [one for one in asked if not one.startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    assert Client().post("/search/suggest/", {"q": "wo"}).status_code == 405


def test_the_script_is_small_and_left_out_where_bytes_count_most(shop: Shop) -> None:
    assert len(brotli.compress(SCRIPT.read_bytes())) <= 2 * 1024
    assert b"js/suggest" in get("/products/").content
    for path in ("/basket/", "/login/", "/t/L-20931/"):
        assert b"js/suggest" not in Client().get(path).content, path
