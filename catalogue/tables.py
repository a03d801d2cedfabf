"""Tables in files that people send and take: CSV, and the XLSX of spreadsheets. Cells are plain text; no formula is ever worked out."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
MAX_BYTES = 1_000_000
MAX_UNPACKED = 20_000_000  # an XLSX is a ZIP archive: what it holds when unpacked
Cell = str | int | Decimal


class TableRefused(Exception):
    """The file can not be read as a table; ``words`` say why."""

    def __init__(self, words: str | Promise) -> None:
        super().__init__(str(words))
        self.words = words


@dataclass(frozen=True)
class Table:
    """The rows under the headings: the line as a spreadsheet counts it, and the cells by heading. Empty rows are left out."""

    rows: list[tuple[int, dict[str, str]]]


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file, with the mark by which spreadsheets know that it is UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file. Figures are figures; whatever a text begins with, its cell is a text."""
    from openpyxl import Workbook  # takes 5 MB of every process, and few files are made: loaded with the first one

    book = Workbook(write_only=False)
    sheet = book.active
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=line, column=column, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, *, needed: Sequence[str], most_rows: int) -> Table:
    """The table in a file, told by its bytes and not by its name. Raises ``TableRefused``."""
    if len(content) > MAX_BYTES:
        raise TableRefused(_("The file is larger than 1 MB."))
    lines = _xlsx_lines(content) if content.startswith(b"PK") else _csv_lines(content)
    headings: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for line, cells in enumerate(lines, start=1):
        if not any(cells):
            continue
        if not headings:
            headings = [cell.strip().lower() for cell in cells]
            _refuse_headings(headings, needed)
            continue
        if len(rows) == most_rows:
            raise TableRefused(_("The file has more than %(most)d rows.") % {"most": most_rows})
        padded = [*cells, *[""] * (len(headings) - len(cells))]
        rows.append((line, dict(zip(headings, padded, strict=False))))
    if not rows:
        raise TableRefused(_("There are no rows in the file."))
    return Table(rows)


def _refuse_headings(headings: list[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in headings]
    if missing:
        raise TableRefused(_("The first row has to hold the headings. These are missing: %(names)s.") % {"names": ", ".join(missing)})


def _csv_lines(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableRefused(_("This is no CSV or XLSX file. Save it as CSV (UTF-8) or as XLSX.")) from None
    if "\0" in text:
        raise TableRefused(_("This is no CSV or XLSX file. Save it as CSV (UTF-8) or as XLSX."))
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)  # spreadsheets write the separator of their country
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise TableRefused(_("This is no CSV or XLSX file. Save it as CSV (UTF-8) or as XLSX.")) from None


def _xlsx_lines(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # as above
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise TableRefused(_("The file is too large when it is unpacked."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        for cells in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in cells]
    except TableRefused:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError, OSError):
        raise TableRefused(_("This XLSX file can not be read. Save it again, or as CSV.")) from None


def _text(value: object) -> str:
    """A cell as the person sees it: ``4.0`` is 4; a formula is not worked out and stands there as text."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)
