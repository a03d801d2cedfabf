"""The outbox and transactions: rules that a test inside a transaction can not see."""

import pytest
from django.db import connection, transaction

from journal import outbox
from journal.audit import NotInTransaction
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
