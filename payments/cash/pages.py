"""What pages show of cash: a group's own, and what staff have to count, to compare and to bring to the bank."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, Sum, When
from django.utils import timezone

from payments.cash import receipts, rules
from payments.models import CashHandIn, CashReceipt, CashWriteOff
from producers.models import ProducerGroup

SHOWN = 100  # rows of one list


@dataclass(frozen=True)
class GroupCash:
    """``with_group``: cash that it has; ``hand_ins``: what it brought, the newest first. ``hand_in_days``: how long it may keep cash."""

    with_group: Sequence[CashReceipt]
    total_paise: int
    hand_ins: Sequence[CashHandIn]
    hand_in_days: int
    has_any: bool


def of_group(group: ProducerGroup) -> GroupCash:
    """Two queries."""
    mine = [receipt for receipt in receipts.with_group().filter(group=group)[:SHOWN] if receipt.hand_in is None]
    brought = list(CashHandIn.objects.filter(group=group).exclude(status=CashHandIn.Status.DROPPED).order_by("-pk")[:SHOWN])
    days = rules.rule_on(timezone.localdate()).hand_in_days
    return GroupCash(mine, sum(receipt.amount_paise for receipt in mine), brought, days, bool(mine or brought))


@dataclass(frozen=True)
class ToCount:
    """One group with the cash that it has. ``is_late`` where it has had some for too long."""

    group: ProducerGroup
    receipts: Sequence[CashReceipt]
    total_paise: int
    is_late: bool


def to_count() -> list[ToCount]:
    """Groups that have cash which nobody counts at the moment, by name. One query."""
    found: dict[int, list[CashReceipt]] = {}
    for receipt in receipts.with_group().filter(hand_in__isnull=True):
        found.setdefault(receipt.group_id, []).append(receipt)
    last = receipts.last_day()
    rows = [ToCount(rows[0].group, rows, sum(row.amount_paise for row in rows), rows[0].taken_on < last) for rows in found.values()]
    return sorted(rows, key=lambda row: (row.group.name, row.group.pk))


def hand_ins(*, is_done: bool) -> "list[CashHandIn]":
    """Counts that wait for the second person or for the bank, the oldest first; or those that are done, the newest first."""
    waiting = (CashHandIn.Status.COUNTED, CashHandIn.Status.CHECKED)
    found = CashHandIn.objects.select_related("group", "counted_by", "checked_by", "write_off__receipt").prefetch_related("receipts")
    if is_done:
        return list(found.exclude(status__in=waiting).order_by("-pk")[:SHOWN])
    return list(found.filter(status__in=waiting).order_by("pk")[:SHOWN])


def late() -> list[CashReceipt]:
    """Cash that groups should have brought, that nobody counts and nobody has proposed to write off, the oldest first. One query."""
    told = CashWriteOff.objects.exclude(status=CashWriteOff.Status.REFUSED).values("receipt")
    found = receipts.with_group().filter(hand_in__isnull=True, taken_on__lt=receipts.last_day()).exclude(pk__in=told)
    return list(found[:SHOWN])


def write_offs() -> list[CashWriteOff]:
    """What was proposed and decided: what waits for the second person first, then the newest; ``found_paise`` is what of it turned up.

    One query.
    """
    waits = Case(When(status=CashWriteOff.Status.PROPOSED, then=0), default=1)
    turned_up = Sum("found__amount_paise", filter=~Q(found__status=CashHandIn.Status.DROPPED), default=0)
    found = CashWriteOff.objects.select_related("receipt__group", "advance", "proposed_by", "approved_by").annotate(found_paise=turned_up)
    return list(found.order_by(waits, "-pk")[:SHOWN])
