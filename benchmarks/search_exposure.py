"""``python -m benchmarks.search_exposure``: 10,000 views of the judged questions over 20 days, with and without the fair share.

Runs on the shop of the settings (VAR_DIR, DATABASE_URL), which should hold the demo. A view is what a phone shows before it is scrolled
far: six cards. Goods of one district leave late and are out of season, so that points alone let it fall below its floor. Prints what each
district was given of what it was due, and what the fair share costs in NDCG. Everything it writes is rolled back.
"""

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import django

DAYS, VIEWS_A_DAY, WARM_UP_DAYS = 20, 500, 10
SEEN, REMOTE = 6, "zanskar"
MOST_NDCG_LOST = 0.02
FIRST_DAY = date(2026, 11, 22)
RESULTS = Path(__file__).resolve().parent / "results"
# Most people ask for little: the n-th question comes up 1/n as often as the first.
SEED = 20261122


@dataclass
class Run:
    """What came out with the fair share on, or off."""

    given: Counter[str] = field(default_factory=Counter)
    due: Counter[str] = field(default_factory=Counter)
    worth: list[float] = field(default_factory=list)

    def parts(self) -> dict[str, float]:
        return {district: round(self.given[district] / due, 3) for district, due in sorted(self.due.items())}

    def ndcg(self) -> float:
        return sum(self.worth) / len(self.worth)


def make_remote(district: str) -> None:
    """Its goods leave in a month and are out of season: whatever points there are besides, they do not get."""
    from search import engine
    from search.models import ProductFacts

    ProductFacts.objects.filter(district_code=district).update(dispatch_days=30, months=[])
    engine().index([])


def simulate(*, is_fair: bool, seen: int) -> Run:
    """Twenty days of five hundred views, after ten days in which the counts fill; each day's order is set by the days before it."""
    from benchmarks.search_judging import Judge, judgements
    from search import edition, engine, exposure
    from search.contract import Query
    from search.models import Exposure, ProductFacts

    draw, run, judge = random.Random(SEED), Run(), Judge(list(ProductFacts.objects.all()))
    questions = list(judgements())
    draw.shuffle(questions)
    weights = [1 / rank for rank in range(1, len(questions) + 1)]
    Exposure.objects.all().delete()
    edition.begin(boosts={})
    for number in range(-WARM_UP_DAYS, DAYS):
        day = FIRST_DAY + timedelta(days=number)
        if is_fair:
            exposure.set_boosts(day)
        views = Counter(draw.choices(range(len(questions)), weights, k=VIEWS_A_DAY))
        for place, times in views.items():
            result = engine().search(Query(text=questions[place].query, day=day, per_page=seen))
            exposure.take()
            exposure.note(result)
            counted = _times(exposure.take(), times)
            if number >= 0:
                run.worth += [judge.ndcg(questions[place].query, result.hits)] * times
                run.given.update(counted[0])
                run.due.update(counted[1])
            _write(day, counted)
    return run


Counts = tuple[dict[str, int], dict[str, int]]


def _times(payloads: Sequence[dict], times: int) -> Counts:
    """What one view gave and owed to each district, so many times."""
    given: dict[str, int] = defaultdict(int)
    due: dict[str, int] = defaultdict(int)
    for payload in payloads:
        for _slug, district, _shown, weight in payload["groups"]:
            given[district] += weight * times
        for district, part in payload["due"].items():
            due[district] += part * times
    return given, due


def _write(day: date, counted: Counts) -> None:
    from django.db.models import F

    from search.models import Exposure

    for district in {*counted[0], *counted[1]}:
        row, _made = Exposure.objects.get_or_create(day=day, group_slug=f"*{district}", defaults={"district_code": district})
        given, due = counted[0].get(district, 0), counted[1].get(district, 0)
        Exposure.objects.filter(pk=row.pk).update(weight_milli=F("weight_milli") + given, due_milli=F("due_milli") + due)


def main() -> int:
    """Print both runs; 1 when a promise is broken, or when the fair share had nothing to do."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_exposure", description=__doc__)
    parser.add_argument("--remote", default=REMOTE, metavar="DISTRICT", help='whose goods are slow and out of season; "" for nobody\'s')
    parser.add_argument("--seen", type=int, default=SEEN, metavar="CARDS", help="how many of the found products a view shows")
    parser.add_argument("--keep", action="store_true", help="write the figures to benchmarks/results")
    chosen = parser.parse_args()
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from producers.models import District
    from search.models import ProductFacts
    from search.ranking import rules

    with transaction.atomic():
        if chosen.remote:
            make_remote(chosen.remote)
        runs = {name: simulate(is_fair=name == "on", seen=chosen.seen) for name in ("off", "on")}
        products = ProductFacts.objects.count()
        sides = dict(District.objects.values_list("code", "rollup"))
        transaction.set_rollback(True)
    floor = rules().fair_share.floor
    fall = 1 - runs["on"].ndcg() / runs["off"].ndcg()
    figures = {
        "views": DAYS * VIEWS_A_DAY,
        "products": products,
        "remote_district": chosen.remote,
        "cards_seen": chosen.seen,
        "floor": floor,
        "ndcg": {name: round(run.ndcg(), 4) for name, run in runs.items()},
        "ndcg_falls_by": round(fall, 4),
        "given_of_due": {name: run.parts() for name, run in runs.items()},
        "sides": {name: _sides(run, sides) for name, run in runs.items()},
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    if chosen.keep:
        RESULTS.mkdir(exist_ok=True)
        name = f"search-exposure-{timezone.localdate():%Y-%m-%d}{'-' if chosen.remote else ''}{chosen.remote}.json"
        (RESULTS / name).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    problems = _problems({name: run.parts() for name, run in runs.items()}, floor, fall, chosen.remote)
    sys.stdout.write("\n".join(problems or ["Every promise was kept."]) + "\n")
    return int(bool(problems))


def _problems(parts: dict[str, dict[str, float]], floor: float, fall: float, remote: str) -> list[str]:
    """What is not as it was promised. With a remote district the run without the fair share must miss the floor, or it shows nothing."""
    found = [f"{district} is given {part} of its due, floor {floor}" for district, part in parts["on"].items() if part < floor]
    if fall > MOST_NDCG_LOST:
        found.append(f"NDCG falls by {fall:.4f}, at most {MOST_NDCG_LOST}")
    if remote and min(parts["off"].values()) >= floor:
        found.append("no district was short without the fair share: this run says nothing about it")
    return found


def _sides(run: Run, sides: dict[str, str]) -> dict[str, float]:
    """The seven districts rolled up to Leh and Kargil."""
    given: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for district, part in run.due.items():
        given[sides[district]] += run.given[district]
        due[sides[district]] += part
    return {side: round(given[side] / whole, 3) for side, whole in sorted(due.items())}


if __name__ == "__main__":
    sys.exit(main())
