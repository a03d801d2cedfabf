"""Elasticsearch that is down, slow, red or behind: the database answers in time, staff hear of it, and the index catches up."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from benchmarks.shop import free_port
from journal.models import AuditEntry, Effect
from notices.models import Notice
from search import engine, engines, owed
from search.contract import Query, Result
from search.elastic import indexing, outages
from search.elastic.breaker import FAILURES, FIRST_REST_S, LONGEST_REST_S, Breaker
from search.elastic.client import BUDGET_S
from search.elastic.engine import ElasticEngine
from search.models import Outage
from tests.search import slow_proxy
from tests.search.goods import goods, group_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    """No test meets the breaker of another one."""
    engines._elastic.cache_clear()
    indexing.look_again()
    yield
    engines._elastic.cache_clear()


@contextmanager
def listening(hold_s: float = 0.0, answer: bytes = b"") -> Iterator[tuple[str, list[float]]]:
    """A server that takes connections, keeps them for a while and then says ``answer``. Its address, and when it was asked."""
    asked: list[float] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)

        def serve() -> None:
            held = []
            while not over.is_set():
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                held.append(connection)
                asked.append(time.monotonic())
                over.wait(hold_s)
                if answer:
                    connection.sendall(answer)
                    connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        finally:
            over.set()
            thread.join()


def shop_with(settings: Settings, url: str) -> ElasticEngine:
    settings.ELASTICSEARCH_URL = [url]
    found = engine()
    assert isinstance(found, ElasticEngine)
    return found


def expected(query: Query) -> Result:
    from django.db import connection

    return engines.database(connection.vendor).search(query)


# --- the breaker ----------------------------------------------------------------------------------------------------------------------


def breaker() -> tuple[Breaker, dict[str, float]]:
    clock = {"now": 100.0}
    return Breaker(now=lambda: clock["now"]), clock


def test_two_failures_in_a_row_give_it_a_rest_and_one_success_between_does_not() -> None:
    one, _clock = breaker()
    for _ in range(5):
        one.failed(OSError())
        one.succeeded()
    assert one.may_ask()
    for _ in range(FAILURES):
        one.failed(OSError())

    assert not one.may_ask()


def test_after_its_rest_one_asker_tries_and_the_rest_doubles_when_that_fails() -> None:
    one, clock = breaker()
    for _ in range(FAILURES):
        one.failed(OSError())
    clock["now"] += FIRST_REST_S

    assert [one.may_ask(), one.may_ask()] == [True, False]
    one.failed(OSError())
    clock["now"] += FIRST_REST_S
    assert not one.may_ask()
    clock["now"] += FIRST_REST_S
    assert one.may_ask()
    for _ in range(10):
        one.failed(OSError())
    assert one.rest_s == LONGEST_REST_S
    clock["now"] += LONGEST_REST_S
    assert one.may_ask()
    one.succeeded()
    assert [one.may_ask(), one.may_ask()] == [True, True]


def test_an_asker_who_never_comes_back_does_not_keep_the_others_out() -> None:
    one, clock = breaker()
    for _ in range(FAILURES):
        one.failed(OSError())
    clock["now"] += FIRST_REST_S
    assert one.may_ask()
    one.gave_up()

    assert one.may_ask()


# --- pages -----------------------------------------------------------------------------------------------------------------------------


def test_where_nobody_listens_the_database_answers_with_the_same_hits_and_counts(settings: Settings) -> None:
    goods(group_in("leh", "Leh"), "Apricot oil")
    found = shop_with(settings, f"http://127.0.0.1:{free_port()}")
    for query in (Query(text="apricot"), Query(text="apricot", rollup="kargil"), Query(text="aprikot"), Query()):
        result = found.search(query)
        right = expected(query)
        assert (result.total, result.facets, result.corrected, result.relaxed) == (
            right.total,
            right.facets,
            right.corrected,
            right.relaxed,
        )

    assert not found.breaker.may_ask()
    assert Client().get("/search/?q=apricot").status_code == 200


def test_one_that_never_answers_costs_two_budgets_and_then_nothing(settings: Settings) -> None:
    goods(group_in("leh", "Leh"), "Apricot oil")
    with listening(hold_s=30) as (url, asked):
        found = shop_with(settings, url)
        waited = []
        for _ in range(FAILURES + 3):
            began = time.monotonic()
            assert found.search(Query(text="apricot")).total == 1
            waited.append(time.monotonic() - began)

    assert all(BUDGET_S <= one < BUDGET_S + 0.3 for one in waited[:FAILURES]), waited
    assert max(waited[FAILURES:]) < 0.25
    assert len(asked) <= FAILURES


def head(length: int) -> bytes:
    """How a proper answer begins."""
    names = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Elastic-Product: Elasticsearch\r\n"
    return names + b"Content-Length: %d\r\n\r\n" % length


@pytest.mark.parametrize("answer", [head(2) + b"{}", b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 100, head(9000) + b" " * 9000])
def test_one_that_drips_its_answer_has_no_more_time_than_one_that_is_silent(settings: Settings, answer: bytes) -> None:
    """Each byte comes in time for a timeout of a socket; the whole never does."""
    goods(group_in("leh", "Leh"), "Apricot oil")
    with listening(answer=answer) as (inner, _asked), slow_proxy.before(inner) as proxy:
        proxy.drip_s = 0.02
        found = shop_with(settings, proxy.url)
        waited = []
        for _ in range(FAILURES + 1):
            began = time.monotonic()
            assert found.search(Query(text="apricot")).total == 1
            waited.append(time.monotonic() - began)

    assert all(BUDGET_S - 0.05 <= one < BUDGET_S + 0.3 for one in waited[:FAILURES]), waited
    assert waited[FAILURES] < 0.25
    assert not found.breaker.may_ask()


def test_suggestions_come_from_the_database_when_it_is_slow(settings: Settings) -> None:
    goods(group_in("leh", "Leh"), "Apricot oil")
    with listening(hold_s=30) as (url, _asked):
        found = shop_with(settings, url)
        began = time.monotonic()
        assert [line.title for line in found.suggest("apri")] == ["Apricot oil"]
        assert time.monotonic() - began < BUDGET_S + 0.3
        assert found.breaker.failures == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Elastic-Product: Elasticsearch\r\nContent-Length: 5\r\n\r\n{nope",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nhome",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Elastic-Product: Elasticsearch\r\nContent-Length: 2\r\n\r\n{}",
        b"\x00\x01\x02 nothing anybody knows",
    ],
)
def test_whatever_it_says_the_page_is_made(settings: Settings, answer: bytes) -> None:
    goods(group_in("leh", "Leh"), "Apricot oil")
    with listening(hold_s=0.0 if answer else 0.4, answer=answer) as (url, _asked):
        assert shop_with(settings, url).search(Query(text="apricot")).total == 1


def test_an_index_that_is_behind_is_not_asked(settings: Settings) -> None:
    goods(group_in("leh", "Leh"), "Apricot oil")
    late = timezone.now() - indexing.BEHIND_AFTER - timedelta(seconds=1)
    with listening(hold_s=30) as (url, asked):
        found = shop_with(settings, url)
        Effect.objects.create(kind=owed.ELASTIC, dedup_key="a", payload={"facts": [1]}, created_at=late)

        assert found.search(Query(text="apricot")).total == 1
        assert asked == []
        Effect.objects.update(done_at=timezone.now())
        indexing.look_again()
        found.search(Query(text="apricot"))
        assert len(asked) == 1


def test_a_write_goes_on_while_it_is_down_and_is_owed_to_it(settings: Settings) -> None:
    shop_with(settings, f"http://127.0.0.1:{free_port()}")
    listing = goods(group_in("leh", "Leh"), "Apricot oil")

    (payload,) = Effect.objects.filter(kind=owed.ELASTIC).values_list("payload", flat=True)
    assert payload == {"facts": [listing.facts.pk]}
    assert engine().search(Query(text="apricot")).total == 1


# --- staff -----------------------------------------------------------------------------------------------------------------------------


def test_staff_hear_once_when_it_stops_and_once_when_it_is_back(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_superuser(email="boss@example.org", password="x")
    settings.ELASTICSEARCH_URL = [f"http://127.0.0.1:{free_port()}"]
    Effect.objects.create(kind=owed.ELASTIC, dedup_key="a", payload={"facts": []}, due_at=timezone.now() + timedelta(hours=1), attempts=9)
    before = Notice.objects.count()
    for _ in range(3):
        outages.look()
    assert (Outage.objects.filter(ended_at=None).count(), Notice.objects.count() - before) == (1, 1)
    monkeypatch.setattr(indexing, "health", lambda client: "yellow")
    for _ in range(2):
        outages.look()

    assert (Outage.objects.filter(ended_at=None).count(), Outage.objects.count()) == (0, 1)
    assert set(Notice.objects.filter(to="boss@example.org").values_list("kind", flat=True)) == {"search_outage", "search_outage_over"}
    assert set(AuditEntry.objects.filter(action__startswith="search.outage").values_list("action", flat=True)) == {
        "search.outage_began",
        "search.outage_ended",
    }
    effect = Effect.objects.get(dedup_key="a")
    assert (effect.attempts, effect.due_at <= timezone.now()) == (0, True)


def test_a_red_cluster_is_an_outage_and_a_shop_without_one_has_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "health", lambda client: "red")
    settings.ELASTICSEARCH_URL = []
    outages.look()
    assert Outage.objects.count() == 0
    settings.ELASTICSEARCH_URL = ["http://127.0.0.1:9"]
    outages.look()

    assert Outage.objects.get().reason == "status red"
