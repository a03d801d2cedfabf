"""Guarded changes by statements that are composed once, as ``journal.composed`` does it for what is read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connections, router
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import UpdateQuery

from journal.composed import Hole, cursor_of, written_for


class Changing:
    """An UPDATE of a model. ``compose`` gives the rows and their new values, made of its shape and of a hole for each of ``fields``."""

    def __init__(
        self, model: type[Model], compose: "Callable[..., tuple[QuerySet[Any], Mapping[str, Any]]]", **fields: "Field[Any, Any]"
    ) -> None:
        self.model, self.compose = model, compose
        self.holes = {name: Hole(name, field) for name, field in fields.items()}

    def run(self, *shape: Any, **values: Any) -> int:
        """Change the rows; how many they were. One statement."""
        connection = connections[router.db_for_write(self.model)]
        kept = vars(connection).setdefault("composed_changes", {})
        if (self, shape) not in kept:
            kept[self, shape] = self._composed(connection, *shape)
        statement, parameters = kept[self, shape]
        bound = [one.output_field.get_db_prep_value(values[one.name], connection) if isinstance(one, Hole) else one for one in parameters]
        with cursor_of(connection) as cursor:
            cursor.execute(statement, bound)
            return int(cursor.rowcount)

    def _composed(self, connection: Any, *shape: Any) -> tuple[str, list[Any]]:
        rows, changes = self.compose(*shape, **self.holes)
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        statement, parameters = query.get_compiler(using=connection.alias).as_sql()
        return written_for(connection, statement, parameters)
