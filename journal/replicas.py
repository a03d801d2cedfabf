"""Reading from a copy of the database: pages that are the same for everybody may, everything else asks the database itself.

A copy is a moment behind. So it is asked inside of ``reading`` alone, which surrounds the shared pages of the shop. Whoever has just
written is given the database itself for a while, and inside of a transaction, after a write, and in the worker nothing else is asked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.http import HttpRequest, HttpResponse

REPLICA = "replica"
# Far longer than a copy is behind. The cookie says nothing but that its owner has sent a form.
JUST_WROTE, JUST_WROTE_S = "just_wrote", 10
# Names of what is kept in memory: read from a copy, processes would throw away what is newer.
ALWAYS_FRESH = frozenset({"search.edition", "search.factscategory"})
SAFE = ("GET", "HEAD", "OPTIONS")
_may_read: ContextVar[bool] = ContextVar("may_read_replica", default=False)


@contextmanager
def reading(request: HttpRequest) -> Iterator[None]:
    """What is read inside of this may be a moment old, unless this visitor has just sent a form."""
    token = _may_read.set(is_in_use() and request.method in SAFE and JUST_WROTE not in request.COOKIES)
    try:
        yield
    finally:
        _may_read.reset(token)


def is_in_use() -> bool:
    """Whether the shop has been told of a copy."""
    return REPLICA in settings.DATABASES


class ReplicaRouter:
    """Which database is asked."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        if not _may_read.get() or model._meta.label_lower in ALWAYS_FRESH or transaction.get_connection().in_atomic_block:
            return DEFAULT_DB_ALIAS
        return REPLICA

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        """The database itself, which from now on also answers what this request reads."""
        _may_read.set(False)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool | None:
        return False if alias == REPLICA else None


class JustWroteMiddleware:
    """Remembers for a few seconds who has sent a form. Not there in a shop without a copy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not is_in_use():
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE:
            response.set_cookie(JUST_WROTE, "1", max_age=JUST_WROTE_S, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
        return response
