"""What makes the shop found and shared: seasons, calendar files, feeds, site maps, pictures for messengers."""

import csv
import re
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from catalogue.models import ProductType
from search.models import ProductFacts
from storefront.looking.linked_data import share_picture
from storefront.sharing.calendar import Stretch, as_file, runs
from storefront.sharing.merchant import _availability, as_csv, as_xml
from tests.cms.pages import make_story
from tests.storefront.looking import Shop, get, make_sizes, open_shop, text_of

BASE = "http://127.0.0.1:8000"
GOOGLE = "{http://base.google.com/ns/1.0}"


@pytest.fixture
def shop(db: None) -> Shop:
    shop = open_shop()
    make_sizes(shop.stole)
    make_story(group=shop.wool)
    return shop


@pytest.mark.parametrize(
    ("months", "found"),
    [([], []), ([7, 8], [(7, 2)]), ([1, 11, 12], [(11, 3)]), ([2, 6, 7, 12], [(2, 1), (6, 2), (12, 1)]), (range(1, 13), [(1, 12)])],
)
def test_months_are_joined_to_seasons_over_the_turn_of_the_year_too(months: list[int], found: list[tuple[int, int]]) -> None:
    assert runs(months) == found


def test_a_calendar_file_holds_whole_days_folded_and_escaped() -> None:
    winter = Stretch("wool", "Wool, fine; " + "پشمینہ" * 12, 11, 3)
    assert (winter.starts(2026), winter.ends(2026)) == (date(2026, 11, 1), date(2027, 2, 1))
    assert [month for month in range(1, 13) if winter.holds(month)] == [1, 11, 12]

    file = as_file(
        [winter], title="Seasons", words="%(name)s: in season", address=f"{BASE}/seasons/", now=datetime(2026, 11, 23, tzinfo=UTC)
    )

    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    whole = file.replace("\r\n ", "").split("\r\n")
    assert {"BEGIN:VCALENDAR", "VERSION:2.0", "DTSTART;VALUE=DATE:20261101", "DTEND;VALUE=DATE:20270201", "RRULE:FREQ=YEARLY"} <= set(whole)
    assert f"SUMMARY:Wool\\, fine\\; {'پشمینہ' * 12}: in season" in whole
    assert [line for line in whole if line.startswith("DTSTAMP")] == ["DTSTAMP:20261123T000000Z"]


def test_a_month_shows_its_kinds_its_goods_and_its_calendar(shop: Shop) -> None:
    ProductType.objects.filter(code="apricot_fresh").update(harvest_months=[7, 8])
    page = get("/seasons/11/")
    assert "Undyed stole" in text_of(page)
    assert "Undyed stole" not in text_of(get("/seasons/4/"))
    assert b"/seasons/11/season.ics" in page.content

    year = text_of(get("/seasons/"))
    assert all(month in year for month in ("January", "July", "December"))
    file = get("/seasons/7/season.ics")
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"UID:season-apricot_fresh-7@127.0.0.1" in file.content
    assert b"apricot_fresh" not in get("/seasons/11/season.ics").content
    assert b"apricot_fresh" in get("/seasons/all.ics").content
    assert {get(f"/seasons/{number}/").status_code for number in (0, 13, 99)} == {404}


def test_the_feed_of_listings_holds_the_newest_first_in_the_language_of_its_address(shop: Shop) -> None:
    channel = ElementTree.fromstring(get("/feeds/listings.rss").content).find("channel")  # noqa: S314 - our own answer
    assert channel is not None
    newest = list(ProductFacts.objects.order_by("-live_at", "-pk").values_list("title", "slug"))
    assert [(item.findtext("title"), item.findtext("link")) for item in channel.iter("item")] == [
        (title, f"{BASE}/p/{slug}/") for title, slug in newest
    ]
    urdu = get("/ur/feeds/listings.rss").content.decode()
    assert f"<link>{BASE}/ur/p/undyed-stole/</link>" in urdu
    assert "<language>ur</language>" in urdu
    assert get("/feeds/listings.rss").headers["Cache-Control"] == "public, max-age=3600"


def test_the_feed_of_stories_leads_to_the_stories(shop: Shop) -> None:
    feed = get("/feeds/stories.rss").content.decode()
    link = re.findall(r"<item>.*?<link>([^<]+)</link>", feed, re.DOTALL)[0]
    assert link.startswith(f"{BASE}/stories/")
    assert get(link.removeprefix(BASE)).status_code == 200
    assert b"/feeds/stories.rss" in get("/stories/").content


