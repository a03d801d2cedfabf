"""What people looked for and at: words that found nothing, words that found a group's goods, views of its products, and labels.

Looking writes nothing: as in ``exposure.py``, counts lie in memory and are handed over once a minute. No visitor is in them: a day, words
or a listing, how often. Words that could be of a person are never kept (``fit_to_keep``), and words that hardly anybody asked are
forgotten after a month, so that what stays is what many ask.
"""

import threading
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from catalogue.models import ProductType
from catalogue.words import plain_words
from journal import receipts
from search import edition
from search.contract import Query, Result
from search.models import Sought
from search.stems import stems
from search.words import terms_of

KIND = "search.sought"
Kind = Sought.Kind
MOST_WORDS, LONGEST = 6, 60
# A number of five digits or more may be a telephone, a pincode, an order: nobody looks for goods by it.
DIGITS_OF_A_PERSON = 5
# No batch of a minute tells more things than this; who sends more words than these is no shopper.
MOST_A_BATCH = 500
# Words are shown to groups, and kept for longer than a month, once they were asked so often.
FEWEST = 3
RARE_FOR, KEPT_FOR = timedelta(days=31), timedelta(days=370)
# A question may say these and is still one for words alone.
WORDS_ALONE = ("text", "sort", "page", "per_page", "language", "day", "after", "before", "with_facets")

Key = tuple[date, str, str, str]
_lock = threading.Lock()
_counts: Counter[Key] = Counter()


def fit_to_keep(text: str) -> str:
    """The words of a question in plain form; nothing where they could be of a person, or are no question a shopper asks."""
    words = plain_words(text)
    digits = sum(sign.isdigit() for sign in text)
    plain = " ".join(words)
    if "@" in text or digits >= DIGITS_OF_A_PERSON or len(words) > MOST_WORDS or len(plain) > LONGEST:
        return ""
    return plain


def note(result: Result) -> None:
    """A search was answered. In memory only. Only the first page counts, and only what asks by words alone can find nothing."""
    query = result.query
    words = fit_to_keep(query.text) if query.text and result.page == 1 else ""
    if not words:
        return
    today = timezone.localdate()
    if result.hits:
        _add([(today, Kind.FOUND, slug, words) for slug in {hit.group_slug for hit in result.hits}])
    elif not result.total and _asks_by_words_alone(query):
        _add([(today, Kind.NOTHING, "", words)])


def note_view(group_slug: str, listing_slug: str) -> None:
    """The page of a product was shown. In memory only."""
    _add([(timezone.localdate(), Kind.VIEW, group_slug, listing_slug)])


def note_label(code: str) -> None:
    """The label of a lot was looked up. In memory only. It stands as a view without a group: no figures of a group hold it."""
    _add([(timezone.localdate(), Kind.VIEW, "", code)])


def _asks_by_words_alone(query: Query) -> bool:
    return all(getattr(query, item.name) in ((), None, item.default) for item in fields(query) if item.name not in WORDS_ALONE)


def _add(keys: Iterable[Key]) -> None:
    with _lock:
        for key in keys:
            if key in _counts or len(_counts) < MOST_A_BATCH:
                _counts[key] += 1


def take() -> list[dict[str, Any]]:
    """What was counted so far as a payload, or nothing; counting begins anew."""
    with _lock:
        rows = [[day.isoformat(), kind, group, words, times] for (day, kind, group, words), times in sorted(_counts.items())]
        _counts.clear()
    return [{"key": uuid.uuid4().hex, "rows": rows}] if rows else []


def add(payload: Mapping[str, Any]) -> None:
    """Add a batch to the rows of its days; the same batch again adds nothing."""
    told = [(date.fromisoformat(day), kind, group, words, times) for day, kind, group, words, times in payload["rows"]]
    failed = {words for _day, kind, _group, words, _times in told if kind == Kind.NOTHING}
    types = types_of(failed) if failed else {}
    with transaction.atomic(), receipts.once(KIND, payload["key"], receipts.fingerprint(payload)) as answer:
        if not answer.is_new:
            return
        rows = [
            Sought(day=day, kind=kind, group_slug=group, words=words, types=types.get(words, "") if kind == Kind.NOTHING else "")
            for day, kind, group, words, _times in told
        ]
        Sought.objects.bulk_create(rows, ignore_conflicts=True)
        for day, kind, group, words, times in told:
            Sought.objects.filter(day=day, kind=kind, group_slug=group, words=words).update(times=F("times") + times)
        answer.result = {"rows": len(told)}


