"""Goods and claims that may not be listed, or only after staff have looked: found by their words in four scripts.

The rules are data: ``data/guards.json``. Each rule has patterns over plain words (small letters, no accents, single spaces; see
``catalogue.words``), so "Shah-Toosh", "shahtoosh" and "शाहतूश" meet the same rule and "shortcut" never meets "cut".
"""

import json
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from catalogue.models import ProductType
from catalogue.problems import Problem, Verdict
from catalogue.words import plain_words

DATA_FILE = Path(__file__).resolve().parent / "data" / "guards.json"


@dataclass(frozen=True)
class Guard:
    """One rule. It bites when ``words`` are found, and, where ``near`` is given, one of those within ``within`` words of them."""

    code: str
    verdict: Verdict
    words: re.Pattern[str]
    near: re.Pattern[str] | None
    within: int
    unless: re.Pattern[str] | None
    types: frozenset[str]
    fields: frozenset[str]
    proof: str
    reason: str


@cache
def guards() -> tuple[Guard, ...]:
    """The rules of the data file, in its order."""
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["guards"]
    return tuple(
        Guard(
            code=row["code"],
            verdict=row["verdict"],
            words=_pattern(row["words"]),
            near=_pattern(row["near"]) if "near" in row else None,
            within=row.get("within", 0),
            unless=_pattern(row["unless"]) if "unless" in row else None,
            types=frozenset(row.get("types", ())),
            fields=frozenset(row.get("fields", ())),
            proof=row.get("proof", ""),
            reason=row["reason"],
        )
        for row in rows
    )


def guard_listing(product_type: ProductType, texts: Mapping[str, str], *, proofs: Set[str] = frozenset()) -> list[Problem]:
    """What the guards say of a listing of this type with these texts, by the name of the field; at most one problem a rule.

    ``proofs`` are what has been proved by papers, for example ``pgs_organic``: they quiet the rules that ask for them.
    """
    plain = {field: " ".join(plain_words(text)) for field, text in texts.items() if text}
    problems = _of_type(product_type)
    seen: set[str] = set()
    for guard in guards():
        if guard.code in seen or (guard.proof and guard.proof in proofs) or (guard.types and product_type.code not in guard.types):
            continue
        field = next((name for name, text in plain.items() if _concerns(guard, name) and _bites(guard, text)), None)
        if field is not None:
            seen.add(guard.code)
            problems.append(Problem(guard.code, _(guard.reason), guard.verdict, field))
    return problems


def _of_type(product_type: ProductType) -> list[Problem]:
    """What the type itself brings with it."""
    if product_type.guard == ProductType.Guard.OPEN:
        return []
    verdict: Verdict = "refuse" if product_type.guard == ProductType.Guard.REFUSED else "review"
    return [Problem("guarded_type", _(product_type.guard_reason), verdict, "product_type")]


def _concerns(guard: Guard, field: str) -> bool:
    return not guard.fields or field in guard.fields


def _bites(guard: Guard, text: str) -> bool:
    if guard.unless is not None and guard.unless.search(text):
        return False
    if guard.near is None:
        return guard.words.search(text) is not None
    around = [_span(text, found) for found in guard.near.finditer(text)]
    for found in guard.words.finditer(text):
        first, last = _span(text, found)
        if any(start - guard.within <= last and first - guard.within <= end for start, end in around):
            return True
    return False


def _span(text: str, found: re.Match[str]) -> tuple[int, int]:
    """The places of the first and the last word of a match, counted in words from the start of the text."""
    first = text.count(" ", 0, found.start(1))
    return first, first + found.group(1).count(" ")


def _pattern(fragments: list[str]) -> re.Pattern[str]:
    """Any of the fragments, as whole words. Fragments are written as people write them; they are made plain like the text."""
    alternatives = "|".join(_plain_fragment(fragment) for fragment in fragments)
    return re.compile(rf"(?<!\S)({alternatives})(?!\S)")


def _plain_fragment(fragment: str) -> str:
    """A fragment is a regular expression over Latin letters, or plain words in any other script."""
    return fragment if fragment.isascii() else " ".join(plain_words(fragment))
