"""Taxes that the shop collects or deducts at source when a part is delivered: how much of what, by the law of that day.

TCS (CGST Act s. 52): on the taxable value of taxable goods that others sell through the shop, where the shop collects the money. TDS
(income tax on e-commerce): on the gross amount, also where the shopper pays the group itself. Rates are dated data with source and
confidence (``payments/data/tcs.json``, ``tds.json``). Whether a sale withholds was frozen with its payment.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q, Sum

from money.paise import share
from payments.financial_year import financial_year
from payments.models import Earning, EarningChange, Payment, TaxPaper, TaxPaperLine
from producers.models import ProducerGroup

_DATA = Path(__file__).resolve().parent / "data"
_PAN_AT = slice(2, 12)  # a GSTIN holds the PAN of its owner
_FORM_AT = 3  # the fourth sign of a PAN says what its owner is: P a person, H a Hindu undivided family, C a company


@dataclass(frozen=True)
class Withheld:
    """Both taxes on one part, in paise."""

    tcs_paise: int = 0
    tds_paise: int = 0


def of(
    payment: Payment, group: ProducerGroup, producer_order_number: str, gross_paise: int, fee_paise: int, on: date, *, tcs_before: int = 0
) -> Withheld:
    """What is withheld of a part that brings ``gross_paise`` on a day, beside what was collected of it before. Never more than is left
    after the fee.
    """
    tcs = collected(producer_order_number, group, on) if payment.withholds_tcs else 0
    room = max(0, gross_paise - fee_paise)
    tcs = min(max(0, tcs - tcs_before), room)
    tds = deducted(group, gross_paise, on) if payment.withholds_tds else 0
    return Withheld(tcs, min(tds, room - tcs))


def collected(producer_order_number: str, group: ProducerGroup, on: date) -> int:
    """TCS on the taxable goods of a part's paper and its debit notes, less what was credited. Nothing from those who are spared it."""
    if group.tax_status in _law("tcs")["not_collected_from"]:
        return 0
    of_part = Q(paper__producer_order_number=producer_order_number, paper__role=TaxPaper.Role.SALE, goods_rate_bp__gt=0)
    is_credit = Q(paper__kind=TaxPaper.Kind.CREDIT)
    value = TaxPaperLine.objects.filter(of_part).aggregate(
        sold=Sum("taxable_paise", filter=~is_credit, default=0), back=Sum("taxable_paise", filter=is_credit, default=0)
    )
    return share(max(0, value["sold"] - value["back"]), rates_on("tcs", on)["rate_bp"])


def deducted(group: ProducerGroup, gross_paise: int, on: date) -> int:
    """TDS on the gross amount of a part: the higher rate without PAN, none for a person or family below the threshold of the year."""
    law, pan = rates_on("tds", on), pan_of(group)
    if not pan:
        return share(gross_paise, law["without_pan_bp"])
    is_small = pan[_FORM_AT] in _law("tds")["threshold_for"]
    if is_small and _gross_of_year(group, on) + gross_paise <= law["threshold_paise"]:
        return 0
    return share(gross_paise, law["rate_bp"])


def pan_of(group: ProducerGroup) -> str:
    """The group's PAN: the one it gave, else the one in its GSTIN."""
    return group.pan or group.gstin[_PAN_AT]


def _gross_of_year(group: ProducerGroup, on: date) -> int:
    """What was sold through the shop for the group in the financial year, less what went back.

    The group's row is locked, so that of two parts delivered at once one counts the other.
    """
    ProducerGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    days = (financial_year(on).starts_on, on)
    earned = Earning.objects.filter(group=group, delivered_on__range=days).aggregate(gross=Sum("gross_paise", default=0))
    changed = EarningChange.objects.filter(earning__group=group, earning__delivered_on__range=days)
    gross: int = earned["gross"] + changed.aggregate(gross=Sum("gross_paise", default=0))["gross"]
    return gross


def rates_on(tax: str, day: date) -> Mapping[str, int]:
    """The row of ``tcs`` or ``tds`` that holds on a day. Raises ``ValueError`` before the first."""
    held = [row for row in _law(tax)["rates"] if date.fromisoformat(row["valid_from"]) <= day]
    newest: Mapping[str, int] = max(held, key=lambda row: row["valid_from"])
    return newest


@cache
def _law(tax: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_DATA / f"{tax}.json").read_text(encoding="utf-8"))
    return found
