"""Readers decide about words: approve a draft, correct it, or take a decision back. Every decision is a row, none is changed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from journal import audit
from words import drafts, figures
from words.drafts import Sentence
from words.errors import UnknownSentence
from words.models import WordDecision

if TYPE_CHECKING:
    from accounts.models import User

MAY_REVIEW = "words.review_words"
STATES = ("draft", "reviewed", "missing")


@dataclass(frozen=True)
class Entry:
    """One sentence as the page of review shows it."""

    sentence: Sentence
    decision: WordDecision | None

    @property
    def state(self) -> str:
        """``reviewed``, ``draft`` or ``missing``."""
        if self.decision is not None and self.decision.act != WordDecision.Act.WITHDRAWN:
            return "reviewed"
        return "draft" if self.sentence.has_draft else "missing"

    @property
    def forms(self) -> tuple[str, ...]:
        """The words a reader decided on, otherwise the draft."""
        return tuple(self.decision.forms) if self.decision is not None and self.state == "reviewed" else self.sentence.forms

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """English and words, form by form."""
        return list(zip(self.sentence.english, self.forms, strict=True))

    @property
    def draft_differs(self) -> bool:
        """Somebody wrote another draft since these words were read."""
        return self.state == "reviewed" and self.sentence.has_draft and self.forms != self.sentence.forms


def entries(language: str, *, room: str = "", text: str = "") -> list[Entry]:
    """The sentences of a room, or those in which a text stands, with what was decided about each."""
    newest = _newest(language)
    wanted = text.casefold()
    found = []
    for sentence in drafts.sentences(language):
        entry = Entry(sentence, newest.get(sentence.digest))
        if room and room not in sentence.rooms:
            continue
        if wanted and not any(wanted in words.casefold() for words in (*sentence.english, *entry.forms)):
            continue
        found.append(entry)
    return found


def counted(found: Iterable[Entry]) -> dict[str, int]:
    """How many entries are in each state."""
    count = Counter(entry.state for entry in found)
    return {state: count[state] for state in STATES}


def rooms(language: str) -> list[str]:
    """Rooms that say anything."""
    return sorted({room for sentence in drafts.sentences(language) for room in sentence.rooms})


def approve(*, language: str, digests: Iterable[str], acting_user: "User") -> int:
    """The drafts are right as they are. Raises ``UnknownSentence`` and ``WordsRefused``; then nothing is approved."""
    known = drafts.by_digest(language)
    wanted = list(dict.fromkeys(digests))
    with transaction.atomic():
        for digest in wanted:
            sentence = _sentence(known, digest)
            _decide(sentence, language, sentence.forms, WordDecision.Act.APPROVED, acting_user)
    return len(wanted)


def correct(*, language: str, digest: str, forms: tuple[str, ...], acting_user: "User") -> WordDecision:
    """These words are right; the same as the draft approves it. Raises ``UnknownSentence`` and ``WordsRefused``."""
    sentence = _sentence(drafts.by_digest(language), digest)
    words = tuple(form.replace("\r\n", "\n").strip() for form in forms)
    same = words == tuple(form.strip() for form in sentence.forms)
    act = WordDecision.Act.APPROVED if same else WordDecision.Act.CORRECTED
    with transaction.atomic():
        return _decide(sentence, language, sentence.forms if same else words, act, acting_user)


def withdraw(*, language: str, digest: str, acting_user: "User") -> WordDecision:
    """What was decided no longer holds: an open shop shows English again."""
    sentence = _sentence(drafts.by_digest(language), digest)
    with transaction.atomic():
        row = WordDecision.objects.create(
            language=language, digest=digest, key=sentence.key, forms=[], act=WordDecision.Act.WITHDRAWN, reader=acting_user
        )
        audit.record(action="words.withdraw", subject=row, acting_user=acting_user, before={"words": list(sentence.forms)})
    return row


def _newest(language: str) -> dict[str, WordDecision]:
    rows = WordDecision.objects.filter(language=language).select_related("reader").order_by("pk")
    return {row.digest: row for row in rows}


def _sentence(known: dict[str, Sentence], digest: str) -> Sentence:
    try:
        return known[digest]
    except KeyError:
        raise UnknownSentence(digest) from None


def _decide(sentence: Sentence, language: str, forms: tuple[str, ...], act: WordDecision.Act, acting_user: "User") -> WordDecision:
    figures.check(sentence.english, forms)
    row = WordDecision.objects.create(
        language=language, digest=sentence.digest, key=sentence.key, forms=list(forms), act=act, reader=acting_user
    )
    after = {"language": language, "english": sentence.english[0], "words": list(forms)}
    audit.record(action=f"words.{act.value}", subject=row, acting_user=acting_user, after=after)
    return row
