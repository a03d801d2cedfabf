"""Lines of docs/acceptance.md that no other test holds whole; each is named after its line."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from catalogue.models import Listing
from catalogue.photos import add_photo
from cms import home
from media.models import Picture
from search import facts, sought
from search.models import ProductFacts
from tests.catalogue.factories import make_picture
from tests.orders import factories as make
from tests.storefront.buyer import Buyer
from tests.storefront.looking import Shop, get, make_sizes, open_shop, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ACCEPTANCE = Path(settings.BASE_DIR) / "docs" / "acceptance.md"


@pytest.fixture
def shop() -> Shop:
    shop = open_shop()
    make_sizes(shop.stole)
    return shop


@pytest.mark.parametrize("paper", ["acceptance.md", "workspace-acceptance.md"])
def test_every_line_names_tests_that_are_there(paper: str) -> None:
    named = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", (ACCEPTANCE.parent / paper).read_text(encoding="utf-8"))
    assert len(named) >= 20
    tests = Path(settings.BASE_DIR) / "tests"
    assert [f"{file}::{name}" for file, name in named if f"def {name}" not in (tests / file).read_text(encoding="utf-8")] == []


def test_every_line_of_the_shop_bears_its_number() -> None:
    rows = {int(number): row for number, row in re.findall(r"^\| (\d+) \|(.*)$", ACCEPTANCE.read_text(encoding="utf-8"), re.MULTILINE)}
    assert {1, 3, 4, 6, 8, *range(10, 16), 18, 21, 22, 23, 26, 30} <= set(rows)
    # A test of the line bears its number; what holds more than one line is named beside it.
    assert [number for number, row in rows.items() if f"::test_line_{number}_" not in row] == []


def test_line_4_what_is_edited_later_changes_nothing_of_what_was_sold() -> None:
    market = make.make_market()
    add_photo(listing=market.stole, picture=make_picture("Stole"), acting_user=None)
    Picture.objects.update(sha256="ab" * 32)
    Listing.objects.update(live_at=timezone.now())
    facts.refresh([market.stole.pk])
    placed = make.place_order((market.stole, 1))
    part = placed.order.producer_orders.get()
    before = list(part.lines.values("title", "unit_price_paise", "picture_sha256", "promised_to"))
    assert before[0]["title"] == market.stole.title
    assert before[0]["picture_sha256"] == "ab" * 32
    Listing.objects.filter(pk=market.stole.pk).update(title="Another stole", dispatch_days=30)
    record = make.stock_of(market.stole)
    type(record).objects.filter(pk=record.pk).update(price=1)
    Picture.objects.update(title="Another picture", sha256="cd" * 32)
    facts.refresh([market.stole.pk])
    assert list(part.lines.values("title", "unit_price_paise", "picture_sha256", "promised_to")) == before


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("/checkout/address/", {"name": "Tara Menon"}, 'value="Tara Menon"'),
        ("/grievance/", {"words": "The lid was cracked."}, "The lid was cracked."),
        ("/orders/find/", {"contact": "not a number"}, 'value="not a number"'),
        ("/signup/", {"email": "tara@"}, 'value="tara@"'),
    ],
)
def test_line_8_a_page_with_errors_has_a_summary_that_leads_to_the_fields_and_keeps_what_was_typed(
    path: str, typed: dict[str, str], kept: str
) -> None:
    buyer = Buyer()
    buyer.add(make.make_market().stole)
    page = buyer.client.post(path, typed, headers={"sec-fetch-site": "same-origin"}).content.decode()
    summary = re.search(r'<div class="problem-list" role="alert" tabindex="-1" autofocus>.*?</div>', page, re.DOTALL)
    assert summary, path
    links = re.findall(r'href="#([^"]+)"', summary.group())
    assert links
    assert all(f'id="{one}"' in page for one in links)
    assert re.search(r"<title>\s*Error:", page)
    assert kept in page


def test_line_13_every_fact_of_a_card_is_a_choice_that_stands_in_the_address(shop: Shop) -> None:
    """What a card says: price, group, side of Ladakh, mark, days or stock."""
    card = ProductFacts.objects.get(slug="undyed-stole")
    asked = {
        f"max={card.price_paise // 100}": True,
        f"max={card.price_paise // 100 - 1}": False,
        f"group={card.group_slug}": True,
        "group=orchard-growers": False,
        f"area={card.rollup}": True,
        "area=kargil": False,
        f"mark={card.marks[0]}": True,
        f"ready={card.dispatch_days}": True,
        f"stock={card.stock}": True,
        "stock=sold_out": False,
    }
    page = get("/products/").content.decode()
    shown = {name.split("=")[0] for name in asked} - {"stock"}  # a part of the form with a single choice is not shown
    assert shown <= set(re.findall(r'name="(\w+)"', page))
    for question, is_there in asked.items():
        for _reload in range(2):
            assert ("Undyed stole" in text_of(get(f"/products/?{question}"))) is is_there, question


def test_line_14_a_search_that_finds_nothing_keeps_the_words_and_offers_season_goods_and_an_enquiry(shop: Shop) -> None:
    """Also where a weaker search finds something; and the shop learns what was wanted."""
    sought.take()
    for words, closest in {"umbrella": False, "madder apricots": True}.items():
        page = get("/search/", data={"q": words}).content.decode()
        assert f'value="{words}"' in page
        assert ("Closest to it" in page) is closest
        season = page.partition("In season now")[2].partition("Ask a group to make it")
        assert '<article class="card">' in season[0], words
        assert "/enquir" in season[2]
    for payload in sought.take():
        sought.add(payload)
    assert {one.words for one in sought.wanted(since=timezone.localdate(), fewest=1)} == {"umbrella", "madder apricots"}


def test_line_15_the_count_under_the_map_is_the_count_of_the_query(shop: Shop) -> None:
    page = text_of(get("/"))
    for side in home.sides():
        word = "group" if side.count == 1 else "groups"
        assert f"{side.count}{word} in {side.label}" in page.replace(f"{side.count} {word}", f"{side.count}{word}")


def test_line_22_rupees_are_grouped_by_lakh_on_pages_and_plain_for_machines(shop: Shop) -> None:
    record = make.stock_of(shop.stole)
    type(record).objects.filter(pk=record.pk).update(price="124500.00")
    facts.refresh([shop.stole.pk])
    for path in ("/p/undyed-stole/", "/products/", "/ur/p/undyed-stole/", "/hi/products/"):
        assert "₹1,24,500" in get(path).content.decode(), path
    assert '"price": "124500.00"' in get("/p/undyed-stole/").content.decode()
    assert "124500.00 INR" in b"".join(Client().get("/feeds/goods.csv").streaming_content).decode()


def test_line_23_a_mark_leads_to_its_papers_and_is_gone_the_day_they_end(shop: Shop) -> None:
    page = get("/p/undyed-stole/").content.decode()
    assert 'href="/groups/wool-sisters/#papers">Women-led' in page
    papers = get("/groups/wool-sisters/").content.decode()
    assert 'id="papers"' in papers
    assert "WL-1" in papers
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        facts.refresh([shop.stole.pk])  # the job of the night
        for path in ("/p/undyed-stole/", "/groups/wool-sisters/"):
            assert "Women-led" not in text_of(get(path)), path
