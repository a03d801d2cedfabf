"""Issuing the papers of a month: one invoice a group for the fees of its earnings, one credit note for what refunds gave back.

A fee that is due again, since a lost dispute's money came back, is on the invoice, which names the paper that it corrects: it is the
supplementary invoice that the law counts among debit notes (CGST Act s. 34, explanation).

Every earning with a fee, and every change that gives some back, stands on one paper; the database keeps that. So issuing twice is
issuing once, and what came late for a month stands on the paper of the next. Amounts are the sums of frozen rows, so the papers foot to
the ledger's ``commission`` and ``commission.tax``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from journal import audit, faults
from payments import settlement, tax
from payments.fee_paper_models import FeePaper, FeePaperLine
from payments.models import Earning, EarningChange, PaperSeries
from payments.paper_series import next_place
from payments.papers.months import Month
from payments.sellers import OPERATOR_KEY, of_group, operator
from producers.models import ProducerGroup

log = structlog.get_logger(__name__)
Kind = FeePaper.Kind
_LETTERS = {Kind.INVOICE: PaperSeries.Letter.FEE, Kind.CREDIT: PaperSeries.Letter.FEE_CREDIT}
_MODES = (settlement.NODAL, settlement.PAY_EACH_GROUP, settlement.LICENSED_GATEWAY)
_FILE = Path(__file__).resolve().parent.parent / "data" / "fee_sac.json"


class NoSac(Exception):
    """No code holds on this day."""


@dataclass(frozen=True)
class Sac:
    """The code of the service, and what it is called on the paper."""

    code: str
    words: str


@dataclass(frozen=True)
class _Part:
    """A row of the fee, before it is written: fee without tax, and the tax."""

    row: Earning | EarningChange
    taxable_paise: int
    tax_paise: int


@cache
def _codes() -> tuple[tuple[date, Sac], ...]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(sorted(((date.fromisoformat(row["valid_from"]), Sac(row["sac"], row["words"])) for row in rows), key=lambda row: row[0]))


def sac_on(day: date) -> Sac:
    """The code that holds on a day. Raises ``NoSac`` before the first."""
    holding = [sac for valid_from, sac in _codes() if valid_from <= day]
    if not holding:
        raise NoSac(str(day))
    return holding[-1]


def modes() -> list[str]:
    """The settlement modes in which the group sells, and so owes the operator a fee."""
    return [mode for mode in _MODES if not settlement.sells(mode)]


def issue_all(month: Month) -> int:
    """The papers of a month for every group, each group in its own transaction; how many were issued.

    A group that can not be done does not hold up the others.
    """
    end, count = _end(month), 0
    wanted = {*_earnings(end).values_list("group_id", flat=True)}
    for changes in (_changes(end), _again(end)):
        wanted |= {*changes.values_list("earning__group_id", flat=True)}
    for group_id in sorted(wanted):
        try:
            count += len(issue(group_id, month))
        except Exception:
            log.exception("fee_papers_not_issued", group=group_id, month=str(month))
    return count


def issue(group_id: int, month: Month) -> list[FeePaper]:
    """What is not on a paper yet, up to the end of the month. Two at once go one after the other: the group's row is locked."""
    with transaction.atomic():
        group = ProducerGroup.objects.select_for_update(no_key=True).get(pk=group_id)
        end = _end(month)
        again = list(_again(end).filter(earning__group=group).select_related("earning__fee_line__paper").order_by("pk"))
        told = _papers_of(again)
        fees = [*map(_part, _earnings(end).filter(group=group).order_by("pk")), *map(_part, again)]
        made = [_write(group, month, Kind.INVOICE, fees, told)] if fees else []
        changes = list(_changes(end).filter(earning__group=group).select_related("earning__fee_line__paper").order_by("pk"))
        if changes:
            made.append(_write(group, month, Kind.CREDIT, [_part(row) for row in changes], _papers_of(changes)))
    return made


def _papers_of(changes: Sequence[EarningChange]) -> list[list[str]]:
    """Number and day of the invoices on which the fees of their earnings stand."""
    papers = {line.paper for change in changes if (line := getattr(change.earning, "fee_line", None)) is not None}
    return sorted([paper.number, paper.issued_on.isoformat()] for paper in papers)


def _earnings(end: datetime) -> QuerySet[Earning]:
    fresh = Earning.objects.filter(mode__in=modes(), commission_paise__gt=0, created_at__lt=end)
    return fresh.filter(fee_line__isnull=True)


def _changes(end: datetime) -> QuerySet[EarningChange]:
    """Changes that give some of a fee back for which there is, or is about to be, an invoice."""
    fresh = EarningChange.objects.filter(earning__mode__in=modes(), commission_paise__gt=0, created_at__lt=end)
    return fresh.filter(fee_line__isnull=True, earning__created_at__lt=end)


def _again(end: datetime) -> QuerySet[EarningChange]:
    """Changes that charge a fee again which a lost dispute had given back."""
    fresh = EarningChange.objects.filter(earning__mode__in=modes(), commission_paise__lt=0, created_at__lt=end)
    return fresh.filter(fee_line__isnull=True)


def _part(row: Earning | EarningChange) -> _Part:
    """The fee of a row, or what it changes of one: a paper says in its kind whether that is more or less."""
    sign = 1 if row.commission_paise > 0 else -1
    return _Part(row, sign * (row.commission_paise - row.commission_tax_paise), sign * row.commission_tax_paise)


def _write(group: ProducerGroup, month: Month, kind: str, parts: Sequence[_Part], corrects: list[list[str]]) -> FeePaper:
    seller, buyer = operator(), of_group(group)
    place = next_place(seller_key=OPERATOR_KEY, letter=_LETTERS[Kind(kind)])
    faults.point("payments.fee_paper.after_number")
    taxable, inside = sum(part.taxable_paise for part in parts), sum(part.tax_paise for part in parts)
    kinds = tax.parts(inside, buyer.state_code)
    paper = FeePaper.objects.create(
        number=place.number,
        financial_year=place.year.first,
        letter=_LETTERS[Kind(kind)],
        serial=place.serial,
        kind=kind,
        month=month.first,
        issued_on=place.on,
        group=group,
        seller=seller.as_json(),
        buyer=buyer.as_json(),
        buyer_gstin=buyer.gstin,
        place_of_supply=buyer.state_code,
        sac=sac_on(month.last).code,
        corrects=corrects,
        is_demo=seller.is_demo or buyer.is_demo,
        taxable_paise=taxable,
        cgst_paise=kinds.cgst_paise,
        utgst_paise=kinds.utgst_paise,
        igst_paise=kinds.igst_paise,
        total_paise=taxable + inside,
    )
    FeePaperLine.objects.bulk_create(
        FeePaperLine(
            paper=paper,
            earning=part.row if isinstance(part.row, Earning) else None,
            change=part.row if isinstance(part.row, EarningChange) else None,
            taxable_paise=part.taxable_paise,
            tax_paise=part.tax_paise,
        )
        for part in parts
    )
    faults.point("payments.fee_paper.before_commit")
    after = {"number": paper.number, "month": str(month), "total_paise": paper.total_paise, "lines": len(parts)}
    audit.record(action="payments.fee_paper_issued", subject=paper, after=after)
    return paper


def _end(month: Month) -> datetime:
    return timezone.make_aware(datetime.combine(month.after.first, time.min))
