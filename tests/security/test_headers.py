"""What every answer carries: a strict content security policy, guarded cookies, and no copy of a personal page anywhere."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from tests.orders import factories as make
from tests.pages import markup
from tests.security.routes import all_routes
from tests.security.rules import RULES
from tests.security.world import World, make_world
from tests.storefront.buyer import FARIDA, OUR_PAGE

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "media-src": "'self' blob:",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
PERSONAL = (
    "basket", "checkout-address", "checkout-pay", "order", "order-address", "order-find", "account", "account-order",
    "workspace", "workspace-group", "workspace-order", "workspace-decline", "payments_awaiting",
)  # fmt: skip
SECURE_COOKIES = {
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "OSCAR_BASKET_COOKIE_SECURE": True,
}


class Markup(HTMLParser):
    """Collects what a strict policy would not let through."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "style" in given or any(name.startswith("on") for name in given):
            self.found.append(self.get_starttag_text() or tag)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/ld+json"):
            self.found.append(self.get_starttag_text() or tag)
        for name in ("src", "href", "action", "srcset"):
            if (given.get(name) or "").startswith(("http:", "//", "javascript:")) and not f"{given[name]}/".startswith(
                f"{settings.BASE_URL}/"
            ):
                self.found.append(f"{tag} {name}={given[name]}")


def policy_of(page: HttpResponse) -> dict[str, str]:
    """The directives of a page by name."""
    parts = (part.strip().partition(" ") for part in page["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


def visitor(world: World, role: str) -> Client:
    """A browser of this role; the shopper has come as far as the last page."""
    client = Client()
    person = world.people[role]
    if person is not None:
        client.force_login(person)
    if role == "shopper":
        client.post("/checkout/address/", FARIDA)
    return client


def our_pages(world: World) -> Iterator[tuple[str, HttpResponse]]:
    """Every page of ours that somebody can read, as the first role that can."""
    clients = {role: visitor(world, role) for role in ("shopper", "anonymous", "owner_a", "central")}
    routes = {route.name: route for route in all_routes()}
    for name, rule in RULES.items():
        values = {argument: world.things[thing.format(group="a")] for argument, thing in rule.at.items()}
        answers = (client.get(rule.path or routes[name].path(values)) for client in clients.values())
        page = next((answer for answer in answers if answer.status_code == 200), None)
        if page is not None and page["Content-Type"].startswith("text/html"):
            yield name, page


@pytest.fixture(scope="module")
def every_page(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> dict[str, HttpResponse]:
    with django_db_blocker.unblock(), transaction.atomic():
        pages = dict(our_pages(make_world()))
        transaction.set_rollback(True)
    return pages


@pytest.mark.long
@pytest.mark.once
def test_every_page_of_ours_carries_the_strict_policy_and_holds_nothing_it_would_stop(every_page: dict[str, HttpResponse]) -> None:
    pages = {name: page for name, page in every_page.items() if not page.request["PATH_INFO"].startswith("/admin/")}
    assert {"product", "basket", "checkout-address", "checkout-pay", "order", "workspace-order", "account_login"} <= set(pages)
    for name, page in pages.items():
        assert policy_of(page) == STRICT, name
        assert Markup(page.content.decode()).found == [], name
        assert (page["X-Content-Type-Options"], page["X-Frame-Options"]) == ("nosniff", "DENY"), name
        assert page["Referrer-Policy"] in ("same-origin", "no-referrer"), name
        assert page["Cross-Origin-Opener-Policy"] == "same-origin", name


@pytest.mark.long
@pytest.mark.once
@pytest.mark.html_validator
def test_every_page_of_ours_is_valid_html(every_page: dict[str, HttpResponse], tmp_path: Path) -> None:
    """Of shoppers, groups and staff; Wagtail's frame around our screens of staff is Wagtail's."""
    pages = {name: page.content.decode() for name, page in every_page.items() if not page.request["PATH_INFO"].startswith("/admin/")}
    assert len(pages) > 90
    assert markup.faults(pages, tmp_path) == []


def test_the_reader_of_markup_finds_what_a_strict_policy_stops() -> None:
    planted = """<p style="color:red"><script>go()</script><a onclick="go()" href="javascript:go()">x</a><style></style>
        <img src="//evil.example/i.png"><script type="application/ld+json">{}</script><script src="/static/a.js"></script>"""
    assert len(Markup(planted).found) == 6


def test_an_error_page_carries_the_strict_policy_too() -> None:
    for page in (Client().get("/nothing/here/"), Client().post("/basket/add/", headers={"sec-fetch-site": "cross-site"})):
        assert page.status_code in (403, 404)
        assert policy_of(page) == STRICT


@pytest.mark.long
@pytest.mark.once
def test_personal_pages_are_kept_by_no_cache(every_page: dict[str, HttpResponse]) -> None:
    assert set(PERSONAL) - {"account-order"} <= set(every_page)
    for name in set(PERSONAL) & set(every_page):
        directives = set(every_page[name]["Cache-Control"].replace(" ", "").split(","))
        assert {"no-store", "private"} <= directives, name


def test_an_order_page_is_found_by_no_search_engine_and_told_to_no_other_site() -> None:
    placed = make.place_order(make.make_market().stole)
    page = Client().get(reverse("order", args=[placed.link_token]))
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]


@override_settings(**SECURE_COOKIES)
def test_cookies_of_a_shop_on_https_are_kept_from_scripts_plain_http_and_other_sites() -> None:
    market, client = make.make_market(), Client()
    answers = [
        client.post("/basket/add/", {"product": market.stole.product_id}, headers=OUR_PAGE),
        client.get("/basket/"),
        client.post("/checkout/address/", FARIDA),
    ]
    cookies = [cookie for answer in answers for cookie in answer.cookies.values() if cookie.value]
    assert {cookie.key for cookie in cookies} == {"oscar_open_basket", "csrftoken", "sessionid", "messages"}
    for cookie in cookies:
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax"), cookie.key
