"""Links in a row: the way to a page, and what was chosen on it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere; without ``href`` it is where the reader stands."""

    label: str | Promise
    href: str = ""


@dataclass(frozen=True)
class Fact:
    """A term and what is to be said of it."""

    label: str | Promise
    value: str | Promise
