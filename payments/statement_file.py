"""Reading a bank's statement: a CSV file with the columns that Indian banks use. Only lines on which money came are kept."""

import csv
import hashlib
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from money.paise import from_rupees

MAX_BYTES = 1_000_000
MAX_CREDITS = 2_000
# Headings as banks print them, in small letters without dots. The first one that the file has is taken.
DATE = ("date", "txn date", "transaction date", "tran date", "value date", "posting date")
CREDIT = ("credit", "deposit", "deposits", "credit amount", "deposit amt", "deposit amount", "credit(inr)", "amount(inr)", "amount")
WORDS = ("narration", "description", "particulars", "remarks", "transaction remarks", "transaction details", "details")
REFERENCE = ("reference", "ref no", "chq/ref no", "ref no/cheque no", "utr", "utr no", "utr number", "transaction id", "cheque no", "rrn")
KIND = ("dr/cr", "cr/dr", "type", "debit/credit")
_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y", "%d/%m/%y", "%d-%m-%y", "%d-%b-%y")
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
# A UPI transaction has a number of 12 digits, NEFT and RTGS have four letters of the bank and 12 to 18 more signs.
_REFERENCE_IN_WORDS = re.compile(r"\b(\d{12}|[A-Z]{4}[A-Z0-9]{12,18})\b")


@dataclass(frozen=True)
class Credit:
    """One line on which money came; ``line`` as a text editor counts."""

    line: int
    reference: str
    booked_on: date
    amount_paise: int
    words: str


@dataclass(frozen=True)
class LineError:
    """What is wrong with one line; 0 for the file itself."""

    line: int
    words: str | Promise


class StatementRefused(Exception):
    """Nothing of the file was taken; ``errors`` says why, line by line."""

    def __init__(self, errors: list[LineError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True)
class _Columns:
    """Where a file keeps what we need; ``None`` for what it does not have."""

    date: int
    credit: int
    words: int | None
    reference: int | None
    kind: int | None

    @property
    def last(self) -> int:
        return max(self.date, self.credit)


def read(content: bytes) -> list[Credit]:
    """The credits of a statement, in the order of the file. Lines before the headings and debits are passed over.

    Raises ``StatementRefused`` with every line that can not be read.
    """
    lines = _cells(_text(content))
    start, columns = _headings(lines)
    found: list[Credit] = []
    errors: list[LineError] = []
    alike: Counter[str] = Counter()
    for line, cells in lines[start:]:
        try:
            credit = _credit(line, cells, columns, alike)
        except ValueError as wrong:
            errors.append(LineError(line, str(wrong)))
        else:
            found += [credit] if credit else []
    found = _once(found)
    errors += [LineError(line, _("This reference stands in the file twice, and the lines differ.")) for line in _repeated(found)]
    if not found and not errors:
        errors.append(LineError(0, _("There is no line in this file on which money came.")))
    if len(found) > MAX_CREDITS:
        errors.append(LineError(0, _("A file holds at most %(limit)d credits. Divide this one.") % {"limit": MAX_CREDITS}))
    if errors:
        raise StatementRefused(sorted(errors, key=lambda error: error.line))
    return found


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise StatementRefused([LineError(0, _("The file is larger than %(limit)d KB.") % {"limit": MAX_BYTES // 1000})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise StatementRefused([LineError(0, _("Save the statement as CSV in UTF-8. This file can not be read."))])
    return text


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """All lines that are not empty, with their numbers. The separator is the one that the file uses most."""
    separator = max(",;\t|", key=text[:5000].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as broken:
        raise StatementRefused([LineError(reader.line_num, _("This line can not be read as CSV."))]) from broken


def _headings(lines: list[tuple[int, list[str]]]) -> tuple[int, _Columns]:
    """After which line the headings stand, and the columns. Banks print addresses above them."""
    for index, (_line, cells) in enumerate(lines):
        names = [" ".join(cell.lower().replace(".", " ").split()).replace(" / ", "/") for cell in cells]
        when, credit = _place(names, DATE), _place(names, CREDIT)
        if when is not None and credit is not None:
            return index + 1, _Columns(when, credit, _place(names, WORDS), _place(names, REFERENCE), _place(names, KIND))
    raise StatementRefused([LineError(0, _("No line names the columns. There have to be one for the date and one for the credit."))])


def _place(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _credit(line: int, cells: list[str], columns: _Columns, alike: Counter[str]) -> Credit | None:
    """The credit of one line; ``None`` for a debit or a line of sums. Raises ``ValueError`` in words for one that can not be read."""
    cells = cells + [""] * (columns.last + 1 - len(cells))
    if columns.kind is not None and len(cells) > columns.kind and cells[columns.kind].upper().startswith("D"):
        return None
    amount = _paise(cells[columns.credit])
    if not amount or not cells[columns.date]:
        return None
    words = _cell(cells, columns.words)
    given = _cell(cells, columns.reference)
    return Credit(
        line=line,
        reference=_reference(given, words) or _made_up(cells, columns, amount, alike),
        booked_on=_day(cells[columns.date]),
        amount_paise=amount,
        words=words[:300],
    )


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _paise(text: str) -> int:
    """An amount as banks print it: ``1,23,456.00``, with or without Cr. Raises ``ValueError``."""
    number = re.sub(r"(?i)(inr|rs\.?|₹|cr\.?|\s|,)", "", text)
    if not number or number == "-":
        return 0
    if not _AMOUNT.fullmatch(number):
        raise ValueError(_("“%(text)s” is no amount.") % {"text": text[:40]})
    return from_rupees(number)


def _day(text: str) -> date:
    for layout in _FORMATS:
        try:
            return datetime.strptime(text.split(" ")[0] if ":" in text else text, layout).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise ValueError(_("“%(text)s” is no day.") % {"text": text[:40]})


def _reference(given: str, words: str) -> str:
    """The bank's reference, from its own column or out of the words; empty where there is none."""
    tidy = re.sub(r"[\s']", "", given).upper().lstrip("0")[:64]
    if len(tidy) >= 6:
        return re.sub(r"[\s']", "", given).upper()[:64]
    inside = _REFERENCE_IN_WORDS.search(words.upper())
    return inside.group(1) if inside else ""


def _made_up(cells: list[str], columns: _Columns, amount: int, alike: Counter[str]) -> str:
    """A name for a line without reference, the same whenever the statement is imported: from its day, amount, words and place."""
    body = "|".join((cells[columns.date], str(amount), _cell(cells, columns.words)))
    alike[body] += 1
    return "LINE-" + hashlib.sha256(f"{body}|{alike[body]}".encode()).hexdigest()[:20].upper()


def _once(found: list[Credit]) -> list[Credit]:
    """Each credit once. A file that was put together of two that overlap tells some of them word for word again."""
    first: dict[Credit, Credit] = {}
    for credit in found:
        first.setdefault(replace(credit, line=0), credit)
    return list(first.values())


def _repeated(found: list[Credit]) -> list[int]:
    times = Counter(credit.reference for credit in found)
    return [credit.line for credit in found if times[credit.reference] > 1]
