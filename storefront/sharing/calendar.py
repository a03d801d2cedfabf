"""The year of the goods as a calendar file (RFC 5545): when each kind is in season, every year again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings

from catalogue.models import ProductType

MONTHS_OF_A_YEAR = 12
LINE_OCTETS = 75  # RFC 5545, 3.1: longer lines are folded
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Stretch:
    """Months in which a kind of goods is there, without a gap; ``last`` may lie in the next year."""

    code: str
    name: str
    first: int
    months: int

    def starts(self, year: int) -> date:
        return date(year, self.first, 1)

    def ends(self, year: int) -> date:
        """The first day on which it is over."""
        after = self.first - 1 + self.months
        return date(year + after // MONTHS_OF_A_YEAR, after % MONTHS_OF_A_YEAR + 1, 1)

    def holds(self, month: int) -> bool:
        return (month - self.first) % MONTHS_OF_A_YEAR < self.months


def stretches(types: Iterable[ProductType]) -> list[Stretch]:
    """Every season of every kind; none for what is there all year."""
    return [
        Stretch(kind.code, kind.name, first, count)
        for kind in types
        for first, count in runs(kind.harvest_months)
        if count < MONTHS_OF_A_YEAR
    ]


def runs(months: Sequence[int]) -> list[tuple[int, int]]:
    """``[(11, 3), (6, 1)]`` for November to January and June: where each stretch of months begins, and how many it has."""
    wanted = sorted(set(months))
    if len(wanted) >= MONTHS_OF_A_YEAR:
        return [(1, MONTHS_OF_A_YEAR)]
    begins = [month for month in wanted if (month - 2) % MONTHS_OF_A_YEAR + 1 not in wanted]
    return [(first, next(n for n in range(1, 13) if (first - 1 + n) % MONTHS_OF_A_YEAR + 1 not in wanted)) for first in begins]


def as_file(seasons: Iterable[Stretch], *, title: str, words: str, address: str, now: datetime) -> str:
    """The calendar, each season a whole-day event that comes every year. ``words`` holds ``%(name)s``."""
    host = urlsplit(settings.BASE_URL).hostname or "shop"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_text(settings.SHOP_NAME)}//seasons//EN", f"X-WR-CALNAME:{_text(title)}"]
    for season in seasons:
        lines += [
            "BEGIN:VEVENT",
            f"UID:season-{season.code}-{season.first}@{host}",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{season.starts(now.year):%Y%m%d}",
            f"DTEND;VALUE=DATE:{season.ends(now.year):%Y%m%d}",
            "RRULE:FREQ=YEARLY",
            f"SUMMARY:{_text(words % {'name': season.name})}",
            f"URL:{address}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _text(words: str) -> str:
    return words.translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """``line`` in pieces of at most 75 octets, none cut inside a sign; each further one begins with a blank."""
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > LINE_OCTETS:
            yield piece
            piece = " "
        piece += sign
    yield piece
