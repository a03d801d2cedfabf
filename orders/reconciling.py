"""Bringing rows, ledger and gateway together again after whatever went wrong. Running it twice changes nothing the second time."""

from django.db import transaction

from orders import at_door, earning, line_checks, moves
from orders.errors import NotPossible
from orders.models import ProducerOrder
from orders.vouchers import checking as vouchers
from payments import comparing, reconciling
from payments.errors import EarningRefused
from payments.jobs import reconcile_cards, reconcile_disputes
from payments.models import Allocation, Payment
from payments.payouts import checks as payout_checks
from payments.reconciling import Report

__all__ = ["Report", "fill", "reconcile"]


def reconcile() -> Report:
    """Ask the gateway about waiting payments and disputes, post what the ledger lacks, compare the rest, list what needs a person."""
    reconcile_cards()
    disputed = reconcile_disputes()
    report = fill()
    report.wrong += [*comparing.differences(), *_paid_and_not_released(), *line_checks.problems(), *vouchers.problems()]
    report.to_do += [*disputed, *comparing.to_do(), *payout_checks.to_do(), *at_door.to_do()]
    return report


def fill() -> Report:
    """Post what the ledger lacks for rows that exist, and earn what was delivered before earnings were written."""
    report = Report()
    reconciling.fill(report)
    for chunk in reconciling.chunks(earning.not_earned()):
        for part in chunk:
            _earn(part, report)
    return report


def _earn(part: ProducerOrder, report: Report) -> None:
    """A part that was delivered before earnings were written, in a transaction of its own."""
    try:
        with transaction.atomic():
            moves.lock_order(part.order_id)
            report.posted += bool(earning.earn(part).gross_paise)
    except (EarningRefused, NotPossible) as refusal:
        report.wrong.append(f"{part.number}: it is delivered and can not be earned: {refusal}")


def _paid_and_not_released() -> list[str]:
    """Parts that wait for a payment which is there: recording and releasing are one transaction, so there are none."""
    paid = Allocation.objects.filter(payment__status=Payment.Status.PAID).values("producer_order_number")
    held = ProducerOrder.objects.filter(status=ProducerOrder.Status.HELD, number__in=paid)
    return [f"{number}: it waits for a payment that is there" for number in held.order_by("pk").values_list("number", flat=True)]
