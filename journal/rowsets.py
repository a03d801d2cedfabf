"""Many rows handed to PostgreSQL as one value: it plans one statement for all, and nothing is made of each value on the way there."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID


def select_from_json(table: str, columns: Sequence[str]) -> str:
    """Rows of ``table`` read from the one parameter that ``as_json`` makes; columns are read as the types that they have there."""
    return f"SELECT {', '.join(columns)} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608 - names of our own


def as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows by column. Raises ``TypeError`` for a value that has no such form (bytes, an expression)."""
    return json.dumps(list(rows), default=_written, ensure_ascii=False, separators=(",", ":"))


def _written(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} can not be written into a set of rows.")
