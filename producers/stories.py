"""What editors tell of a group. The words are kept in a room above; it gives them to readers of the group's page through this port."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from producers.models import ProducerGroup


@dataclass(frozen=True)
class GroupStory:
    """The story of one group, ready to be shown. ``body`` is HTML that was cleaned when it was written."""

    title: str
    lead: str
    body: str
    quote: str
    quote_by: str
    picture: dict[str, Any] | None
    language: str


Teller = Callable[[ProducerGroup, str], GroupStory | None]
_tellers: list[Teller] = []


def register_teller(teller: Teller) -> None:
    """Ask ``teller`` for the story of a group from now on. Called once, when its room starts."""
    if teller not in _tellers:
        _tellers.append(teller)


def story_of(group: ProducerGroup, language: str) -> GroupStory | None:
    """The published story of ``group`` in ``language`` or, where there is none, in English; nothing while nobody has written one."""
    return next((story for teller in _tellers if (story := teller(group, language)) is not None), None)
