"""A real Elasticsearch that is stopped, stands still, is red, or sits behind a slow line; and its index, checked, repaired and made anew."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.test import Client
from pytest_django import Settings

from search import engine, facts
from search.contract import Query, Result
from search.elastic import indexing, outages
from search.elastic.breaker import FAILURES
from search.elastic.client import BUDGET_S
from search.elastic.engine import ElasticEngine
from search.models import Outage
from tests import waiting
from tests.search import slow_proxy, test_elastic_down
from tests.search.goods import goods, group_in
from tests.search.test_elastic_down import expected, shop_with

pytestmark = pytest.mark.django_db
_no_memory = test_elastic_down._no_memory


@pytest.mark.elasticsearch
@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_real_server_that_is_stopped_stands_still_and_comes_back(settings: Settings) -> None:
    import os
    from pathlib import Path

    from search import effects
    from tests.elastic_server import ElasticServer

    server = ElasticServer(Path(os.environ["ELASTICSEARCH_HOME"]))
    try:
        server.start()
        found = shop_with(settings, server.url)
        group = group_in("leh", "Leh")
        goods(group, "Apricot oil")
        effects.index({"facts": []})
        indexing.repair([])
        assert asked_index(found, "apricot") == 1

        server.pause()
        assert [found.search(Query(text="apricot")).total for _ in range(4)] == [1] * 4
        assert not found.breaker.may_ask()
        server.go_on()
        found.breaker.open_until = 0.0
        assert asked_index(found, "apricot") == 1

        server.stop()
        outages.look()
        goods(group, "Apricot jam")
        assert [found.search(Query(text="apricot")).total for _ in range(3)] == [2] * 3
        with pytest.raises(Exception):  # noqa: B017 - whatever it is, the outbox tries again later
            effects.index({"facts": []})
        assert Outage.objects.filter(ended_at=None).count() == 1

        server.start()
        outages.look()
        effects.index({"facts": []})
        indexing.repair([])
        assert Outage.objects.filter(ended_at=None).count() == 0
        found.breaker.open_until = 0.0
        assert asked_index(found, "apricot") == 2
        assert indexing.differing() == set()
    finally:
        server.remove()


@pytest.mark.elasticsearch
@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_real_server_behind_a_slow_and_a_dripping_line(settings: Settings) -> None:
    """The budget holds, hits and counts stay the same, staff are told once, and the index has everything in the end."""
    from search import effects
    from tests.search import elastic

    settings.SEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    with elastic.server() as url, slow_proxy.before(url) as proxy, removed_after(url, settings.SEARCH_INDEX):
        found = shop_with(settings, proxy.url)
        group = group_in("leh", "Leh")
        goods(group, "Apricot oil")
        effects.index({"facts": []})
        indexing.repair([])
        assert asked_index(found, "apricot") == 1
        for line in ({"wait_s": 2.0}, {"drip_s": 0.005}):
            vars(proxy).update(line)
            for _ in range(FAILURES + 1):
                began = time.monotonic()
                result = found.search(Query(text="apricot"))
                assert time.monotonic() - began < BUDGET_S + 0.3, line
                assert (result.total, result.facets) == (1, expected(Query(text="apricot")).facets)
            assert not found.breaker.may_ask()
            assert Client().get("/search/?q=apricot").status_code == 200
            proxy.go_on()
            found.breaker.open_until = 0.0
            assert asked_index(found, "apricot") == 1

        proxy.is_dead = True
        outages.look()
        goods(group, "Apricot jam")
        assert Outage.objects.filter(ended_at=None).count() == 1
        proxy.go_on()
        outages.look()
        effects.index({"facts": []})
        indexing.repair([])
        assert Outage.objects.filter(ended_at=None).count() == 0
        assert asked_index(found, "apricot") == 2
        assert indexing.differing() == set()


@pytest.mark.elasticsearch
def test_a_real_cluster_that_is_red_is_an_outage_until_it_is_not(settings: Settings) -> None:
    from elasticsearch import Elasticsearch

    from tests.search import elastic

    with elastic.server() as url, removed_after(url, name := f"test-{uuid.uuid4().hex[:12]}"):
        settings.ELASTICSEARCH_URL, client = [url], Elasticsearch([url])
        nowhere = {"index.routing.allocation.require._name": "nobody", "number_of_replicas": 0}
        client.indices.create(index=f"{name}-red", settings=nowhere, wait_for_active_shards=0)
        outages.look()
        assert Outage.objects.get(ended_at=None).reason == "status red"
        goods(group_in("leh", "Leh"), "Apricot oil")
        assert engine().search(Query(text="apricot")).total == 1
        client.indices.delete(index=f"{name}-red")
        outages.look()
        assert Outage.objects.filter(ended_at=None).count() == 0


@contextmanager
def removed_after(url: str, name: str) -> Iterator[None]:
    """The indexes of this name are gone when the block ends."""
    from elasticsearch import Elasticsearch

    try:
        yield
    finally:
        client = Elasticsearch([url])
        for index in client.indices.get(index=f"{name}*"):
            client.indices.delete(index=index)


def asked_index(found: ElasticEngine, text: str) -> int:
    """How many the index itself finds; the database may not answer in its place. A server that has just begun is slow at first."""
    from search.elastic import documents
    from search.elastic.client import patient

    patient().indices.refresh(index=documents.alias())
    answers: list[Result] = []

    def answered() -> bool:
        found.breaker.succeeded()
        indexing.look_again()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(found, "database", SimpleNamespace(search=lambda query: None))
            result = found.search(Query(text=text))
        answers.extend([result] if result else [])
        return bool(answers)

    waiting.until(answered)
    return answers[0].total


@pytest.mark.elasticsearch
def test_an_index_is_checked_repaired_and_made_anew_without_a_gap(settings: Settings) -> None:
    from elasticsearch import Elasticsearch

    from search import checking
    from search.elastic import documents
    from tests.search import elastic

    with elastic.server() as url, elastic.searching(url):
        client = Elasticsearch([url])
        group = group_in("leh", "Leh")
        oil, jam = goods(group, "Apricot oil"), goods(group, "Apricot jam")
        assert engine().search(Query(text="apricot")).total == 2
        (first,) = documents.versions(client)
        client.delete(index=documents.alias(), id=str(oil.facts.pk))
        client.index(index=documents.alias(), id="999999", document={"title": "ghost"})

        assert checking.compare().documents == sorted([oil.facts.pk, 999_999])
        checking.repair(checking.compare())
        assert not checking.compare()
        assert indexing.rebuild() == 2

        (second,) = documents.versions(client)
        assert second > first
        assert list(client.indices.get_alias(name=documents.alias())) == [second]
        assert engine().search(Query(text="apricot")).total == 2
        facts.refresh([jam.pk])
        assert not checking.compare()
