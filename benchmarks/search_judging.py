"""How well the first page answers what people wanted: NDCG over 60 judged questions (``search_judgements.json``)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from catalogue.words import plain_words
from search.models import ProductFacts

FILE = Path(__file__).resolve().parent / "search_judgements.json"
DEPTH = 24


@dataclass(frozen=True)
class Judgement:
    """One question, why it is graded so, and the lines of grades, the first that fits a product giving its grade."""

    query: str
    why: str
    grades: tuple[dict[str, Any], ...]

    def grade(self, facts: ProductFacts) -> int:
        return next((line["grade"] for line in self.grades if _fits(line, facts)), 0)


def _fits(line: dict[str, Any], facts: ProductFacts) -> bool:
    has = {
        "type": {facts.type_code},
        "group": {facts.group_slug},
        "district": {facts.district_code},
        "title": set(plain_words(facts.title)),
    }
    return all(has[name] & set(line[name]) for name in has if name in line)


@cache
def judgements() -> tuple[Judgement, ...]:
    """All judged questions."""
    held = json.loads(FILE.read_text(encoding="utf-8"))["judgements"]
    return tuple(Judgement(one["query"], one["why"], tuple(one["grades"])) for one in held)


def gain(grades: Sequence[int]) -> float:
    """What the first page is worth: the usual sum, a place counting less the further down it is."""
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


class Judge:
    """Grades everything for sale once, and then any number of pages."""

    def __init__(self, goods: Sequence[ProductFacts]) -> None:
        self.grades = {one.query: {facts.pk: one.grade(facts) for facts in goods} for one in judgements()}
        self.best = {query: gain(sorted(grades.values(), reverse=True)) for query, grades in self.grades.items()}

    def ndcg(self, query: str, hits: Sequence[ProductFacts]) -> float:
        """The worth of these hits beside that of the best possible page; 1.0 where nothing for sale would do."""
        best = self.best[query]
        return gain([self.grades[query][facts.pk] for facts in hits]) / best if best else 1.0
