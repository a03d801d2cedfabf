"""A shared cache that is down slows the shop and shuts what must be counted; it does not break a page."""

import time

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisIsAway

from marketplace.caches import OPTIONS
from marketplace.settings.base import cache
from tests.orders import factories

NOBODY_LISTENS = "redis://127.0.0.1:9"


@pytest.fixture
def without_redis(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "marketplace.caches.ForgivingRedisCache", "LOCATION": NOBODY_LISTENS, "OPTIONS": OPTIONS}}


@pytest.mark.usefixtures("without_redis")
def test_what_is_asked_of_a_cache_that_is_away_is_answered_with_nothing() -> None:
    away = caches["default"]
    assert away.set("key", 1) is None
    assert (away.get("key"), away.get("key", "else"), "key" in away) == (None, "else", False)
    assert (away.get_many(["key"]), away.set_many({"key": 1}), away.delete_many(["key"])) == ({}, [], None)
    assert (away.add("key", 1), away.touch("key"), away.delete("key")) == (False, False, False)
    assert away.get_or_set("key", lambda: 7) == 7


@pytest.mark.usefixtures("without_redis")
def test_counting_on_a_cache_that_is_away_fails_so_that_a_throttle_knows() -> None:
    with pytest.raises(RedisIsAway):
        caches["default"].incr("key")


@pytest.mark.django_db
@pytest.mark.usefixtures("without_redis")
def test_pages_are_shown_and_guessing_is_shut_while_redis_is_down() -> None:
    listing = factories.make_listing(factories.make_group())
    begun = time.monotonic()
    for path in ("/", "/products/", f"/p/{listing.slug}/", "/basket/?pin=110001", "/login/"):
        assert Client().get(path).status_code == 200, path
    for path in ("/login/", "/orders/find/", "/signup/"):
        assert Client().post(path, {"contact": "asha@example.com"}).status_code == 429, path
    assert time.monotonic() - begun < 30, "a cache that is away is not waited for again and again"


def test_the_shop_uses_this_cache_when_redis_is_named_and_one_of_its_own_otherwise() -> None:
    assert cache(NOBODY_LISTENS) == {
        "BACKEND": "marketplace.caches.ForgivingRedisCache",
        "LOCATION": NOBODY_LISTENS,
        "OPTIONS": OPTIONS,
    }
    assert str(cache("")["BACKEND"]).endswith("LocMemCache")
