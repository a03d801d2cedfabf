"""Other names of the same thing: those of the data file, joined with the lists that editors keep in the administration."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalogue.words import plain_words
from search.stems import stems

FILE = Path(__file__).resolve().parent / "data" / "synonyms.json"

Phrase = tuple[str, ...]
# Every name, as stems, with all names of the same thing, itself first.
Names = Mapping[Phrase, tuple[Phrase, ...]]
Lists = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=1)
def fillers() -> frozenset[str]:
    """Small words that say nothing about goods, as plain words."""
    return frozenset(word for filler in _file()["fillers"] for word in plain_words(filler))


@lru_cache(maxsize=8)
def names(editors: Lists = ()) -> Names:
    """The table of all names, with the lists of ``editors``. Lists that share a name are one thing."""
    table: dict[Phrase, list[Phrase]] = {}
    for row in (*_file()["same"], *editors):
        _join(table, [phrase for name in row if (phrase := tuple(stems(name)))])
    return {name: (name, *(other for other in things if other != name)) for name, things in table.items()}


def _join(table: dict[Phrase, list[Phrase]], row: Iterable[Phrase]) -> None:
    """Add one list; every list it shares a name with becomes part of it."""
    things: dict[Phrase, None] = {}
    for phrase in row:
        things.update(dict.fromkeys([phrase, *table.get(phrase, ())]))
    whole = list(things)
    table.update(dict.fromkeys(whole, whole))


@lru_cache(maxsize=8)
def longest(editors: Lists = ()) -> int:
    """How many words the longest name has."""
    return max(map(len, names(editors)))


@lru_cache(maxsize=8)
def single_words(editors: Lists = ()) -> frozenset[str]:
    """Plain Latin words that are names by themselves: people misspell these as they do the words of the shop."""
    rows = (*_file()["same"], *editors)
    words = (plain_words(name) for row in rows for name in row)
    return frozenset(word[0] for word in words if len(word) == 1 and word[0].isascii())
