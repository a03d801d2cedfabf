"""The shop's fee: which dated rule holds for a group, and what it takes of a line. Frozen on the line when it is sold."""

import json
from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import F, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from journal.composed import Hole
from money.paise import share
from payments import tax
from payments.errors import NoCommissionRule, NoTaxRate
from payments.models import CommissionRule
from producers.models import ProducerGroup


def commissions_for(group_ids: Collection[int], on: date) -> dict[int, CommissionRule]:
    """The rule of each group on a day: its own before the common one, the newest before older ones. One query.

    Raises ``NoCommissionRule`` where none holds.
    """
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    meant = Q(group__isnull=True) | Q(group__in=group_ids)
    rules = sorted(CommissionRule.objects.filter(valid, meant), key=lambda rule: (rule.group_id is not None, rule.valid_from, rule.pk))
    found: dict[int, CommissionRule] = {}
    for group_id in group_ids:
        fitting = [rule for rule in rules if rule.group_id in (None, group_id)]
        if not fitting:
            raise NoCommissionRule(str(on))
        found[group_id] = fitting[-1]
    return found


def commission_for(group: ProducerGroup, on: date) -> CommissionRule:
    """The rule that holds for one group on a day. Raises ``NoCommissionRule``."""
    return commissions_for([group.pk], on)[group.pk]


def commission_column(on: date) -> Subquery:
    """For a query of rows that have a group: the rate of the rule that ``commission_for`` finds, beside each; none where none holds."""
    return Subquery(_rules_of_row(on).values("rate_bp")[:1])


def rule_column(on: date | Hole) -> Subquery:
    """The same with the whole rule; ``from_rule_column`` reads it."""
    row = JSONObject(pk="pk", group_id="group_id", rate_bp="rate_bp")
    return Subquery(_rules_of_row(on).values(row=row)[:1], output_field=JSONField())


def from_rule_column(row: dict[str, int | None] | None, on: date) -> CommissionRule:
    """The rule as far as a sale needs it: its key, whose it is, its rate. Raises ``NoCommissionRule`` where none holds."""
    if row is None:
        raise NoCommissionRule(str(on))
    return CommissionRule(**row)


def _rules_of_row(on: date | Hole) -> QuerySet[CommissionRule]:
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    meant = Q(group__isnull=True) | Q(group=OuterRef("group"))
    return CommissionRule.objects.filter(valid, meant).order_by(F("group").asc(nulls_last=True), "-valid_from", "-pk")


def fee(goods_paise: int, rule: CommissionRule) -> int:
    """What the shop keeps of an amount of goods, half a paisa up. Delivery bears no fee."""
    return fee_at(goods_paise, rule.rate_bp)


def fee_at(goods_paise: int, rate_bp: int) -> int:
    """The fee at a rate that is known."""
    return share(goods_paise, rate_bp)


@cache
def _tax_rates() -> tuple[tuple[date, int], ...]:
    """Tax on the fee, by the day from which it holds, the oldest first."""
    rows = json.loads((Path(__file__).resolve().parent / "data" / "fee_tax.json").read_text(encoding="utf-8"))
    return tuple(sorted((date.fromisoformat(row["valid_from"]), int(row["rate_bp"])) for row in rows))


def tax_inside(fee_paise: int, on: date) -> int:
    """The tax that a fee includes. Raises ``NoTaxRate`` before the first rate."""
    holding = [rate_bp for valid_from, rate_bp in _tax_rates() if valid_from <= on]
    if not holding:
        raise NoTaxRate(str(on))
    return tax.inside(fee_paise, holding[-1])
