"""Composed queries (``journal.composed``) for rows that are asked for by a list of keys, of whatever length."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db.models import Field, Model, QuerySet

from journal.composed import Composed

Row = TypeVar("Row")


class Keyed(Generic[Row]):
    """``compose`` is given the shape, a list of holes as ``keys``, and a hole for each of ``fields``.

    Lists of 1, 2, up to 4, up to 8 keys and so on share a statement: the last key stands in it as often as it takes.
    """

    def __init__(
        self, model: type[Model], compose: "Callable[..., QuerySet[Any, Row]]", *, key: "Field[Any, Any]", **fields: "Field[Any, Any]"
    ) -> None:
        self.model, self.compose, self.key, self.fields = model, compose, key, fields
        self._sized: dict[int, Composed[Row]] = {}

    def rows(self, *shape: Any, keys: Iterable[Any], **values: Any) -> list[Row]:
        """What it finds for the keys; nothing, and no statement, for none."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return []
        names = [f"key_{place}" for place in range(1 << (len(wanted) - 1).bit_length())]
        filled = wanted + [wanted[-1]] * (len(names) - len(wanted))
        return self._of_size(names).rows(*shape, **dict(zip(names, filled, strict=True)), **values)

    def _of_size(self, names: list[str]) -> Composed[Row]:
        found = self._sized.get(len(names))
        if found is None:
            found = self._sized[len(names)] = Composed(self.model, self._composer(names), **dict.fromkeys(names, self.key), **self.fields)
        return found

    def _composer(self, names: list[str]) -> "Callable[..., QuerySet[Any, Row]]":
        def compose(*shape: Any, **holes: Any) -> "QuerySet[Any, Row]":
            return self.compose(*shape, keys=[holes.pop(name) for name in names], **holes)

        return compose