def types_of(questions: Iterable[str]) -> dict[str, str]:
    """The kinds of goods that each question speaks of, by any word of their names in all its names, each between blanks."""
    editors = edition.read().names
    known = [(row.code, {*stems(row.name), *stems(row.code.replace("_", " "))}) for row in ProductType.objects.order_by("code")]
    found = {}
    for text in questions:
        asked = {stem for term in terms_of(text, editors) for phrase in term.phrases for stem in phrase}
        codes = [code for code, named in known if asked & named]
        found[text] = f" {' '.join(codes)} " if codes else ""
    return found


def forget(today: date) -> int:
    """Delete what is older than a year, and after a month the words that hardly anybody asked."""
    gone, _rows = Sought.objects.filter(day__lt=today - KEPT_FOR).delete()
    words = Sought.objects.exclude(kind=Kind.VIEW)
    often = words.values("words").annotate(sum=Sum("times")).filter(sum__gte=FEWEST).values("words")
    rare, _rows = words.filter(day__lt=today - RARE_FOR).exclude(words__in=often).delete()
    return gone + rare


@dataclass(frozen=True)
class Asked:
    """Words, and how often they were asked."""

    words: str
    times: int
    types: tuple[str, ...] = ()


def wanted(*, since: date, type_codes: Iterable[str] | None = None, fewest: int = FEWEST, most: int = 20) -> list[Asked]:
    """What people looked for in vain, the most asked first; with ``type_codes`` what speaks of these kinds of goods. One query."""
    codes = None if type_codes is None else set(type_codes)
    rows = Sought.objects.filter(kind=Kind.NOTHING, day__gte=since).values_list("words", "types").annotate(sum=Sum("times"))
    found: dict[str, Asked] = {}
    for words, types, times in rows.filter(sum__gte=1).order_by("words"):
        before = found.get(words)
        found[words] = Asked(words, times + (before.times if before else 0), (*types.split(), *(before.types if before else ())))
    meant = [one for one in found.values() if one.times >= fewest and (codes is None or codes & set(one.types))]
    return sorted(meant, key=lambda one: (-one.times, one.words))[:most]


def found_by(group_slug: str, *, since: date, most: int = 20) -> list[Asked]:
    """The words that found goods of a group, the most asked first. One query."""
    rows = Sought.objects.filter(kind=Kind.FOUND, group_slug=group_slug, day__gte=since).values_list("words")
    often = rows.annotate(sum=Sum("times")).filter(sum__gte=FEWEST).order_by("-sum", "words")
    return [Asked(words, times) for words, times in often[:most]]


def views_by_day(group_slug: str, *, since: date) -> dict[date, int]:
    """How often products of a group were looked at, by day. One query."""
    rows = Sought.objects.filter(kind=Kind.VIEW, group_slug=group_slug, day__gte=since).values_list("day")
    return dict(rows.annotate(sum=Sum("times")).order_by("day"))


def label_lookups(code: str, *, since: date) -> int:
    """How often the label of a lot was looked up. One query."""
    rows = Sought.objects.filter(kind=Kind.VIEW, group_slug="", words=code, day__gte=since)
    return int(rows.aggregate(sum=Sum("times"))["sum"] or 0)


def most_viewed(group_slug: str, *, since: date, most: int = 10) -> list[tuple[str, int]]:
    """The addresses of a group's most viewed products with their views. One query."""
    rows = Sought.objects.filter(kind=Kind.VIEW, group_slug=group_slug, day__gte=since).values_list("words")
    return list(rows.annotate(sum=Sum("times")).order_by("-sum", "words")[:most])
