"""Proof of the papers about the fee: no gap in their numbers, lines that sum, and fees that foot to the ledger."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Sum, Value
from django.db.models.functions import Concat

from payments.fee_paper_models import FeePaper, FeePaperLine
from payments.ledger import accounts
from payments.ledger_models import Entry
from payments.models import PaperSeries
from payments.sellers import OPERATOR_KEY

LETTERS = (PaperSeries.Letter.FEE, PaperSeries.Letter.FEE_CREDIT)


def faults() -> Iterator[str]:
    """What is wrong, in words for an auditor; nothing where all is well."""
    yield from _gaps()
    yield from _sums()
    yield from _ledger()


def _gaps() -> Iterator[str]:
    counted = FeePaper.objects.order_by().values_list("financial_year", "letter").annotate(Count("pk"), Max("serial"))
    held = {(year, letter): (count, last) for year, letter, count, last in counted}
    for series in PaperSeries.objects.filter(seller_key=OPERATOR_KEY, letter__in=LETTERS).order_by("pk"):
        count, last = held.pop((series.financial_year, series.letter), (0, 0))
        if not series.last == count == last:
            yield f"Series {series}: the counter says {series.last}, {count} papers are there, the last is {last}."
    for name in held:
        yield f"Series {name}: papers without a counter."


def _sums() -> Iterator[str]:
    """The lines of a paper sum to it."""
    summed = FeePaper.objects.annotate(value=Sum("lines__taxable_paise", default=0), inside=Sum("lines__tax_paise", default=0))
    taxes = F("cgst_paise") + F("utgst_paise") + F("igst_paise")
    for number in summed.exclude(value=F("taxable_paise"), inside=taxes).order_by("pk").values_list("number", flat=True):
        yield f"Paper {number}: its lines do not sum to it."


def _ledger() -> Iterator[str]:
    """What a line says of a fee is what the journal of its row says of ``commission`` and ``commission.tax``."""
    again = Concat("change__refund__number", Value(":"), "change__move__gateway_id")
    for lines, sign, path, prefix in (
        (FeePaperLine.objects.filter(earning__isnull=False), -1, F("earning__producer_order_number"), "earned:"),
        (FeePaperLine.objects.filter(change__move__isnull=True, change__isnull=False), 1, F("change__refund__number"), "refund_owed:"),
        (FeePaperLine.objects.filter(change__move__isnull=False), -1, again, "loss_given_back:"),
    ):
        names = lines.order_by("pk").annotate(source=path).values_list("source", "taxable_paise", "tax_paise", "paper__number")
        chunk: list[tuple[str, int, int, str]] = []
        for row in names.iterator(chunk_size=500):
            chunk.append(row)
            if len(chunk) == 500:
                yield from _compare(chunk, sign, prefix)
                chunk = []
        yield from _compare(chunk, sign, prefix)


def _compare(chunk: list[tuple[str, int, int, str]], sign: int, prefix: str) -> Iterator[str]:
    keys = [f"{prefix}{source}" for source, _value, _tax, _number in chunk]
    found = Entry.objects.filter(journal__key__in=keys, account__in=(accounts.COMMISSION, accounts.COMMISSION_TAX))
    told: dict[tuple[str, str], int] = {}
    for key, account, paise in found.values_list("journal__key", "account", "paise"):
        told[key, account] = told.get((key, account), 0) + sign * paise
    for source, value, inside, number in chunk:
        key = f"{prefix}{source}"
        if (told.get((key, accounts.COMMISSION), 0), told.get((key, accounts.COMMISSION_TAX), 0)) != (value, inside):
            yield f"Paper {number}: the fee of {source} is another one in the ledger."
