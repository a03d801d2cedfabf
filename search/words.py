"""From what a person typed to what the engines look for: plain words, other names for the same thing, beginnings of words."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.words import plain_words
from search.contract import MAX_TEXT

SYNONYMS_FILE = Path(__file__).resolve().parent / "data" / "synonyms.json"
MAX_WORDS = 8
# A single letter at the end of a text begins too many words to be of use.
SHORTEST_BEGINNING = 2

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """One thing that must be found: as any of ``phrases``, or as a word that starts with ``beginning``."""

    typed: str
    phrases: tuple[Phrase, ...]
    beginning: str = ""


def terms_of(text: str) -> list[Term]:
    """What ``text`` asks for, each term in all its names. The last word may be unfinished. Empty when there is no word in it.

    Only letters, digits and vowel signs come through, so no engine ever sees a quote, an operator or a control sign.
    """
    typed = plain_words(text[:MAX_TEXT])[:MAX_WORDS]
    words = [word for word in typed if word not in _table()["fillers"]] or typed
    terms: list[Term] = []
    while words:
        phrase = _known_phrase(words)
        names = _names().get(phrase) or (phrase, *_names().get(_singular(phrase), ()))
        words = words[len(phrase) :]
        beginning = phrase[0] if not words and len(phrase) == 1 and len(phrase[0]) >= SHORTEST_BEGINNING else ""
        terms.append(Term(" ".join(phrase), names, beginning))
    return terms


def _known_phrase(words: list[str]) -> Phrase:
    """The longest name in the table that ``words`` start with, or the first word alone."""
    longest = max(map(len, _names()))
    for length in range(min(longest, len(words)), 1, -1):
        phrase = tuple(words[:length])
        if phrase in _names() or _singular(phrase) in _names():
            return phrase
    return (words[0],)


@cache
def _table() -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = json.loads(SYNONYMS_FILE.read_text(encoding="utf-8"))
    return table


def _singular(phrase: Phrase) -> Phrase:
    """``shawls`` is looked up as ``shawl``; the engines' own stemming sees to every other form."""
    return (*phrase[:-1], phrase[-1].removesuffix("s"))


@cache
def _names() -> dict[Phrase, tuple[Phrase, ...]]:
    """Every name in the table with all names of the same thing, itself first."""
    table: dict[Phrase, tuple[Phrase, ...]] = {}
    for row in _table()["same"]:
        names = [tuple(plain_words(name)) for name in row]
        for name in names:
            table[name] = (name, *(other for other in names if other != name))
    return table
