"""Throttles, and whose address is believed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings

from accounts.throttles import Throttle, address, visitor

HOURLY = Throttle("test_hourly", limit=3, per=timedelta(hours=1))
AWAY = {"default": {"BACKEND": "tests.accounts.caches.AwayCache"}}


def test_as_many_tries_as_allowed_and_no_more() -> None:
    with time_machine.travel("2026-11-01 06:10Z", tick=False):
        assert [HOURLY.hit("asha") for _ in range(5)] == [True, True, True, False, False]
        assert HOURLY.hit("tsering") is True, "somebody else is not held up"
        assert Throttle("test_other", 3, timedelta(hours=1)).hit("asha") is True, "nor is another act"


def test_after_the_window_one_may_try_again() -> None:
    with time_machine.travel("2026-11-01 06:59Z", tick=False) as clock:
        for _ in range(4):
            HOURLY.hit("asha")
        clock.move_to("2026-11-01 07:00Z")
        assert HOURLY.hit("asha") is True


def test_the_cache_holds_neither_address_nor_contact() -> None:
    HOURLY.hit("asha@test.example")
    assert not [key for key in cache._cache if "asha" in key]
    assert len(visitor(RequestFactory().get("/", REMOTE_ADDR="203.0.113.7"))) == 32


@pytest.mark.parametrize("is_open", [True, False])
def test_without_a_cache_guarded_acts_are_refused_and_reading_goes_on(settings: Settings, is_open: bool) -> None:
    settings.CACHES = AWAY
    assert Throttle("test", 3, timedelta(hours=1), is_open_without_cache=is_open).hit("asha") is is_open


def test_a_throttle_is_closed_without_a_cache_unless_it_says_otherwise() -> None:
    assert HOURLY.is_open_without_cache is False


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "198.51.100.1", "10.0.0.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(settings: Settings, proxies: int, forwarded: str, believed: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert address(request) == believed


def test_a_forged_header_does_not_make_a_new_visitor(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    real, *forged = (
        visitor(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header))
        for header in ("198.51.100.1", "1.1.1.1, 198.51.100.1", "2.2.2.2,3.3.3.3, 198.51.100.1")
    )
    assert set(forged) == {real}
