"""The sentences of the interface with their drafts, as the files of ``locale/`` hold them. Read again when the file changes."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale

CONTEXT_ENDS = "\x04"
# Asked for like a room: the words that a language begins with.
FIRST = "first"
_FIRST_WORDS = Path(__file__).resolve().parent / "data" / "first_words.json"


@dataclass(frozen=True)
class Sentence:
    """One sentence of the interface in English, and its draft in one language."""

    key: str
    context: str
    english: tuple[str, ...]
    forms: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Names the sentence in addresses, forms and decisions."""
        return digest(self.key)

    @property
    def has_draft(self) -> bool:
        return all(self.forms)

    @property
    def rooms(self) -> frozenset[str]:
        """Where it is said: ``storefront``, ``workspace``, ...; ``first`` for the words that a language begins with."""
        return frozenset(room_of(place) for place in self.places) | ({FIRST} if self.key in first_words() else set())


def digest(key: str) -> str:
    """SHA-256 of a key: another English sentence is another sentence."""
    return hashlib.sha256(key.encode()).hexdigest()


def room_of(place: str) -> str:
    """``workspace`` for ``workspace/stock.py`` and for ``templates/workspace/stock.html``; ``staff`` for any screen of staff."""
    parts = Path(place).parts
    if "staff" in place or "wagtail" in place:
        return "staff"
    return parts[1] if parts[0] == "templates" and len(parts) > 2 else parts[0]


@cache
def first_words() -> frozenset[str]:
    """Buttons, states and errors: what a reader of a language without words writes first."""
    return frozenset(json.loads(_FIRST_WORDS.read_text(encoding="utf-8"))["words"])


def sentences(language: str) -> tuple[Sentence, ...]:
    """All sentences, sorted by their English words."""
    file = Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"
    return _read(str(file), file.stat().st_mtime_ns)


def by_digest(language: str) -> dict[str, Sentence]:
    """Digest -> sentence."""
    file = Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"
    return _index(str(file), file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _index(file: str, changed_at: int) -> dict[str, Sentence]:
    return {sentence.digest: sentence for sentence in _read(file, changed_at)}


@lru_cache(maxsize=8)
def _read(file: str, _changed_at: int) -> tuple[Sentence, ...]:
    found = []
    with Path(file).open(encoding="utf-8") as source:
        for message in read_po(source):
            if not message.id:
                continue
            english = _forms(message.id)
            context = message.context or ""
            key = (context + CONTEXT_ENDS if context else "") + english[0]
            places = tuple(sorted({place for place, _line in message.locations}))
            found.append(Sentence(key, context, english, _forms(message.string), places))
    return tuple(found)


def _forms(words: object) -> tuple[str, ...]:
    return tuple(str(word) for word in words) if isinstance(words, list | tuple) else (str(words or ""),)
