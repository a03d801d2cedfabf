"""Files for the bank's bulk upload: lines, then a line with their number and sum. The same rows always make the same bytes."""

import csv
import hashlib
import io
from collections.abc import Sequence

TOTAL = "TOTAL"


def write(columns: Sequence[str], rows: Sequence[Sequence[object]], total: Sequence[object]) -> str:
    """The text of a file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    writer.writerow(total)
    return out.getvalue()


def read(text: str) -> tuple[tuple[str, ...], list[list[str]], list[str]]:
    """Head, lines and total, as the bank reads them."""
    head, *lines, last = list(csv.reader(io.StringIO(text, newline="")))
    return tuple(head), lines, last


def reference_of(number: str) -> str:
    """What a transfer carries: a public number of ours without its hyphen, which not every bank takes."""
    return number.replace("-", "")


def fingerprint(text: str) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()
