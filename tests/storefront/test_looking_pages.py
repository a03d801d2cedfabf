"""Home, groups, labels, languages and what is said when something is wrong."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.utils import timezone, translation

from producers.models import ProducerGroup
from provenance.models import Lot
from provenance.queries import lot_page
from provenance.withdrawing import withdraw
from search import sought
from search.models import Sought
from storefront.looking import copied, lists
from storefront.looking.journey import measure
from tests.storefront.looking import Shop, get, group_at, lot_of, open_shop, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def test_home_shows_families_season_goods_of_both_sides_and_the_public_count(shop: Shop) -> None:
    answer = get("/")
    words = text_of(answer)
    page = answer.content.decode()
    assert "Pashmina &amp; wool 1 product" in words
    assert "What the season has ready" in words
    assert "2 groups in Leh" in words
    assert "1 group in Kargil" in words
    packed = re.findall(r'district-mark (leh|kargil)"', page.split("Packed this week")[1].split("<figure")[0])
    assert sorted(packed) == ["kargil", "leh", "leh"]
    assert packed[1] == "kargil" or packed[0] == "kargil"


def test_an_empty_shop_has_a_home_too() -> None:
    answer = get("/")
    assert answer.status_code == 200
    assert "Packed this week" not in answer.content.decode()


def test_the_map_draws_rivers_and_villages_and_nothing_that_could_be_a_border(shop: Shop) -> None:
    figure = re.search(r'<figure class="map">.*?</figure>', get("/groups/wool-sisters/").content.decode(), re.DOTALL)
    assert figure is not None
    classes = {name.split()[0] for name in re.findall(r'class="(map-[^"]+)"', figure[0])}
    assert classes <= {"map-ridge", "map-bank", "map-river", "map-village", "map-light"}


def test_groups_are_listed_with_counts_and_can_be_narrowed_to_one_side(shop: Shop) -> None:
    words = text_of(get("/groups/"))
    assert "All 3 Leh 2 Kargil 1" in words
    assert "Orchard Growers" in words
    assert "Orchard Growers" not in text_of(get("/groups/?area=leh"))
    assert get("/groups/?area=moon&page=x").status_code == 200


def test_a_group_that_may_not_sell_is_neither_listed_nor_found(shop: Shop) -> None:
    ProducerGroup.objects.filter(pk=shop.berry.pk).update(status="suspended")
    assert "Berry Sisters" not in text_of(get("/groups/"))
    assert get("/groups/berry-sisters/").status_code == 404


def test_a_group_page_tells_who_it_is_what_it_makes_and_which_papers_it_has(shop: Shop) -> None:
    words = text_of(get("/groups/wool-sisters/"))
    for part in (
        "members, who own it 14",
        "are women 60%",
        "founded 2012",
        "We keep goats.",
        "Women-led",
        "2012 Eleven women began.",
        "38AAAAA0001A1ZY",
    ):
        assert part in words, part
    assert "Undyed stole" in words


def test_a_group_without_goods_yet_says_so() -> None:
    group_at("leh", "New Group")
    assert "Nothing is listed at the moment" in text_of(get("/groups/new-group/"))


def test_line_12_a_label_opens_with_its_verdict_in_any_case_of_letters(shop: Shop) -> None:
    words = text_of(get("/t/L-20931/"))
    assert "This lot is in order" in words
    assert words.index("This lot is in order") < words.index("How it was made")
    assert get("/t/l-20931/").headers["Location"] == "/t/L-20931/"
    assert get("/t/?code=l-20931").headers["Location"] == "/t/L-20931/"


def test_line_12_a_withdrawn_lot_says_why_and_what_to_do_and_offers_no_reorder(shop: Shop) -> None:
    lot = lot_of(shop.apricots, code="L-BAD")
    withdraw(lot, reason="Two seals were broken.", what_to_do="Throw it away, the money comes back.", acting_user=None)
    answer = get("/t/L-BAD/")
    words = text_of(answer)
    assert "Do not eat this lot Two seals were broken. Throw it away, the money comes back." in words
    assert "Order again" not in words


def test_line_12_a_label_that_is_seen_too_often_says_so_and_what_to_do(shop: Shop) -> None:
    usual = copied.USUAL_AT_LEAST  # of six pieces
    row = Sought.objects.create(day=timezone.localdate(), kind=Sought.Kind.VIEW, words="L-20931", times=usual)
    assert "This lot is in order" in text_of(get("/t/L-20931/"))
    Sought.objects.filter(pk=row.pk).update(times=usual + 1)
    words = text_of(get("/t/L-20931/"))
    assert "This label is seen too often" in words
    assert "It was looked up 201 times in a month" in words
    assert "tell us if something looks wrong" in words
    Sought.objects.filter(pk=row.pk).update(day=timezone.localdate() - copied.LOOKED_BACK - timedelta(days=1))
    assert "This lot is in order" in text_of(get("/t/L-20931/"))


def test_line_12_only_who_comes_from_outside_looks_a_label_up(shop: Shop) -> None:
    sought.take()
    for site in ("none", "none", "cross-site", "same-origin", "same-site", ""):
        get("/t/L-20931/", headers={"sec-fetch-site": site} if site else {})
    payload = sought.take()
    assert [row[1:] for row in payload[0]["rows"]] == [["view", "", "L-20931", 3]]
    sought.add(payload[0])
    assert sought.label_lookups("L-20931", since=timezone.localdate()) == 3
    assert sought.views_by_day("wool-sisters", since=timezone.localdate()) == {}


def test_a_label_may_be_looked_up_more_the_more_pieces_carry_it(shop: Shop) -> None:
    kilos = lot_of(shop.apricots, code="L-MANY")
    Lot.objects.filter(pk=kilos.pk).update(quantity=10, unit="kg")
    assert (shop.apricots.net_quantity, shop.apricots.net_unit) == (500, "g")
    assert copied.pieces_of(lot_page("L-MANY")) == 20
    Sought.objects.create(day=timezone.localdate(), kind=Sought.Kind.VIEW, words="L-MANY", times=20 * copied.USUAL_A_PIECE)
    assert "This lot is in order" in text_of(get("/t/L-MANY/"))


def test_what_is_counted_stands_in_its_plural() -> None:
    assert [measure(Decimal(number), "jar") for number in (1, 26)] == ["1 jar", "26 jars"]
    with translation.override("hi"):
        assert measure(Decimal(3), "sack") == "3 बोरियाँ"


def test_names_and_titles_in_english_are_marked_on_pages_of_another_language(shop: Shop) -> None:
    assert '<h1 lang="en">Wool Sisters</h1>' in get("/ur/groups/wool-sisters/").content.decode()
    assert '<h3 lang="en"><a href="/ur/p/undyed-stole/">' in get("/ur/products/").content.decode()
    for path in ("/groups/wool-sisters/", "/products/"):
        assert 'lang="en">Wool' not in get(path).content.decode()
        assert '<h3 lang="en">' not in get(path).content.decode()


def test_an_unknown_label_gets_an_answer_and_is_not_found(shop: Shop) -> None:
    answer = get("/t/L-00000/")
    assert answer.status_code == 404
    assert "We do not know this label" in text_of(answer)
    assert "Code on the label" in text_of(answer)


def test_a_label_page_with_everything_stays_small(shop: Shop) -> None:
    assert len(get("/t/L-20931/").content) < 25 * 1024


def test_english_has_no_prefix_and_the_others_have_theirs(shop: Shop) -> None:
    page = get("/ur/p/undyed-stole/?pin=110001").content.decode()
    assert '<html lang="ur" dir="rtl">' in page
    assert 'href="/ur/groups/wool-sisters/"' in page
    assert 'action="/ur/basket/add/"' in page
    assert re.search(r'<a href="/p/undyed-stole/\?pin=110001" lang="en"', page)
    assert get("/hi/").headers["Content-Language"] == "hi"
    assert get("/en/products/").status_code == 404


def test_an_unknown_address_offers_ways_to_go_on(shop: Shop) -> None:
    answer = get("/no-such-page/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert 'action="/search/"' in page
    assert "Cache-Control" not in answer.headers


def test_a_form_of_another_site_is_refused_on_a_page_of_ours(shop: Shop) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "That is not open to you" in text_of(answer)


def test_our_own_fault_is_told_without_asking_the_database(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("planned")

    monkeypatch.setattr(lists, "shelf", broken)
    answer = Client(raise_request_exception=False).get("/products/")
    assert answer.status_code == 500
    assert b"The fault is ours" in answer.content


def test_a_database_that_is_away_is_said_to_pass(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_given: object, **_named: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(lists, "shelf", away)
    answer = Client(raise_request_exception=False).get("/products/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_a_shop_that_is_not_open_says_so_and_is_kept_out_of_search_engines(shop: Shop, settings: object) -> None:
    page = get("/").content.decode()
    assert "This shop is a demonstration" in page
    assert '<meta name="robots" content="noindex">' in page
    settings.SHOP_OPEN = True
    page = get("/").content.decode()
    assert "This shop is a demonstration" not in page
    assert '<meta name="robots" content="index, follow">' in page


def test_the_name_of_the_shop_is_a_setting(shop: Shop) -> None:
    assert f"· {settings.SHOP_NAME}</title>" in get("/products/").content.decode()
