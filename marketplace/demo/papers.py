"""The certificates behind the demo's trust marks, and the calendar of its data files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from catalogue.models import ProductType
from producers.models import ProducerGroup
from provenance.marks import INDICATIONS, record_certificate
from provenance.models import Certificate

Row = Mapping[str, Any]
WOMEN_LED = {"authority": "Demo district office", "valid_from": "2026-01-01", "valid_until": "2028-12-31"}


@dataclass(frozen=True)
class Calendar:
    """Moves the days of the data files by the same number of days.

    The youngest lot is made on the day of loading, so fresh goods are fresh and certificates valid whenever the demo is looked at.
    """

    moved_by: timedelta

    @classmethod
    def for_lots(cls, lots: Sequence[Row], today: date) -> "Calendar":
        return cls(today - max(date.fromisoformat(row["made_on"]) for row in lots))

    def day(self, text: str) -> date:
        return date.fromisoformat(text) + self.moved_by


def load_papers(
    group: ProducerGroup, row: Row, products: Sequence[Row], types: Mapping[str, ProductType], calendar: Calendar, *, staff: User
) -> None:
    """Record the papers of a new group: for all its goods, or for the types whose products carry the mark."""
    for paper, product_type in _papers(row, [product for product in products if product["group"] == row["code"]]):
        record_certificate(
            group=group,
            mark=paper["code"],
            number=paper["number"],
            issuer=paper["authority"],
            valid_from=calendar.day(paper["valid_from"]),
            valid_to=calendar.day(paper["valid_until"]),
            product_type=types[product_type] if product_type else None,
            acting_user=staff,
            is_demo=True,
        )


def _papers(row: Row, products: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """Each paper with the type it covers, empty for all. A geographical indication finds its products by their own numbers."""
    for paper in row["certificates"]:
        if paper["code"] in INDICATIONS:
            yield paper, ""
            continue
        types = sorted({product["type"] for product in products if paper["code"] in product["marks"]})
        for place, product_type in enumerate(types, start=1):
            yield {**paper, "number": f"{paper['number']}-{place}"}, product_type
    if any(Certificate.Mark.WOMEN_LED in product["marks"] for product in products):
        yield {**WOMEN_LED, "code": Certificate.Mark.WOMEN_LED, "number": f"DEMO-WL-{row['slug']}".upper()}, ""
