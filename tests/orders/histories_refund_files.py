"""Refunds that leave in files in a random history: proposed, approved, handed over or dropped, each line paid or sent back."""

from typing import TYPE_CHECKING

from orders import refund_files
from payments.models import Refund, RefundFile, RefundFileLine
from payments.refund_files import checks, destinations, errors, files

if TYPE_CHECKING:
    from tests.orders.histories import History

REFUSALS = (errors.NothingToRefund, errors.NotAsSeen)


def refund_file(history: "History") -> None:
    """Some steps of a file, and of its lines."""
    for step in (_propose, _decide, _hand_over, _hear, _hear):
        if history.random.random() < 0.8:
            step(history)


def _propose(history: "History") -> None:
    for refund in files.to_send():
        if history.random.random() < 0.7:
            destinations.give(order_number=refund.allocation.payment.order_number, upi_id="asha@okbank")
    if files.to_send().exists():
        files.propose(acting_user=history.shelf.staff)


def _decide(history: "History") -> None:
    file = history.pick(RefundFile.objects.filter(status="proposed"))
    if file:
        files.approve(file, acting_user=history.shelf.second)


def _hand_over(history: "History") -> None:
    file = history.pick(RefundFile.objects.filter(status="approved"))
    if file and history.random.random() < 0.8:
        files.text_of(file, acting_user=history.shelf.staff)
        files.record_sent(file, reference=f"REFUNDS{file.pk}", acting_user=history.shelf.staff)
    elif file:
        files.drop(file, note="never sent", acting_user=history.shelf.staff)


def _hear(history: "History") -> None:
    living = RefundFileLine.objects.filter(file__status="sent", released_at__isnull=True)
    line = history.pick(living.select_related("file", "destination", "refund__allocation__payment"))
    if line is None:
        return
    before = _gone(line.refund)
    if history.random.random() < 0.6:
        reference = f"LINE{line.pk}"
        if line.refund.status != "sent":
            refund_files.line_sent(line, reference=reference, acting_user=history.shelf.staff)
    else:
        refund_files.line_came_back(line, reason=history.random.choice(["bank_trouble", "no_such_upi"]), acting_user=history.shelf.staff)
    history.cash_paise += before - _gone(line.refund)


def _gone(refund: Refund) -> int:
    found = Refund.objects.get(pk=refund.pk)
    return found.amount_paise if found.status == "sent" else 0


ACTS = {refund_file: 3}


def check() -> None:
    assert list(checks.problems()) == []
