"""Sharing an earning between households and their group: once, frozen, exact to the paisa by largest remainder.

Shares and what the group keeps sum to the net of the earning. A refund later takes back of each in proportion, worked out from the whole
each time, so that many small refunds take what one large one does. A mistake is answered by a correction, another row with a reason.
Everybody who writes shares holds the earning's row: settling a payout waits for it, and it for them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from journal import audit, faults
from money.paise import split
from payments.household_models import Household
from payments.households import booking
from payments.households.contributions import sums_of
from payments.households.errors import SplitFrozen, SplitRefused
from payments.payout_models import Earning, EarningChange
from payments.settlement import NODAL
from payments.share_models import ALL_BP, EarningShare, EarningSplit, LotShareRule

if TYPE_CHECKING:
    from accounts.models import User

Basis = EarningSplit.Basis


@dataclass(frozen=True)
class FromLot:
    """A part of what was sold, by its price: out of which lot, or (empty) out of none that is known."""

    lot_code: str
    worth: Fraction
    pieces: int = 0


def by_lots(earning: Earning, parts: Sequence[FromLot]) -> EarningSplit | None:
    """Share an earning by what households brought to the lots it was packed from. In the transaction that makes the earning.

    Nothing where no lot knows who brought what: then the group may say it by hand. What came from no known lot is the group's. The
    lots' rules are frozen by it.
    """
    audit.require_transaction("A split")
    if EarningSplit.objects.filter(earning=earning).exists():
        return None
    weights: dict[int, Fraction] = {}
    own, told = Fraction(0), []
    rules = _rules(earning.group_id, {part.lot_code for part in parts if part.lot_code})
    for part in parts:
        rule = rules.get(part.lot_code)
        brought = sums_of(part.lot_code) if rule else {}
        if rule is None or not brought:
            own += part.worth
            continue
        kept = part.worth * rule.keep_bp / ALL_BP
        own += kept
        total = sum(brought.values())
        for household, quantity in brought.items():
            weights[household] = weights.get(household, Fraction(0)) + (part.worth - kept) * Fraction(quantity) / Fraction(total)
        told.append(_lot_facts(part, rule, brought))
    if not any(weights.values()):
        return None
    _freeze_rules(rules)
    made = _write(earning, Basis.LOTS, weights, own, {"lots": told}, None)
    booking.late(earning, "lots")
    return made


def by_quantity(
    earning: Earning, *, basis: str, quantities: Mapping[Household, Decimal], keep_bp: int = 0, acting_user: "User"
) -> EarningSplit:
    """Share an earning by kilograms or pieces that the group says. Raises ``SplitRefused``, ``SplitFrozen``."""
    chosen = {household: Fraction(quantity) for household, quantity in quantities.items() if quantity}
    if basis not in (Basis.KILOGRAMS, Basis.PIECES) or not chosen or min(chosen.values()) < 0 or not 0 <= keep_bp <= ALL_BP:
        raise SplitRefused("quantities")
    whole = sum(chosen.values(), Fraction(0))
    weights = {household.pk: part * (ALL_BP - keep_bp) for household, part in chosen.items()}
    rule = {"keep_bp": keep_bp, "brought": {household.code: str(quantities[household]) for household in chosen}}
    return _by_hand(earning, basis, list(chosen), weights, whole * keep_bp, rule, acting_user)


def by_amounts(earning: Earning, *, amounts: Mapping[Household, int], acting_user: "User") -> EarningSplit:
    """Give each household a fixed amount; the rest is the group's. Raises ``SplitRefused`` for more than was earned, ``SplitFrozen``."""
    chosen = {household: paise for household, paise in amounts.items() if paise}
    if not chosen or min(chosen.values()) < 0 or sum(chosen.values()) > earning.net_paise:
        raise SplitRefused("amounts")
    weights = {household.pk: Fraction(paise) for household, paise in chosen.items()}
    own = Fraction(earning.net_paise - sum(chosen.values()))
    rule = {"paise": {household.code: paise for household, paise in chosen.items()}}
    return _by_hand(earning, Basis.AMOUNTS, list(chosen), weights, own, rule, acting_user)


def correct(split_: EarningSplit, household: Household, *, paise: int, reason: str, key: str, acting_user: "User") -> EarningShare:
    """Give a household so much more of an earning, or (below zero) less; the group bears it. The same key again is the same row.

    Raises ``SplitRefused`` without a reason, for another group's household, or where a share or the group's own part would fall below
    zero.
    """
    if not paise or not reason.strip():
        raise SplitRefused("reason")
    with transaction.atomic():
        earning = _locked(split_.earning_id)
        known = EarningShare.objects.filter(key=key).first()
        if known is not None:
            return known
        held = current(split_).get(household.pk, 0)
        own = left_of(earning) - sum(current(split_).values())
        if household.group_id != earning.group_id or held + paise < 0 or own - paise < 0:
            raise SplitRefused("bounds")
        share = EarningShare.objects.create(
            split=split_, household=household, amount_paise=paise, reason=reason.strip()[:160], key=key, created_by=acting_user
        )
        booking.late(earning, f"corrected:{share.pk}")
        audit.record(
            action="payments.share_corrected",
            subject=split_,
            acting_user=acting_user,
            after={"household": household.code, "paise": paise},
            reason=reason.strip(),
        )
    return share


