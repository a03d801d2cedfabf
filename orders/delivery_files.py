"""A carrier's list of parcels that arrived: a CSV file of parcel number and day. It counts as a whole, or not at all."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal import audit
from orders import deliveries
from orders.errors import DeliveryRefused, NotPossible
from orders.models import Parcel

if TYPE_CHECKING:
    from accounts.models import User

MAX_BYTES = 200_000
MAX_LINES = 200  # parcels in one file: all are written in one transaction, which keeps others waiting
HEADINGS = ("parcel", "date")
# Days as people in India and computers write them. The month never comes first.
_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")


@dataclass(frozen=True)
class LineError:
    """What is wrong with one line of the file, counted as a text editor does; 0 for the file itself."""

    line: int
    text: str
    words: str | Promise


class FileRefused(Exception):
    """Nothing of the file was written; ``errors`` says why, line by line."""

    def __init__(self, errors: list[LineError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True)
class Uploaded:
    """What a file changed: parcels delivered by it, and parcels that were delivered before."""

    delivered: int
    known: int


@dataclass(frozen=True)
class _Row:
    line: int
    text: str
    number: str
    day: date


def take(content: bytes, *, acting_user: "User") -> Uploaded:
    """Every parcel of the file has arrived on its day. Raises ``FileRefused``, and then none has.

    A parcel that is delivered already is passed over, so the same file may be sent twice.
    """
    rows = _rows(_text(content))
    with transaction.atomic():
        errors: list[LineError] = []
        delivered = 0
        parcels = {
            parcel.number: parcel
            for parcel in Parcel.objects.select_related("producer_order").filter(number__in=[row.number for row in rows])
        }
        # One order after the other, always in the same sequence: two files at once wait for each other and do not block.
        for row in sorted(rows, key=lambda row: (_order(parcels.get(row.number)), row.line)):
            try:
                delivered += _deliver(row, parcels.get(row.number), acting_user)
            except (NotPossible, DeliveryRefused) as refusal:
                errors.append(LineError(row.line, row.text, _why(refusal)))
        if errors:
            raise FileRefused(sorted(errors, key=lambda error: error.line))
        after = {"parcels": sorted(parcels), "delivered": delivered}
        audit.record(action="orders.deliveries_uploaded", subject=("orders.parcel", "file"), acting_user=acting_user, after=after)
    return Uploaded(delivered, len(rows) - delivered)


def _deliver(row: _Row, parcel: Parcel | None, acting_user: "User") -> bool:
    """Whether this line changed something."""
    if parcel is None:
        raise DeliveryRefused("unknown", gettext_lazy("There is no parcel with this number."))
    if parcel.status == Parcel.Status.DELIVERED:
        return False
    deliveries.arrived(parcel, source=Parcel.Source.UPLOAD, on=row.day, acting_user=acting_user)
    return parcel.delivered_source == Parcel.Source.UPLOAD


def _order(parcel: Parcel | None) -> int:
    return parcel.producer_order.order_id if parcel else 0


def _why(refusal: NotPossible | DeliveryRefused) -> str | Promise:
    if isinstance(refusal, DeliveryRefused):
        return refusal.reason
    return _("This parcel is not on its way: %(status)s.") % {"status": Parcel.Status(refusal.status).label}


def _text(content: bytes) -> str:
    """The file as text. Raises ``FileRefused`` for one that is none, or too large."""
    if len(content) > MAX_BYTES:
        raise FileRefused([LineError(0, "", _("The file is larger than %(limit)d KB.") % {"limit": MAX_BYTES // 1000})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused([LineError(0, "", _("Save the file as CSV in UTF-8. This one can not be read."))]) from None
    if "\0" in text:
        raise FileRefused([LineError(0, "", _("Save the file as CSV in UTF-8. This one can not be read."))])
    return text


def _rows(text: str) -> list[_Row]:
    """The lines of the file. Raises ``FileRefused`` with all that can be said without looking at the parcels."""
    lines = [(number, cells) for number, cells in _cells(text) if any(cells)]
    if not lines or tuple(cell.lower() for cell in lines[0][1][:2]) != HEADINGS:
        raise FileRefused([LineError(1, "", _("The first line names the columns: parcel,date"))])
    if len(lines) - 1 > MAX_LINES:
        raise FileRefused([LineError(0, "", _("A file holds at most %(limit)d parcels. Divide this one.") % {"limit": MAX_LINES})])
    rows: list[_Row] = []
    errors: list[LineError] = []
    seen: set[str] = set()
    for line, cells in lines[1:]:
        words, shown = "", ", ".join(cells)[:80]
        number, day = cells[0].upper(), _day(cells[1]) if len(cells) > 1 else None
        if len(cells) != len(HEADINGS):
            words = _("A line has two columns: the number of the parcel and the day.")
        elif day is None:
            words = _("Write the day as 2026-12-31 or 31.12.2026.")
        elif number in seen:
            words = _("This parcel is in the file twice.")
        if words or day is None:
            errors.append(LineError(line, shown, words))
        else:
            rows.append(_Row(line, shown, number, day))
        seen.add(number)
    if errors or not rows:
        raise FileRefused(errors or [LineError(0, "", _("The file holds no parcels."))])
    return rows


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells; a semicolon or a tab parts columns as well as a comma."""
    first = text.split("\n", 1)[0]
    delimiter = next((sign for sign in (";", "\t") if sign in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        raise FileRefused([LineError(reader.line_num, "", _("This line can not be read."))]) from None


def _day(text: str) -> date | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=timezone.get_current_timezone()).date()
        except ValueError:
            continue
    return None
