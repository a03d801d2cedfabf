"""A database made by every migration and the reference data, in two thirds of the time.

Django asks the same two things a hundred thousand times on the way. It makes every model anew after nearly every operation, and each time
takes every field apart and looks for the setting behind every relation. Neither answer can change while migrations run: a field of a state
is never written to, and settings stay.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db.models import Field


def from_nothing() -> None:
    """Apply every migration to the default database, and load the reference data."""
    with remembering():
        call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep both answers until the block ends. Not for threads that make models beside it."""
    parts: dict[int, tuple[Any, Any, Any]] = {}

    def clone(field: Any) -> Any:
        known = parts.get(id(field))
        if known is None:
            _name, _path, given, named = field.deconstruct()
            known = parts[id(field)] = (field, given, named)  # the field is kept: its id is nobody else's meanwhile
        return type(field)(*known[1], **known[2])

    own_clone = Field.clone
    Field.clone = clone  # type: ignore[assignment, method-assign]
    apps.get_swappable_settings_name = cache(apps.get_swappable_settings_name)  # type: ignore[method-assign]
    try:
        yield
    finally:
        Field.clone = own_clone  # type: ignore[method-assign]
        del apps.get_swappable_settings_name  # the method of its class is left
