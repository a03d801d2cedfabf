"""Plain statements for what Django's queries have no words for."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, connections, router

from search.models import ProductFacts

Value = str | int | float


def run(statement: str, values: Sequence[Value]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows(statement: str, values: Sequence[Value]) -> list[tuple[Any, ...]]:
    """All rows; each caller knows their columns."""
    with connections[router.db_for_read(ProductFacts)].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
