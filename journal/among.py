"""``pk__among=keys`` finds what ``pk__in`` finds, and ``group__pk__among`` what ``group__in`` does.

PostgreSQL is given all keys as one value: a list is taken apart key by key, by Django and by the driver, which costs as much as the rows.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, IntegerField, Lookup
from django.db.models.lookups import In


@Field.register_lookup
class Among(Lookup):
    """A column is one of these whole numbers or texts."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Iterable[Any]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor != "postgresql":
            sql, params = In(self.lhs, list(self.rhs)).as_sql(compiler, connection)
            return sql, tuple(params)
        keys = list(self.rhs)
        if not keys:
            raise EmptyResultSet  # nothing is asked then, as of an empty list
        column, params = self.process_lhs(compiler, connection)
        kind = "bigint" if isinstance(self.lhs.output_field, IntegerField) else "text"
        return f"{column} = ANY(%s::{kind}[])", (*params, keys)
