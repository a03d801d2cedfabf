"""Light pages: for who saves data or asks for them, one picture at once and the others when they are tapped."""

import pytest
from django.test import Client, override_settings

from tests.storefront.looking import Outline, Shop, make_sizes, open_shop

pytestmark = [pytest.mark.django_db, pytest.mark.once]
STOLE = "/p/undyed-stole/"
OWN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def shop() -> Shop:
    shop = open_shop()
    make_sizes(shop.stole)
    return shop


def test_line_26_who_saves_data_gets_one_picture_of_320_px_and_taps_for_the_others(shop: Shop) -> None:
    whole, light = (Client().get(STOLE, headers=headers) for headers in ({}, {"save-data": "on"}))

    assert "-640.avif 640w" in whole.content.decode()
    page = light.content.decode()
    at_once = [one for one in Outline(page).all("img") if one.get("loading") != "lazy"]
    assert len(at_once) == 1
    assert "-320.avif" in page
    assert "-640.avif" not in page
    assert "<script src=" not in page
    assert all("Save-Data" in answer.headers["Vary"] for answer in (whole, light))
    assert light.headers["Cache-Control"].startswith("public")

    cards = Client().get("/products/", headers={"save-data": "on"}).content.decode()
    assert cards.count('<details class="tap-picture"') == 1  # the stole; the others have no picture
    assert len(Outline(cards).all("img")) == cards.count('loading="lazy"') == 1


def test_pages_that_are_kept_in_the_process_are_kept_apart(shop: Shop) -> None:
    with override_settings(PAGE_CACHE=True):
        visitor = Client()
        for _round in range(2):
            assert "-640.avif" in visitor.get(STOLE).content.decode()
            light = visitor.get(STOLE, headers={"save-data": "on"})
            assert "-640.avif" not in light.content.decode()
        assert "Age" in light.headers  # the second one was kept


def test_the_switch_is_kept_and_goes_before_what_the_browser_says(shop: Shop) -> None:
    visitor = Client()
    answer = visitor.post("/light/", {"on": "1", "next": STOLE}, headers=OWN)
    assert (answer.status_code, answer.headers["Location"], answer.headers["Clear-Site-Data"]) == (303, STOLE, '"cache"')

    light = visitor.get(STOLE)
    assert "-640.avif" not in light.content.decode()
    assert "Pages with pictures" in light.content.decode()
    assert light.headers["Cache-Control"].startswith("private")  # no cache hands it to somebody else
    assert "Cookie" not in light.headers["Vary"]

    visitor.post("/light/", {"on": "0", "next": STOLE}, headers=OWN)
    assert "-640.avif" in visitor.get(STOLE, headers={"save-data": "on"}).content.decode()


def test_the_switch_leads_to_no_other_site_and_is_no_business_of_one(shop: Shop) -> None:
    assert Client().post("/light/", {"on": "1", "next": "https://evil.example/"}, headers=OWN).headers["Location"] == "/"
    refused = Client().post("/light/", {"on": "1"}, headers={"sec-fetch-site": "cross-site"})
    assert (refused.status_code, refused.cookies) == (403, {})