def follow(change: EarningChange) -> None:
    """A refund took back from an earning: each share of it and the group's own part give their part. In the refund's transaction."""
    audit.require_transaction("A change of shares")
    _locked(change.earning_id)
    found = EarningSplit.objects.filter(earning_id=change.earning_id).select_related("earning").first()
    if found is not None:
        _follow(found, change)
        if found.earning.mode != NODAL:
            booking.late(found.earning, f"change:{change.pk}")


def current(split_: EarningSplit) -> dict[int, int]:
    """What each household has of the earning now, by its key. One query."""
    found = EarningShare.objects.filter(split=split_).order_by("household").values_list("household").annotate(paise=Sum("amount_paise"))
    return dict(found)


def left_of(earning: Earning) -> int:
    """What refunds left of the net of an earning. One query."""
    return earning.net_paise + (earning.changes.aggregate(paise=Sum("net_paise"))["paise"] or 0)


def _by_hand(
    earning: Earning,
    basis: str,
    households: Sequence[Household],
    weights: Mapping[int, Fraction],
    own: Fraction,
    rule: dict[str, Any],
    acting_user: "User",
) -> EarningSplit:
    if any(household.group_id != earning.group_id for household in households):
        raise SplitRefused("group")
    with transaction.atomic():
        held = _locked(earning.pk)
        if EarningSplit.objects.filter(earning=held).exists():
            raise SplitFrozen(held.producer_order_number)
        made = _write(held, basis, weights, own, rule, acting_user)
        booking.late(held, f"late:{held.producer_order_number}")
    return made


def _write(
    earning: Earning, basis: str, weights: Mapping[int, Fraction], own: Fraction, rule: dict[str, Any], acting_user: "User | None"
) -> EarningSplit:
    """The split with its shares, and with what refunds have changed of them already."""
    households = sorted(household for household, weight in weights.items() if weight)
    own_paise, *amounts = split(earning.net_paise, _whole([own, *(weights[household] for household in households)]))
    made = EarningSplit.objects.create(earning=earning, basis=basis, rule=rule, keep_paise=own_paise, frozen_by=acting_user)
    EarningShare.objects.bulk_create(
        EarningShare(split=made, household_id=household, amount_paise=paise, key=f"share:{earning.pk}:{household}", created_by=acting_user)
        for household, paise in zip(households, amounts, strict=True)
    )
    faults.point("payments.split.after_shares")
    for change in earning.changes.order_by("pk"):
        _follow(made, change)
    after = {"part": earning.producer_order_number, "basis": basis, "net_paise": earning.net_paise, "keep_paise": own_paise}
    audit.record(action="payments.earning_split", subject=made, acting_user=acting_user, after=after)
    return made


def _follow(split_: EarningSplit, change: EarningChange) -> None:
    """Divide what is left after this change as the shares stood before any, and write down what differs from what they are now."""
    base = _before_changes(split_)
    held = current(split_)
    gone = split_.earning.changes.filter(pk__lte=change.pk).aggregate(paise=Sum("net_paise"))["paise"] or 0
    households = sorted(base)
    own = split_.earning.net_paise - sum(base.values())
    _own, *amounts = split(split_.earning.net_paise + gone, [own, *(base[household] for household in households)])
    EarningShare.objects.bulk_create(
        EarningShare(
            split=split_,
            household_id=household,
            change=change,
            amount_paise=paise - held.get(household, 0),
            key=f"change:{change.pk}:{household}",
            created_at=change.created_at,
        )
        for household, paise in zip(households, amounts, strict=True)
        if paise != held.get(household, 0)
    )


def _before_changes(split_: EarningSplit) -> dict[int, int]:
    """The shares with their corrections, without what refunds took back: the weights of every later division."""
    found = EarningShare.objects.filter(split=split_, change__isnull=True).order_by("household").values_list("household")
    return dict(found.annotate(paise=Sum("amount_paise")))


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """The same proportions in whole numbers."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights]


def _locked(earning_id: int) -> Earning:
    return Earning.objects.select_for_update(no_key=True, of=("self",)).get(pk=earning_id)


def _rules(group_id: int, codes: set[str]) -> dict[str, LotShareRule]:
    """The rules of the group's lots, locked in one order: what was brought to them does not change meanwhile."""
    found = LotShareRule.objects.select_for_update(no_key=True, of=("self",)).filter(lot_code__in=codes, group_id=group_id)
    return {rule.lot_code: rule for rule in found.order_by("pk")}


def _freeze_rules(rules: Mapping[str, LotShareRule]) -> None:
    LotShareRule.objects.filter(pk__in=[rule.pk for rule in rules.values()], frozen_at__isnull=True).update(frozen_at=timezone.now())


def _lot_facts(part: FromLot, rule: LotShareRule, brought: Mapping[int, Decimal]) -> dict[str, Any]:
    codes = dict(Household.objects.filter(pk__in=brought).values_list("pk", "code"))
    return {
        "lot": part.lot_code,
        "pieces": part.pieces,
        "worth": str(part.worth),
        "basis": rule.basis,
        "keep_bp": rule.keep_bp,
        "brought": {codes[household]: str(quantity) for household, quantity in brought.items()},
    }
