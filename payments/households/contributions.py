"""What households brought to a lot, and how the lot's money is shared. Both stand once money was shared by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from journal import audit
from payments.household_models import Household
from payments.households.errors import ContributionRefused, DatesRefused, LotFrozen, NotAsSeen
from payments.share_models import ALL_BP, LotContribution, LotShareRule, plain
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

Basis = LotShareRule.Basis
MOST = Decimal(100_000)  # of kilograms or pieces a household brings at once
PLACES = Decimal("0.001")


@dataclass(frozen=True)
class LotBooks:
    """Who brought how much to a lot: sums by household (as a number and in signs), and every row, the newest first."""

    rule: LotShareRule | None
    sums: list[tuple[Household, Decimal, str]]
    rows: list[LotContribution]

    @property
    def total(self) -> str:
        return plain(sum((quantity for _household, quantity, _text in self.sums), Decimal(0)))


def set_rule(*, group: ProducerGroup, lot_code: str, basis: str, keep_bp: int, version: int, acting_user: "User | None") -> LotShareRule:
    """Say how a lot is shared. ``version`` is 0 for a lot without a rule.

    What is counted can not change once something was brought. Raises ``LotFrozen``, ``NotAsSeen``, ``ContributionRefused``.
    """
    if not 0 <= keep_bp <= ALL_BP or basis not in Basis.values:
        raise ContributionRefused("rule")
    with transaction.atomic():
        held = _held(lot_code, group)
        before = _facts(held) if held else None
        if held is None:
            held, is_new = LotShareRule.objects.get_or_create(
                lot_code=lot_code, defaults={"group": group, "basis": basis, "keep_bp": keep_bp}
            )
            if not is_new:
                raise NotAsSeen(lot_code)
        else:
            if held.frozen_at is not None:
                raise LotFrozen(lot_code)
            if basis != held.basis and sums_of(lot_code):
                raise ContributionRefused("basis")
            if not LotShareRule.objects.filter(pk=held.pk, version=version).update(basis=basis, keep_bp=keep_bp, version=F("version") + 1):
                raise NotAsSeen(lot_code)
            held.refresh_from_db()
        audit.record(
            action="payments.lot_share_rule",
            subject=("provenance.lot", lot_code),
            acting_user=acting_user,
            before=before,
            after=_facts(held),
        )
    return held


def bring(*, lot_code: str, household: Household, quantity: Decimal, on: date, key: str, acting_user: "User | None") -> LotContribution:
    """Write down what a household brought. The same key again is the same row.

    Raises ``ContributionRefused`` for nothing, too much, a lot without a rule, or half a piece; ``DatesRefused``; ``LotFrozen``.
    """
    with transaction.atomic():
        rule = _open(lot_code, household.group)
        known = LotContribution.objects.filter(key=key).first()
        if known is not None:
            return known
        if on > timezone.localdate():
            raise DatesRefused(str(on))
        is_whole = quantity == quantity.to_integral_value()
        if not 0 < quantity <= MOST or quantity != quantity.quantize(PLACES) or (rule.basis == Basis.PIECES and not is_whole):
            raise ContributionRefused("quantity")
        row = LotContribution.objects.create(
            lot_code=lot_code, household=household, quantity=quantity, brought_on=on, key=key, recorded_by=acting_user
        )
        _audit("payments.lot_contribution", row, acting_user)
    return row


def take_back(row: LotContribution, *, acting_user: "User | None") -> LotContribution:
    """Answer a row by its opposite. Twice is once. Raises ``ContributionRefused`` for a row that takes back itself, ``LotFrozen``."""
    if row.undoes_id is not None:
        raise ContributionRefused("is_undo")
    with transaction.atomic():
        _open(row.lot_code, row.household.group)
        known = LotContribution.objects.filter(undoes=row).first()
        if known is not None:
            return known
        made = LotContribution.objects.create(
            lot_code=row.lot_code,
            household=row.household,
            quantity=-row.quantity,
            brought_on=row.brought_on,
            undoes=row,
            key=f"undo:{row.pk}",
            recorded_by=acting_user,
        )
        _audit("payments.lot_contribution_taken_back", made, acting_user)
    return made


def books_of(group: ProducerGroup, lot_code: str) -> LotBooks:
    """Everything about one lot. Three queries."""
    rows = LotContribution.objects.filter(lot_code=lot_code, household__group=group)
    found = list(rows.select_related("household", "recorded_by", "undone_by").order_by("-pk"))
    sums: dict[Household, Decimal] = {}
    for row in found:
        sums[row.household] = sums.get(row.household, Decimal(0)) + row.quantity
    by_name = sorted(((who, total, plain(total)) for who, total in sums.items() if total), key=lambda row: (row[0].name, row[0].pk))
    return LotBooks(LotShareRule.objects.filter(lot_code=lot_code, group=group).first(), by_name, found)


def sums_of(lot_code: str) -> Mapping[int, Decimal]:
    """What each household brought to a lot, by its key; nothing for one that brought nothing. One query."""
    found = LotContribution.objects.filter(lot_code=lot_code).order_by().values_list("household").annotate(total=Sum("quantity"))
    return {household: total for household, total in found.order_by("household") if total}


def _held(lot_code: str, group: ProducerGroup) -> LotShareRule | None:
    """The lot's rule, locked: nothing is brought, changed or shared meanwhile."""
    found = LotShareRule.objects.select_for_update(no_key=True, of=("self",)).filter(lot_code=lot_code).first()
    if found is not None and found.group_id != group.pk:
        raise ContributionRefused("group")
    return found


def _open(lot_code: str, group: ProducerGroup) -> LotShareRule:
    rule = _held(lot_code, group)
    if rule is None:
        raise ContributionRefused("no_rule")
    if rule.frozen_at is not None:
        raise LotFrozen(lot_code)
    return rule


def _audit(action: str, row: LotContribution, acting_user: "User | None") -> None:
    after = {"household": row.household.code, "quantity": row.quantity, "on": row.brought_on}
    audit.record(action=action, subject=("provenance.lot", row.lot_code), acting_user=acting_user, after=after)


def _facts(rule: LotShareRule) -> dict[str, object]:
    return {"basis": rule.basis, "keep_bp": rule.keep_bp}
