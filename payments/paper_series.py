"""Numbers of tax papers: consecutive, no gap, at most 16 characters, one series a seller, financial year and kind (CGST rule 46(b))."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from journal.audit import require_transaction
from journal.numbers import ALPHABET
from payments.financial_year import FinancialYear, financial_year
from payments.invoice_models import NUMBER_LENGTH, PaperSeries

DIGITS = 5  # the usual width; a busy series grows beyond it


class SeriesFull(Exception):
    """The next number would be longer than the law allows."""


@dataclass(frozen=True)
class Place:
    """A place in a series: the number, and the day on which its paper is issued."""

    number: str
    year: FinancialYear
    serial: int
    on: date


def next_place(*, seller_key: str, letter: str) -> Place:
    """Take the next number of a series, in the caller's transaction: if that is rolled back, the number is not used.

    The UPDATE locks the counter's row until the transaction ends, so numbers are given in the order in which papers are committed. A
    paper is never dated before the one with the number before it. Raises ``SeriesFull``.
    """
    require_transaction("The number of a tax paper")
    on = timezone.localdate()
    year = financial_year(on)
    mine: dict[str, Any] = {"seller_key": seller_key, "financial_year": year.first, "letter": letter}
    series, newest = PaperSeries.objects.filter(**mine), Greatest(Coalesce("last_on", Value(on)), Value(on))
    if not series.update(last=F("last") + 1, last_on=newest):
        PaperSeries.objects.get_or_create(**mine)
        series.update(last=F("last") + 1, last_on=newest)
    taken = series.get()
    return Place(number_of(seller_key, year, letter, taken.last), year, taken.last, taken.last_on or on)


def number_of(seller_key: str, year: FinancialYear, letter: str, serial: int) -> str:
    """``LB-26I-00001``: whose, the year in which the financial year began, the kind, the place in the series. Raises ``SeriesFull``."""
    number = f"{seller_key}-{year.first % 100:02d}{letter}-{serial:0{DIGITS}d}"
    if len(number) > NUMBER_LENGTH:
        raise SeriesFull(number)
    return number


def group_key(group_id: int) -> str:
    """What a group's series are called: G and its key in the 31 signs of our numbers, so that 29,790 groups need three of them."""
    digits = ""
    while group_id:
        group_id, rest = divmod(group_id, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return f"G{digits}"
