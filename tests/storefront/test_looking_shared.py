"""Pages for everybody carry nothing about their visitor, may be kept for a short while, and cost few queries."""

import pytest
from django.test import Client

from accounts.models import User
from tests.orders import factories
from tests.storefront.looking import Shop, get, make_sizes, many_goods, open_shop, queries_of

pytestmark = pytest.mark.django_db

SHARED = (
    "/",
    "/products/",
    "/products/?area=leh&sort=price_up",
    "/c/apricot/",
    "/p/undyed-stole/",
    "/p/undyed-stole/?pin=110001",
    "/groups/",
    "/groups/wool-sisters/",
    "/search/?q=apricots",
    "/search/?q=umbrella",
    "/t/",
    "/t/L-20931/",
    "/how-we-rank/",
    "/policies/",
    "/policies/returns/",
    "/ur/products/",
)


@pytest.fixture
def shop() -> Shop:
    shop = open_shop()
    make_sizes(shop.stole)
    return shop


def test_two_fresh_visitors_get_the_same_bytes_without_a_cookie_or_a_token(shop: Shop) -> None:
    for path in SHARED:
        first, second = get(path), get(path, headers={"user-agent": "another", "accept-language": "ur"})
        assert first.status_code == 200, path
        assert first.content == second.content, path
        assert first.cookies == {}, path
        assert b"csrf" not in first.content, path
        assert "Cookie" not in first.headers.get("Vary", ""), path
        assert first.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300", path


def test_somebody_who_is_logged_in_with_a_basket_gets_the_same_bytes_too(shop: Shop) -> None:
    factories.reference()
    known = Client()
    known.force_login(User.objects.create_user(email="asha@example.com"))
    known.post("/basket/add/", {"product": shop.apricots.product_id, "quantity": 1}, headers={"sec-fetch-site": "same-origin"})
    for path in SHARED:
        assert known.get(path).content == get(path).content, path


def test_pages_are_read_never_written_to(shop: Shop) -> None:
    for path in ("/products/", "/p/undyed-stole/", "/groups/wool-sisters/", "/t/L-20931/"):
        assert Client().post(path).status_code == 405


@pytest.mark.long
def test_an_answer_to_too_many_pincodes_is_not_kept(shop: Shop) -> None:
    visitor = Client()
    answers = [visitor.get("/p/undyed-stole/?pin=110001") for _try in range(31)]
    assert [answer.status_code for answer in answers[29:]] == [200, 429]
    assert "no-store" in answers[30].headers["Cache-Control"]
    assert b"Too many pincodes" in answers[30].content


@pytest.mark.parametrize(
    ("path", "most"), [("/products/", 8), ("/c/apricot/", 8), ("/search/?q=apricots", 8), ("/groups/orchard-growers/", 12)]
)
def test_a_list_of_24_costs_as_many_queries_as_a_list_of_one(shop: Shop, path: str, most: int) -> None:
    few = len(queries_of(path))
    many_goods(shop.orchard, 24)
    many = len(queries_of(path))
    assert many == few <= most


def test_a_product_page_costs_at_most_eight_queries_with_few_neighbours_and_with_many(shop: Shop) -> None:
    few = len(queries_of("/p/undyed-stole/"))
    many_goods(shop.wool, 5)
    assert len(queries_of("/p/undyed-stole/")) == few <= 8
