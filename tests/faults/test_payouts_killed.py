"""The process dies at every named point between what is due and what the bank did with it: money moves once, or not yet."""

from collections.abc import Callable
from typing import Any

import pytest

from payments.models import Journal, Payout, PayoutBatch
from payments.payouts import batches, deciding, due, outcomes
from payments.reconciling import Report, fill
from tests.faults.killing import PAYMENTS, die_at, points_of
from tests.payments.payout_steps import approved, due_payout, earn, fresh, in_order, make_ready_group, propose, sent, staff

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("committed_db")]
FOLDER = PAYMENTS / "payouts"
DUE, DECIDE, FILES, OUTCOMES = (points_of(file, FOLDER) for file in ("due.py", "deciding.py", "batches.py", "outcomes.py"))
Status = Payout.Status


def _of(points: list[str], word: str) -> list[str]:
    return [point for point in points if f".{word}." in point]


def _dies_and_is_repeated(points: list[str], ready: Callable[[], Any], act: Callable[[Any], Any], is_done: Callable[[Any], bool]) -> None:
    """At each point: nothing is half done, nothing is done, and doing it again does it once."""
    assert points
    for point in points:
        thing = ready()
        try:
            before = Journal.objects.count()
            die_at(point, lambda thing=thing: act(thing))
            assert not is_done(thing)
            assert Journal.objects.count() == before
            assert in_order()
            act(thing)
            assert is_done(thing)
            assert in_order()
            assert _nothing_to_reconcile()
        except AssertionError as failure:
            failure.add_note(f"The process had died at {point}.")
            raise


def _nothing_to_reconcile() -> bool:
    report = Report()
    fill(report)
    return report.posted == 0


def _group() -> Any:
    group = make_ready_group()
    earn(group)
    return group


def test_what_is_due_is_made_ready_whole_or_not_at_all() -> None:
    _dies_and_is_repeated(
        _of(DUE, "due"), _group, lambda group: due.prepare(group.pk), lambda group: Payout.objects.filter(group=group).exists()
    )


def test_a_decision_is_made_whole_or_not_at_all() -> None:
    person = staff()
    _dies_and_is_repeated(
        _of(DECIDE, "decide"),
        lambda: propose(due_payout(_group())),
        lambda payout: deciding.approve(fresh(payout), version=payout.version, acting_user=person),
        lambda payout: fresh(payout).status == Status.APPROVED,
    )


def test_a_file_is_made_whole_or_not_at_all() -> None:
    person = staff()
    _dies_and_is_repeated(
        _of(FILES, "file"),
        lambda: approved(_group()),
        lambda _payout: batches.make(acting_user=person),
        lambda payout: fresh(payout).batch is not None,
    )


def _batch() -> PayoutBatch:
    approved(_group())
    approved(_group())
    return batches.make(acting_user=staff())


def test_killed_between_the_file_and_its_record_the_file_is_the_same_and_is_recorded_once() -> None:
    person = staff()
    batch = _batch()
    text = batches.text_of(batch, acting_user=person)
    for point in _of(FILES, "sent"):
        die_at(point, lambda: batches.record_sent(PayoutBatch.objects.get(pk=batch.pk), reference="B1", acting_user=person))
        assert PayoutBatch.objects.get(pk=batch.pk).status == "made"
        assert set(Payout.objects.values_list("status", flat=True)) == {Status.APPROVED}
        assert not Journal.objects.filter(kind="payout_sent").exists()
        with pytest.raises(batches.NothingToSend):
            batches.make(acting_user=person)
        assert batches.text_of(PayoutBatch.objects.get(pk=batch.pk), acting_user=person) == text
    for _press in range(2):
        batches.record_sent(PayoutBatch.objects.get(pk=batch.pk), reference="B1", acting_user=person)
    assert Journal.objects.filter(kind="payout_sent").count() == 2
    assert in_order()


def test_a_file_is_dropped_whole_or_not_at_all() -> None:
    person = staff()
    _dies_and_is_repeated(
        _of(FILES, "drop"),
        _batch,
        lambda batch: batches.drop(PayoutBatch.objects.get(pk=batch.pk), reason="never uploaded", acting_user=person),
        lambda batch: PayoutBatch.objects.get(pk=batch.pk).status == "dropped",
    )


def test_what_the_bank_paid_is_recorded_whole_or_not_at_all() -> None:
    person = staff()
    _dies_and_is_repeated(
        _of(OUTCOMES, "settle"),
        lambda: sent(_group()),
        lambda payout: outcomes.settle(fresh(payout), reference=f"UTR{payout.pk}", acting_user=person),
        lambda payout: fresh(payout).status == Status.SETTLED,
    )


def test_what_the_bank_sent_back_is_recorded_whole_or_not_at_all() -> None:
    person = staff()
    _dies_and_is_repeated(
        _of(OUTCOMES, "bounce"),
        lambda: sent(_group()),
        lambda payout: outcomes.bounce(fresh(payout), reason="bank_trouble", acting_user=person),
        lambda payout: fresh(payout).status == Status.BOUNCED,
    )
