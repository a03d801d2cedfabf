"""Tax rates and the first commission rule, loaded from ``payments/data``. What staff have changed stays changed."""

import csv
import json
from datetime import date
from pathlib import Path

from django.db import transaction

from payments.models import CommissionRule, TaxRate

DATA = Path(__file__).resolve().parent / "data"
_HANDMADE = {"": None, "yes": True, "no": False}


def _rows(name: str) -> list[dict[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if line and not line.startswith("#")))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load_tax_rates() -> int:
    """Rates that are not there yet, told apart by heading, condition and first day. Sold lines keep the row they used."""
    held = set(TaxRate.objects.values_list("hsn", "handmade", "up_to_paise", "above_paise", "valid_from"))
    rates = []
    for row in _rows("tax_rates.csv"):
        rate = TaxRate(
            hsn=row["hsn"],
            goods=row["goods"],
            rate_bp=int(row["rate_bp"]),
            handmade=_HANDMADE[row["handmade"]],
            up_to_paise=int(row["up_to_paise"]) if row["up_to_paise"] else None,
            above_paise=int(row["above_paise"]) if row["above_paise"] else None,
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            source=row["source"],
            confidence=row["confidence"],
        )
        if (rate.hsn, rate.handmade, rate.up_to_paise, rate.above_paise, rate.valid_from) not in held:
            rates.append(rate)
    TaxRate.objects.bulk_create(rates, batch_size=100)
    return TaxRate.objects.count()


@transaction.atomic
def load_commission_rule() -> int:
    """The rule for all groups, only where there is none."""
    if not CommissionRule.objects.filter(group=None).exists():
        row = json.loads((DATA / "commission.json").read_text(encoding="utf-8"))
        CommissionRule.objects.create(rate_bp=row["rate_bp"], valid_from=date.fromisoformat(row["valid_from"]), note=row["note"])
    return CommissionRule.objects.count()


def load() -> int:
    """Tax rates and the commission rule."""
    return load_tax_rates() + load_commission_rule()
