"""Health, readiness, robots and the site map."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from journal.models import Effect, ScheduledJob
from storefront import machine

pytestmark = pytest.mark.django_db


def test_health_touches_no_database(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_silent_worker_is_reported_and_does_not_make_the_shop_unready(client: Client) -> None:
    ScheduledJob.objects.all().update(last_finished_at=None)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["worker"] == "silent"


def test_effects_that_were_given_up_are_reported(client: Client) -> None:
    Effect.objects.create(kind="x", dedup_key="x", dead_at="2026-11-01T00:00:00Z")
    assert client.get("/readyz").json()["worker"] == "1 effects given up"


def test_without_its_database_the_shop_is_not_ready_and_says_when_to_ask_again(client: Client) -> None:
    with patch.object(machine, "PARTS", (("database", _down, True),)):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "search": answer.json()["search"], "database": "unreachable"}
    assert answer["Retry-After"] == "10"


def _down() -> str:
    raise OperationalError


def test_a_demo_is_closed_to_search_engines_and_an_open_shop_hides_what_is_personal(client: Client, settings: object) -> None:
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()
    settings.SHOP_OPEN = True
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /o/\n" in text
    assert "Disallow: /\n" not in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
