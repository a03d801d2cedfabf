"""Queries that are composed once and then run with other values: Django takes longer to compose a statement than a database to answer it.

A query is written as any other, with a ``Hole`` in the place of each value that differs from run to run. Django composes its statement,
once for each connection, so it says what the models say. PostgreSQL is sent it as a prepared one: what is the same each time is written
into it, and after a few runs it is not planned anew.

What changes the statement itself (a day that is the same for everybody, how many keys are asked for) is its *shape*, and each shape is a
statement of its own.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import connections, router
from django.db.models import CharField, Expression, Field, Model, QuerySet, TextField
from django.db.models.query import ModelIterable, get_related_populators
from django.db.transaction import TransactionManagementError

from journal.making import Related, maker

Row = TypeVar("Row")
# Of all queries together, for each connection. Beyond them the one goes that was not asked for longest, such as yesterday's.
MOST_SHAPES = 200
_PLACE = re.compile("%[s%]")


class Hole(Expression):
    """The place of a value that is known when the statement runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """With its kind, which a prepared statement has to say. A text has no length here: it would be cut off."""
        field = self.output_field
        kind = "text" if isinstance(field, CharField | TextField) else field.cast_db_type(connection)
        return f"%s::{kind}", [self]


class Composed(Generic[Row]):
    """A query of a model. ``compose`` makes it of its shape and of a hole for each of ``fields``."""

    def __init__(self, model: type[Model], compose: "Callable[..., QuerySet[Any, Row]]", **fields: "Field[Any, Any]") -> None:
        self.model = model
        self.compose = compose
        self.holes = {name: Hole(name, field) for name, field in fields.items()}

    def rows(self, *shape: Any, **values: Any) -> list[Row]:
        """What it finds, as the query set gives it. One statement."""
        connection = connections[router.db_for_read(self.model)]
        kept: OrderedDict[Any, _Ready] = vars(connection).setdefault("composed_queries", OrderedDict())
        key = (self, shape)
        ready = kept.get(key)
        if ready is None:
            ready = kept[key] = _Ready(self.compose(*shape, **self.holes).using(connection.alias), connection)
            if len(kept) > MOST_SHAPES:
                kept.popitem(last=False)
        else:
            kept.move_to_end(key)
        return ready.rows(values)

    def first(self, *shape: Any, **values: Any) -> Row | None:
        """The first row, or nothing. The query says how many it asks for."""
        return next(iter(self.rows(*shape, **values)), None)


class _Ready:
    """A composed statement on one connection, which one thread uses at a time, and how its rows become what the query set gives."""

    def __init__(self, queryset: Any, connection: Any) -> None:
        if queryset._prefetch_related_lookups:
            raise TypeError("A composed query is one statement: rows of others beside it need queries of their own.")
        self.connection, self.queryset = connection, queryset
        self.compiler = compiler = queryset.query.get_compiler(using=connection.alias)
        statement, parameters = compiler.as_sql()
        self.statement, self.parameters = written_for(connection, statement, parameters)
        self.locks = queryset.query.select_for_update
        self.found: list[Any] = []
        self.made = self._instances if queryset._iterable_class is ModelIterable else self._values
        if self.made == self._values:  # from here on the query set asks for what we found instead of composing again
            queryset.query.get_compiler = lambda *_given, **_named: compiler
            compiler.execute_sql = lambda *_given, **_named: [self.found]
            return
        select, about = compiler.select, compiler.klass_info
        self.first, self.end = about["select_fields"][0], about["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[self.first : self.end]]
        self.make = maker(about["model"], names, connection.alias)
        populators = get_related_populators(about, select, connection.alias)  # type: ignore[call-arg]  # the stubs are those of a later Django
        self.related = [Related(one, connection.alias) for one in populators]
        self.columns = [column[0] for column in select[: compiler.col_count]]
        self.converters = compiler.get_converters(self.columns)

    def rows(self, values: dict[str, Any]) -> list[Any]:
        if self.locks and not self.connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked inside of a transaction.")
        return self.made(self._found(values))

    def _instances(self, found: Any) -> list[Any]:
        """As ``ModelIterable`` makes them, but for what it works out anew each time."""
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        made = []
        for row in found:
            one = self.make(row[self.first : self.end])
            for related in self.related:
                related.put(row, one)
            for name, place in self.compiler.annotation_col_map.items():
                setattr(one, name, row[place])
            made.append(one)
        return made

    def _values(self, found: list[Any]) -> list[Any]:
        """Tuples, dictionaries, or whatever else the query set makes of rows."""
        self.found = found
        return list(self.queryset._iterable_class(self.queryset))

    def _found(self, values: dict[str, Any]) -> list[Any]:
        bound = [self._bound(one, values) if isinstance(one, Hole) else one for one in self.parameters]
        with cursor_of(self.connection) as cursor:
            cursor.execute(self.statement, bound)
            found: list[Any] = cursor.fetchall()
        return [row[: self.compiler.col_count] for row in found] if self.compiler.has_extra_select else found

    def _bound(self, hole: Hole, values: dict[str, Any]) -> Any:
        return hole.output_field.get_db_prep_value(values[hole.name], self.connection)


def written_for(connection: Any, statement: str, parameters: Any) -> tuple[str, list[Any]]:
    """On PostgreSQL the statement with everything written into it but holes: a prepared one knows no kind of other values."""
    if connection.vendor != "postgresql":
        return statement, list(parameters)
    from django.db.backends.postgresql.psycopg_any import mogrify  # a shop on SQLite has no psycopg

    connection.ensure_connection()
    left, holes = iter(parameters), []

    def place(match: "re.Match[str]") -> str:
        if match[0] == "%%":
            return "%%"
        value = next(left)
        if isinstance(value, Hole):
            holes.append(value)
            return "%s"
        return str(mogrify("%s", [value], connection)).replace("%", "%%")

    return _PLACE.sub(place, statement), holes


def cursor_of(connection: Any) -> Any:
    """On PostgreSQL one that sends values beside the statement, so that it can be prepared; Django's own writes them into it."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_binding_cursor()(connection.connection))


@cache
def _binding_cursor() -> Any:
    """Its kind. A prepared statement leaves psycopg's ``_query`` empty, in which Django looks for what was executed."""
    from django.db.backends.postgresql.base import ServerBindingCursor  # as above

    binding: Any = ServerBindingCursor

    class SayingCursor(binding):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            done = super().execute(query, params, **more)
            if vars(self).get("_query") is None:
                self._query: Any = SimpleNamespace(query=str(query).encode())
            return done

    return SayingCursor
