"""New rows by statements that are composed once: what Django works out anew for each ``bulk_create`` depends on the model alone.

To PostgreSQL they go finished, as Django sends them too. Its driver takes a statement of more than 50 values apart each time, to put
them in; here they are put together from the start, each written by the driver itself.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connections, models, router, transaction
from django.db.models.constants import OnConflict

from journal.rowsets import as_json, select_from_json

Row = TypeVar("Row", bound=models.Model)
# Kinds of columns whose values of this very type go to the database as they are.
_PLAIN: "dict[type, tuple[type[models.Field[Any, Any]], ...]]" = {
    str: (models.CharField, models.TextField, models.SlugField, models.EmailField),
    int: (
        models.IntegerField,
        models.BigIntegerField,
        models.SmallIntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.PositiveBigIntegerField,
    ),
    bool: (models.BooleanField,),
}
_KEYS = (models.AutoField, models.BigAutoField)
# From so many rows on PostgreSQL takes them as one value.
MANY = 50
# The same on PostgreSQL, whose driver takes them over; SQLite is given texts.
_PLAIN_ON_POSTGRESQL: "dict[type, type[models.Field[Any, Any]]]" = {
    date: models.DateField,
    datetime: models.DateTimeField,
    Decimal: models.DecimalField,
}


def insert(rows: Iterable[Row], *, ignores_conflicts: bool = False) -> list[Row]:
    """Write new rows of one model, as ``bulk_create`` does: they get their keys (unless conflicts are ignored), no signal is sent.

    One statement, or a few where the database takes no more values in one. Raises ``TypeError`` for a model with parents or with columns
    that the database fills itself.
    """
    new = list(rows)
    if not new:
        return new
    _table_of(type(new[0]), "ignores conflicts" if ignores_conflicts else "").write(new)
    return new


def _table_of(model: type[models.Model], way: str) -> "_Table":
    """What is kept for a model on its connection, for each way of writing."""
    connection = connections[router.db_for_write(model)]
    kept: dict[Any, _Table] = vars(connection).setdefault("inserting_tables", {})
    table = kept.get((model, way))
    if table is None:
        table = kept[model, way] = _Table(model, connection, ignores_conflicts=bool(way), returns=way != "ignores conflicts")
    return table


def insert_one(row: Row) -> Row:
    """The same for one row."""
    insert([row])
    return row


def insert_unless_there(row: Row) -> bool:
    """Write one new row unless a unique value of it is there already; whether it was written. One statement, which fails in neither case.

    On SQLite a row that a check of the database refuses is not written either: look whether the other one is there.
    """
    _table_of(type(row), "unless there").write([row])
    return row.pk is not None


class _Table:
    """What is the same in all statements that write rows of a model over one connection."""

    def __init__(self, model: type[models.Model], connection: Any, *, ignores_conflicts: bool, returns: bool) -> None:
        about, operations = model._meta, connection.ops
        given = [field for field in about.concrete_fields if not isinstance(field, _KEYS)]
        filled = [field for field in about.db_returning_fields if field is not about.pk]
        if about.parents or about.proxy or filled or any(field.generated or hasattr(field, "get_placeholder") for field in given):
            raise TypeError(f"{model.__name__} is none of the plain models that are written like this.")
        self.connection, self.fields = connection, given
        self.has_key_made = isinstance(about.pk, _KEYS)
        conflict = OnConflict.IGNORE if ignores_conflicts else None
        name = operations.quote_name
        columns = ", ".join(name(field.column) for field in given)
        self.head = f"{operations.insert_statement(on_conflict=conflict)} {name(about.db_table)} ({columns}) VALUES "
        self.place = "(" + ", ".join(["%s"] * len(given)) + ")"
        self.tail = operations.on_conflict_suffix_sql(given, conflict, [], [])
        self.returns = self.has_key_made and returns  # of many rows nobody knows which of them were ignored
        if self.returns:
            self.tail += " " + operations.return_insert_columns([about.pk])[0]
        self.read = [_reader(field, connection) for field in given]
        self.takes_sets = connection.vendor == "postgresql" and not any(isinstance(field, models.BinaryField) for field in given)
        self.columns = [str(field.column) for field in given]
        self.from_set = f"{self.head.removesuffix('VALUES ')}{select_from_json(name(about.db_table), list(map(name, self.columns)))}"
        self.plain = [_plain_reader(field, read) for field, read in zip(given, self.read, strict=True)]
        self.related = [field for field in given if field.is_relation]

    def write(self, rows: list[Any]) -> None:
        if self.takes_sets and len(rows) >= MANY:
            self._write(rows)
            return
        size = max(1, self.connection.ops.bulk_batch_size(self.fields, rows))
        if len(rows) <= size:
            self._write(rows)
            return
        with transaction.atomic(using=self.connection.alias, savepoint=False):
            for first in range(0, len(rows), size):
                self._write(rows[first : first + size])

    def _write(self, rows: list[Any]) -> None:
        for row in rows:
            for field in self.related:
                _take_key(row, field)
        values: list[Any] | None
        statement, values = self._as_set(rows) if self.takes_sets and len(rows) >= MANY else self._as_values(rows)
        with self.connection.cursor() as cursor:
            cursor.execute(statement + self.tail, values)
            keys = cursor.fetchall() if self.returns else []
        for row, (key,) in zip(rows, keys, strict=False):
            row.pk = key
        for row in rows:
            row._state.adding, row._state.db = False, self.connection.alias

    def _as_values(self, rows: list[Any]) -> tuple[str, list[Any] | None]:
        values = [read(row) for row in rows for read in self.read]
        if self.connection.vendor == "postgresql":
            return self.head + self._written(values), None
        return self.head + ", ".join([self.place] * len(rows)), values

    def _written(self, values: list[Any]) -> str:
        """The values of all rows, each as the driver writes it into a statement."""
        from psycopg.adapt import Transformer  # a shop on SQLite has no psycopg

        self.connection.ensure_connection()
        written = Transformer.from_context(self.connection.connection)
        each = ["NULL" if value is None else written.as_literal(value).decode() for value in values]
        size = len(self.fields)
        return ", ".join(f"({', '.join(each[first : first + size])})" for first in range(0, len(each), size))

    def _as_set(self, rows: list[Any]) -> tuple[str, list[Any]]:
        return self.from_set, [as_json(dict(zip(self.columns, (read(row) for read in self.plain), strict=True)) for row in rows)]


def _take_key(row: Any, field: Any) -> None:
    """The key of a related row that was written after it was given to this one, as ``save`` takes it."""
    if getattr(row, field.attname) is None and (other := field.get_cached_value(row, default=None)) is not None:
        if other.pk is None:
            raise ValueError(f"{field.name} of {type(row).__name__} is not written yet.")
        setattr(row, field.attname, getattr(other, field.target_field.attname))


def _plain_reader(field: Any, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same for a set of rows, in which JSON stands as it is."""
    return attrgetter(field.attname) if isinstance(field, models.JSONField) else read


def _reader(field: Any, connection: Any) -> Callable[[Any], Any]:
    """What a column of a row is written as: what ``bulk_create`` makes of it, without asking where nothing is made of it."""
    prepare, before = field.get_db_prep_save, field.pre_save
    is_read = type(field).pre_save in (models.Field.pre_save, models.ForeignKey.pre_save)
    value_of = attrgetter(field.attname) if is_read else lambda row: before(row, add=True)
    target = field.target_field if field.is_relation else field
    plain = next((kind for kind, fields in _PLAIN.items() if type(target) in fields), int if type(target) in _KEYS else None)
    if plain is None and connection.vendor == "postgresql":
        plain = next((kind for kind, of in _PLAIN_ON_POSTGRESQL.items() if type(target) is of), None)
    if plain is None:
        return lambda row: prepare(value_of(row), connection=connection)
    if plain is datetime:  # one without a zone is Django's to refuse

        def read_moment(row: Any) -> Any:
            value = value_of(row)
            return value if value is None or (type(value) is datetime and value.tzinfo) else prepare(value, connection=connection)

        return read_moment

    def read(row: Any) -> Any:
        value = value_of(row)
        return value if value is None or type(value) is plain else prepare(value, connection=connection)

    return read
