"""Rows put beside the rows they belong to, as ``prefetch_related`` does, where composed queries have found them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import ForeignKey, Model


def put_beside(owners: Sequence[Model], rows: Iterable[Model], key: Any) -> None:
    """Give each of ``owners`` those of ``rows`` whose ``key`` (a foreign key, as ``LineLot.line``) names it: its manager asks no more."""
    field: ForeignKey[Any, Any] = key.field
    name = field.remote_field.get_accessor_name()
    found: dict[Any, list[Model]] = {owner.pk: [] for owner in owners}
    by_key = {owner.pk: owner for owner in owners}
    for row in rows:
        owner_key = getattr(row, field.attname)
        found[owner_key].append(row)
        setattr(row, field.name, by_key[owner_key])
    for owner in owners:
        seen: Any = field.model._base_manager.all()
        seen._result_cache, seen._prefetch_done = found[owner.pk], True
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = seen
