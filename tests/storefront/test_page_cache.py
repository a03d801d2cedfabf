"""Pages that are kept: for visitors without a cookie only, a minute at most, and not once products have changed."""

import gzip
from collections.abc import Callable
from datetime import timedelta

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from search import edition, exposure, sought
from search.contract import Query, Result
from storefront import page_cache
from storefront.page_cache import PageCacheMiddleware

PUBLIC = "public, max-age=60, stale-while-revalidate=300"
BODY = "<p>apricots</p>" * 100


class Shop:
    """A shop whose every answer is another one, and a clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.now = 1000.0
        self.headers = {"Cache-Control": PUBLIC}
        self.change: Callable[[HttpResponse], object] = lambda response: None
        monkeypatch.setattr(page_cache.time, "monotonic", lambda: self.now)
        with override_settings(PAGE_CACHE=True):
            self.cache = PageCacheMiddleware(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        response = HttpResponse(f"{self.asked} {BODY}", headers=self.headers)
        self.change(response)
        return response

    def get(self, path: str = "/products/", **held: str) -> HttpResponse:
        return self.cache(RequestFactory().get(path, **held))

    def is_kept(self, path: str = "/products/", **held: str) -> bool:
        """Whether a second look at it is answered without asking."""
        self.get(path, **held)
        before = self.asked
        self.get(path, **held)
        return self.asked == before

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed).total_seconds()


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(monkeypatch)


def test_a_public_page_is_made_once_a_minute(shop: Shop) -> None:
    first, second = shop.get(), shop.get()
    assert first.content == second.content
    assert second["Age"] == "0"
    assert second["Cache-Control"] == PUBLIC
    shop.later(seconds=59)
    assert shop.get()["Age"] == "59"
    shop.later(seconds=2)
    assert shop.get().content != first.content


def test_a_label_that_is_shown_again_counts_for_those_who_scanned_it(shop: Shop) -> None:
    sought.take()
    shop.change = lambda response: setattr(response, "label", "L-20931")
    shop.get("/t/L-20931/", HTTP_SEC_FETCH_SITE="none")  # its own view counts this one
    for site in ("none", "same-origin", ""):
        shop.get("/t/L-20931/", HTTP_SEC_FETCH_SITE=site)
    assert shop.asked == 1
    assert [row[1:] for payload in sought.take() for row in payload["rows"]] == [["view", "", "L-20931", 1]]


def test_once_products_have_changed_the_page_is_made_anew_within_a_second(shop: Shop) -> None:
    shop.get()
    edition.begin()
    shop.later(seconds=1)
    shop.get()
    assert shop.asked == 2


def test_who_carries_a_cookie_asks_for_a_pincode_or_sends_a_form_is_always_answered_anew(shop: Shop) -> None:
    assert shop.is_kept()
    assert not shop.is_kept(HTTP_COOKIE="sessionid=1")
    assert not shop.is_kept("/p/stole/?pin=194101")
    asked = shop.asked
    shop.cache(RequestFactory().post("/products/"))
    assert shop.asked == asked + 1


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.headers.pop("Cache-Control"),
        lambda response: response.headers.__setitem__("Cache-Control", "private, max-age=60"),
        lambda response: response.set_cookie("basket", "1"),
        lambda response: response.headers.__setitem__("Vary", "User-Agent"),
        lambda response: response.headers.__setitem__("Content-Type", "application/pdf"),
        lambda response: setattr(response, "status_code", 404),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(shop: Shop, change: Callable[[HttpResponse], object]) -> None:
    shop.change = change
    assert not shop.is_kept()


def test_hosts_questions_and_encodings_are_kept_apart(shop: Shop) -> None:
    variants = [
        {},
        {"HTTP_HOST": "other.example"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"HTTP_ACCEPT_ENCODING": "gzip, br"},
        {"HTTP_SAVE_DATA": "on"},
    ]
    bodies = {shop.get(**held).content for held in variants} | {shop.get("/products/?page=2").content}
    assert len(bodies) == 6
    assert brotli.decompress(shop.get(HTTP_ACCEPT_ENCODING="br, gzip").content).endswith(BODY.encode())
    assert gzip.decompress(shop.get(HTTP_ACCEPT_ENCODING="br;q=0, gzip").content).endswith(BODY.encode())
    assert shop.get(HTTP_ACCEPT_ENCODING="br")["Vary"] == "Accept-Encoding"


def test_a_list_that_is_shown_again_counts_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Result] = []
    monkeypatch.setattr(exposure, "note", counted.append)
    result = Result(Query(), [], 0, 1, 1)
    shop.change = lambda response: setattr(response, "shown", result)
    shop.get()
    shop.get()
    assert counted == [result]


def test_no_more_pages_are_kept_than_there_is_room_for(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST", 2)
    for page in (1, 2, 1, 3):
        shop.get(f"/products/?page={page}")
    assert [key[3] for key in shop.cache.pages.kept] == ["/products/?page=1", "/products/?page=3"]


@pytest.mark.parametrize("path", ["/products/", "/groups/", "/search/?q=nothing-at-all", "/how-we-rank/", "/hi/products/"])
def test_the_shops_own_shared_pages_are_of_the_kind_that_is_kept(db: None, path: str) -> None:
    assert page_cache._may_be_kept(Client().get(path)) == 60
