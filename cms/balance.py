"""Leh and Kargil side by side: what the administration watches so that the shop is fair to both.

Every figure is worked out from the rows when it is asked for, by the district in which a group works today. The number of queries is
fixed. Nobody is in it: districts, counts and sums.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from statistics import mean
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from money.words import grouped, rupees
from orders.figures import NOT_SOLD
from orders.models import ProducerOrder
from producers.models import District, ProducerGroup
from search import exposure
from search.models import ProductFacts

PERIODS = (30, 90, 365)  # days
SIDES = (District.Rollup.LEH, District.Rollup.KARGIL)
_RULE_FILE = Path(__file__).resolve().parent / "data" / "balance.json"


@dataclass(frozen=True)
class Rule:
    """From which part of both sides together, in percent, one side has too much, and from which it is close to that."""

    near_percent: int
    limit_percent: int


@lru_cache(maxsize=1)
def rule() -> Rule:
    """The rule that is in force."""
    said = json.loads(_RULE_FILE.read_text(encoding="utf-8"))
    return Rule(said["near_percent"], said["limit_percent"])


@dataclass
class Tally:
    """What was counted in one district, or in several together. Money in paise; ``given`` and ``due`` as ``search.exposure`` weighs."""

    groups: int = 0
    members: int = 0
    women: int = 0
    listings: int = 0
    given: int = 0
    due: int = 0
    orders: int = 0
    goods_paise: int = 0

    def add(self, other: "Tally") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class Line:
    """One district, counted with one of the two sides."""

    name: str
    side: str
    tally: Tally


@dataclass(frozen=True)
class Side:
    """What a measure says of one side: in words, and as percent of the longer of the two bars."""

    words: str
    bar: int


@dataclass(frozen=True)
class Measure:
    """One row: the same figure of both sides. ``stands`` says how they compare: ``even``, ``near``, ``beyond``, or nothing."""

    label: str | Promise
    note: str | Promise
    leh: Side
    kargil: Side
    stands: str = ""


@dataclass(frozen=True)
class Balance:
    """The figures of the ``days`` that end today."""

    days: int
    lines: list[Line]
    measures: list[Measure] = field(default_factory=list)

    @property
    def uneven(self) -> list[Measure]:
        """The measures in which one side has more than the rule allows."""
        return [measure for measure in self.measures if measure.stands == "beyond"]


def balance(days: int) -> Balance:
    """Both sides over the last ``days``, today among them. Nine queries, whatever there is."""
    today = timezone.localdate()
    since = timezone.make_aware(datetime.combine(today - timedelta(days=days - 1), time.min))
    lines = _lines(today, since, days)
    sides = {side: Tally() for side in SIDES}
    for line in lines:
        sides[District.Rollup(line.side)].add(line.tally)
    return Balance(days, lines, _measures([sides[side] for side in SIDES], [_days_to_pack(side, since) for side in SIDES]))


def _lines(today: date, since: datetime, days: int) -> list[Line]:
    """Every district that has anything to count or is one today, Leh's side first."""
    names: dict[str, tuple[str, str]] = {}
    present = set()
    for district in District.objects.order_by("valid_from", "pk"):
        names[district.code] = (district.name, district.rollup)
        if district.valid_from <= today and (district.valid_to is None or today < district.valid_to):
            present.add(district.code)
    tallies = {code: Tally() for code in names}
    approved = ProducerGroup.objects.filter(status=ProducerGroup.Status.APPROVED).order_by("district__code")
    women = Sum(F("members_count") * F("women_percent"))
    for code, *counts in approved.values_list("district__code").annotate(Count("pk"), Sum("members_count"), women=women):
        tallies[code].groups, tallies[code].members, tallies[code].women = counts[0], counts[1], counts[2]
    for code, count in ProductFacts.objects.order_by("district_code").values_list("district_code").annotate(Count("pk")):
        _at(tallies, code).listings = count
    for code, share in exposure.shares(today + timedelta(days=1), days).items():
        _at(tallies, code).given, _at(tallies, code).due = share.given, share.due
    sold = _sold(since).order_by("group__district__code").values_list("group__district__code")
    for code, count, paise in sold.annotate(Count("pk"), Sum("goods_paise")):
        tallies[code].orders, tallies[code].goods_paise = count, paise
    kept = [code for code in names if code in present or tallies[code] != Tally()]
    lines = [Line(names[code][0], names[code][1], tallies[code]) for code in kept]
    return sorted(lines, key=lambda line: (SIDES.index(District.Rollup(line.side)), line.name))


def _at(tallies: Mapping[str, Tally], code: str) -> Tally:
    """The tally of a district that a read row names; what names one that is gone is counted nowhere."""
    return tallies.get(code) or Tally()


def _sold(since: datetime) -> Any:
    """The parts that came to their groups since then and were not given up."""
    return ProducerOrder.objects.filter(released_at__gte=since).exclude(status__in=NOT_SOLD)


def _days_to_pack(side: str, since: datetime) -> float | None:
    """The median of the days from the payment until a part was packed; nothing while none is packed."""
    packed = _sold(since).filter(group__district__rollup=side, packed_at__isnull=False)
    count = packed.count()
    took = ExpressionWrapper(F("packed_at") - F("released_at"), output_field=DurationField())
    middle = packed.annotate(took=took).order_by("took", "pk").values_list("took", flat=True)[max(0, count - 1) // 2 : count // 2 + 1]
    found = list(middle)
    return mean(one / timedelta(days=1) for one in found) if found else None


def _measures(sides: Sequence[Tally], to_pack: Sequence[float | None]) -> list[Measure]:
    shown = sum(side.given for side in sides)
    due = sum(side.due for side in sides)
    fair = [_percent(side.due, due) for side in sides]
    return [
        _measure(_("Groups that sell"), _("approved today"), [side.groups for side in sides], grouped, compare=True),
        _measure(_("Goods on sale"), _("today"), [side.listings for side in sides], grouped, compare=True),
        _measure(
            _("Seen in lists"),
            _("by place in the list; a fair share is %(leh)s and %(kargil)s") % {"leh": fair[0], "kargil": fair[1]}
            if due
            else _("nothing was counted in these days"),
            [side.given for side in sides],
            lambda given: _percent(given, shown),
            compare=True,
        ),
        _measure(_("Parts of orders"), _("paid, not given up"), [side.orders for side in sides], grouped, compare=True),
        _measure(_("Goods sold"), _("what shoppers paid for them"), [side.goods_paise for side in sides], rupees, compare=True),
        _measure(
            _("Women among the members"),
            _("of groups that sell"),
            [round(side.women / side.members) if side.members else 0 for side in sides],
            lambda percent: f"{percent} %",
        ),
        _measure(
            _("Days to pack"),
            _("half of all parts were quicker; less is better"),
            [-1 if took is None else round(took * 10) for took in to_pack],
            lambda tenths: "–" if tenths < 0 else f"{tenths / 10:.1f}",
        ),
    ]


def _measure(
    label: str | Promise, note: str | Promise, values: Sequence[int], words: Callable[[int], str], *, compare: bool = False
) -> Measure:
    most = max(*values, 1)
    leh, kargil = (Side(words(value), round(100 * max(0, value) / most)) for value in values)
    return Measure(label, note, leh, kargil, stands(*values) if compare else "")


def stands(leh: int, kargil: int) -> str:
    """How two sides compare by the rule; nothing while both have nothing."""
    both = leh + kargil
    if not both:
        return ""
    percent = 100 * max(leh, kargil) / both
    if percent > rule().limit_percent:
        return "beyond"
    return "near" if percent > rule().near_percent else "even"


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "–"
