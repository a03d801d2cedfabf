"""The engines: one for each database, and Elasticsearch in front of it where the shop has been told of one."""

from functools import cache

from django.conf import settings
from django.db import connection

from search.contract import Engine
from search.engines.database import DatabaseEngine
from search.engines.postgres import PostgresEngine
from search.engines.sqlite_fts import SqliteEngine


def current() -> Engine:
    """The engine of the settings."""
    return _elastic(connection.vendor) if settings.ELASTICSEARCH_URL else database(connection.vendor)


@cache
def database(vendor: str) -> DatabaseEngine:
    """The engine of a database."""
    return {"sqlite": SqliteEngine, "postgresql": PostgresEngine}[vendor]()


@cache
def _elastic(vendor: str) -> Engine:
    # Only here: the library takes a tenth of a second to load, and most shops have no Elasticsearch.
    from search.elastic.engine import ElasticEngine

    return ElasticEngine(database(vendor))
