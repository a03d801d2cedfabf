"""The outbox and transactions: rules that a test inside a transaction can not see."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from journal import outbox
from journal.audit import NotInTransaction
from journal.models import Effect
from tests.journal.test_outbox import Calls, owe

pytestmark = pytest.mark.usefixtures("committed_db")


def test_an_effect_owed_outside_a_transaction_is_refused(calls: Calls) -> None:
    with pytest.raises(NotInTransaction):
        outbox.owe("tests.note", key="1", payload={})


def test_effects_are_carried_out_outside_any_transaction() -> None:
    seen: list[bool] = []
    outbox.effect("tests.note")(lambda payload: seen.append(connection.in_atomic_block))
    owe()
    assert outbox.drain() == 1
    assert seen == [False]


def test_draining_inside_a_transaction_is_refused(calls: Calls) -> None:
    owe()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        outbox.drain()
    assert calls == []


@pytest.mark.postgres
def test_a_row_that_somebody_is_claiming_is_stepped_over(calls: Calls) -> None:
    first, second = owe("1", number=1), owe("2", number=2)
    held, released = Event(), Event()

    def claim_slowly() -> None:
        with transaction.atomic():
            Effect.objects.select_for_update().get(pk=first.pk)
            held.set()
            released.wait(20)
        connection.close()

    other = Thread(target=claim_slowly)
    other.start()
    held.wait(20)
    assert outbox.drain() == 1
    released.set()
    other.join()
    assert calls == [second.payload]
    assert outbox.drain() == 1
    assert calls == [second.payload, first.payload]
