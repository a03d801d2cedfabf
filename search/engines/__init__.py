"""The engines, one for each database."""

from functools import cache

from django.db import connection

from search.contract import Engine
from search.engines.postgres import PostgresEngine
from search.engines.sqlite_fts import SqliteEngine


def current() -> Engine:
    """The engine of the configured database."""
    return _engine(connection.vendor)


@cache
def _engine(vendor: str) -> Engine:
    return {"sqlite": SqliteEngine, "postgresql": PostgresEngine}[vendor]()
