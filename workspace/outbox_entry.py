"""What an entry of a phone's list is, and how it can end: done, refused by the rules, in conflict with somebody else, or not there.

An act that goes through answers with ``Done``. What the rules refuse raises ``Refused``; what somebody else has changed meanwhile raises
``Conflict`` with both texts. Then nothing was written, and the phone keeps the entry until its owner decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.forms import Form

from accounts.models import User
from producers.models import ProducerGroup

AnyForm = TypeVar("AnyForm", bound=Form)


class Missing(Exception):
    """What the entry speaks of is not there, or not there for this person: both look the same."""


class Refused(Exception):
    """The rules do not allow it. ``words`` says why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Conflict(Exception):
    """Somebody else has changed the same thing. ``seen`` is the new mark: an entry that carries it is meant."""

    def __init__(self, rows: list[dict[str, str]], seen: str) -> None:
        super().__init__(seen)
        self.rows, self.seen = rows, seen


@dataclass(frozen=True)
class Entry:
    """One entry of a phone's list: who wrote it, for which group, under which key."""

    user: User
    group: ProducerGroup
    stamp: str
    key: str
    data: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.data.get(name, "")
        return value[:4000] if isinstance(value, str) else ""

    @property
    def who(self) -> dict[str, Any]:
        return {"acting_user": self.user, "on_behalf_of": self.stamp}


@dataclass(frozen=True)
class Done:
    """What the phone is told: words, where to look at it, and what it needs for its next entries."""

    words: str
    href: str = ""
    more: dict[str, str] = field(default_factory=dict)


def valid(form: AnyForm) -> AnyForm:
    """The form, if what was typed can be read. Raises ``Refused`` with the first thing that can not."""
    if form.is_valid():
        return form
    name, found = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise Refused(f"{label}: {found[0]}" if label else str(found[0]))


# Each kind with what a person must be allowed to do for the group.
Kinds = dict[str, tuple[str, Callable[[Entry], Done]]]
