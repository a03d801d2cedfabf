"""Templates that may not be careless: a variable that is not there is an error instead of nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.template import engines


class MissingVariable(Exception):
    """A template asked for something that its context does not have."""


class _Raises(str):
    """Django fills the name of the missing variable into the text it shows instead; this text refuses."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, missing: object) -> str:
        raise MissingVariable(str(missing))


@contextmanager
def strict_templates() -> Iterator[None]:
    """Every page rendered inside may use only what it was given."""
    engine = engines["django"].engine
    before = engine.string_if_invalid
    engine.string_if_invalid = _Raises("missing: %s")
    try:
        yield
    finally:
        engine.string_if_invalid = before