def test_shopping_sites_get_every_product_with_a_picture_as_xml_and_as_a_table(shop: Shop) -> None:
    answer = Client().get("/feeds/goods.xml")
    items = list(ElementTree.fromstring(b"".join(answer.streaming_content)).iter("item"))  # noqa: S314 - our own answer
    stole = next(item for item in items if item.findtext(f"{GOOGLE}id") == "undyed-stole")
    facts = ProductFacts.objects.get(slug="undyed-stole")
    assert len(items) == ProductFacts.objects.filter(picture__isnull=False).count()
    assert stole.findtext(f"{GOOGLE}price") == f"{facts.price_paise // 100}.00 INR"
    assert stole.findtext(f"{GOOGLE}link") == f"{BASE}/p/undyed-stole/"
    assert (stole.findtext(f"{GOOGLE}image_link") or "").startswith(f"{BASE}/media/")

    table = list(csv.DictReader(StringIO(b"".join(Client().get("/feeds/goods.csv").streaming_content).decode())))
    assert [row["id"] for row in table] == [item.findtext(f"{GOOGLE}id") for item in items]


@pytest.mark.parametrize(
    ("facts", "availability"),
    [
        ({"stock": "in_stock"}, ("in_stock", None)),
        ({"stock": "few"}, ("in_stock", None)),
        ({"stock": "sold_out"}, ("out_of_stock", None)),
        ({"stock": "in_stock", "is_paused": True, "back_on": date(2026, 12, 1)}, ("out_of_stock", None)),
        ({"stock": "in_stock", "back_on": date(2026, 12, 1)}, ("preorder", date(2026, 12, 1))),
        ({"stock": "made_to_order", "dispatch_days": 8}, ("backorder", date(2026, 12, 1))),
    ],
)
def test_the_feed_says_of_stock_what_the_card_says(facts: dict[str, Any], availability: tuple[str, date | None]) -> None:
    assert _availability(ProductFacts(**facts), date(2026, 11, 23)) == availability


def test_signs_of_a_title_break_neither_the_feed_nor_the_table() -> None:
    row = dict.fromkeys(("id", "title"), "=1<&>")
    assert "<g:title>=1&lt;&amp;&gt;</g:title>" in "".join(as_xml([row]))
    assert "'=1<&>" in "".join(as_csv([{"id": "=1<&>"}]))


def test_a_program_that_fetches_all_goods_again_and_again_is_stopped(shop: Shop) -> None:
    visitor = Client()
    assert [visitor.get("/feeds/goods.csv").status_code for _try in range(61)][-2:] == [200, 429]


def test_there_is_a_site_map_of_every_kind_for_every_language(shop: Shop) -> None:
    index = get("/sitemap.xml").content.decode()
    for name in ("pages", "products", "groups", "categories", "seasons", "fixed"):
        assert f"/sitemap-{name}.xml" in index
        assert f"/sitemap-{name}-ur.xml" in index
    assert f"<loc>{BASE}/p/undyed-stole/</loc>" in get("/sitemap-products.xml").content.decode()
    assert f"<loc>{BASE}/ur/p/undyed-stole/</loc>" in get("/sitemap-products-ur.xml").content.decode()
    assert f"<loc>{BASE}/ur/stories/</loc>" in get("/sitemap-pages-ur.xml").content.decode()
    for part in ("fixed", "pages-ur", "seasons-ur"):
        for address in re.findall(r"<loc>([^<]+)</loc>", get(f"/sitemap-{part}.xml").content.decode()):
            assert get(address.removeprefix(BASE)).status_code == 200, address


def test_a_messenger_finds_title_words_and_a_picture_it_can_show(shop: Shop) -> None:
    for path, title in (("/p/undyed-stole/", "Undyed stole"), ("/groups/wool-sisters/", "Wool Sisters"), ("/products/", "All products")):
        page = get(path).content.decode()
        assert f'<meta property="og:title" content="{title}">' in page
        assert f'<meta property="og:url" content="{BASE}{path}">' in page
    assert re.search(rf'<meta property="og:image" content="{BASE}/media/[^"]+640.jpeg">', get("/p/undyed-stole/").content.decode())
    assert share_picture({"jpeg": {"320": "/a", "1200": "/b", "4000": "/c"}}) == f"{BASE}/b"
    assert share_picture({"jpeg": {"4000": "/c"}}) == f"{BASE}/c"
    assert share_picture(None) == ""
