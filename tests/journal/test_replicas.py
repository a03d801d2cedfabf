"""Which database is asked where there is a copy: shared pages the copy, everything else and whoever has just written the database itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections, models, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from catalogue.models import Category
from journal import replicas
from journal.replicas import JUST_WROTE, REPLICA, JustWroteMiddleware, ReplicaRouter, reading
from search import board
from search.models import Edition

pytestmark = pytest.mark.django_db
SEEN: list[tuple[str, str]] = []


class Spy(ReplicaRouter):
    """Writes down what was asked of whom; a test is one transaction, which is looked away from."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        alias = super().db_for_read(model, **hints)
        SEEN.append((model._meta.label_lower, alias))
        return alias


@pytest.fixture
def asked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    monkeypatch.setattr(replicas, "is_in_use", lambda: True)
    monkeypatch.setattr("journal.replicas.transaction.get_connection", lambda: type("Outside", (), {"in_atomic_block": False}))
    settings.DATABASE_ROUTERS = ["tests.journal.test_replicas.Spy"]
    connections[REPLICA] = connections["default"]
    monkeypatch.setattr(board, "_boards", {})  # nothing is known of the goods yet
    SEEN.clear()
    yield SEEN
    del connections[REPLICA]


def test_a_shared_page_reads_the_copy_but_for_what_is_kept_in_memory(asked: list[tuple[str, str]]) -> None:
    cache.clear()
    assert Client().get("/products/").status_code == 200
    answered = dict(asked)
    assert answered["cms.officer"] == REPLICA
    assert answered["search.edition"] == answered["search.factscategory"] == "default"
    asked.clear()
    cache.clear()
    assert Client().get("/basket/").status_code == 200
    assert {alias for _model, alias in asked} == {"default"}


def test_who_has_just_sent_a_form_reads_the_database_itself(asked: list[tuple[str, str]]) -> None:
    visitor = Client()
    visitor.cookies[JUST_WROTE] = "1"
    assert visitor.get("/products/").status_code == 200
    assert {alias for _model, alias in asked} == {"default"}


def test_after_a_write_and_inside_of_a_transaction_the_database_itself_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicas, "is_in_use", lambda: True)
    router, get = ReplicaRouter(), RequestFactory().get("/")
    inside = iter([False, False, False, True])
    monkeypatch.setattr("journal.replicas.transaction.get_connection", lambda: type("Now", (), {"in_atomic_block": next(inside)}))
    assert router.db_for_read(Category) == "default"
    with reading(get):
        assert router.db_for_read(Edition) == "default"
        assert router.db_for_read(Category) == REPLICA
        assert router.db_for_write(Category) == "default"
        assert router.db_for_read(Category) == "default"
    with reading(RequestFactory().post("/")):
        assert router.db_for_read(Category) == "default"
    with reading(get):
        assert router.db_for_read(Category) == REPLICA
        assert router.db_for_read(Category) == REPLICA
        assert router.db_for_read(Category) == "default"  # in a transaction
    assert (router.allow_migrate(REPLICA, "orders"), router.allow_migrate("default", "orders")) == (False, None)


def test_a_form_leaves_a_cookie_for_seconds_and_a_shop_without_a_copy_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MiddlewareNotUsed):
        JustWroteMiddleware(lambda request: HttpResponse())
    monkeypatch.setattr(replicas, "is_in_use", lambda: True)
    answer = JustWroteMiddleware(lambda request: HttpResponse())
    cookie = answer(RequestFactory().post("/")).cookies[JUST_WROTE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (10, True, "Lax")
    assert JUST_WROTE not in answer(RequestFactory().get("/")).cookies
    assert not transaction.get_connection().needs_rollback
