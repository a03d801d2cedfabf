"""Receipts: acting once for one key."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from journal import receipts
from journal.models import Effect, Receipt


def _pay(key: str, fingerprint: str = "f1", result: object = "LB-1") -> tuple[bool, object]:
    with transaction.atomic(), receipts.once("pay", key, fingerprint) as answer:
        if answer.is_new:
            Effect.objects.create(kind="tests.paid", dedup_key=f"{key}-{Effect.objects.count()}")
            answer.result = result
    return answer.is_new, answer.result


@pytest.mark.django_db
def test_a_repeat_gets_the_first_answer_and_does_nothing() -> None:
    assert _pay("k1", result={"order": "LB-1"}) == (True, {"order": "LB-1"})
    assert _pay("k1", result={"order": "LB-2"}) == (False, {"order": "LB-1"})
    assert Effect.objects.count() == 1


@pytest.mark.django_db
def test_a_key_used_for_another_request_is_refused() -> None:
    _pay("k1", "f1")
    with pytest.raises(receipts.KeyReused):
        _pay("k1", "f2")


@pytest.mark.django_db
def test_the_same_key_in_another_scope_is_another_key() -> None:
    _pay("k1")
    with transaction.atomic(), receipts.once("ship", "k1", "other") as answer:
        assert answer.is_new
        answer.result = "sent"


@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_receipt() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), receipts.once("pay", "k1", "f1"):
        _ = 1 // 0
    assert _pay("k1") == (True, "LB-1")


@pytest.mark.django_db
def test_a_new_answer_must_be_given() -> None:
    with pytest.raises(receipts.NoResult), transaction.atomic(), receipts.once("pay", "k1", "f1"):
        pass
    assert not Receipt.objects.exists()


def test_a_fingerprint_does_not_depend_on_the_order_of_fields() -> None:
    assert receipts.fingerprint({"a": 1, "b": [2]}) == receipts.fingerprint({"b": [2], "a": 1})
    assert receipts.fingerprint({"a": 1}) != receipts.fingerprint({"a": 2})


@pytest.mark.usefixtures("committed_db")
def test_eight_at_once_act_once_and_all_get_the_same_answer() -> None:
    barrier = Barrier(8)

    def press(number: int) -> tuple[bool, object]:
        barrier.wait()
        try:
            return _pay("k1", result=f"LB-{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(press, range(8)))
    assert sum(is_new for is_new, _result in answers) == 1
    assert len({result for _is_new, result in answers}) == 1
    assert Effect.objects.count() == 1


@pytest.mark.django_db
def test_the_row_of_a_key_is_written_once_and_another_refusal_stays_one() -> None:
    def write(key: str, *effects: str) -> Receipt:
        with receipts.written_once(Receipt.objects.filter(scope="form", key=key)) as kept:
            kept.row = Receipt.objects.create(scope="form", key=key, fingerprint="f")
            for effect in effects:
                Effect.objects.create(kind="tests.paid", dedup_key=effect)
        return kept.there

    first = write("k1", "one")
    assert write("k1", "two") == first
    assert list(Effect.objects.values_list("dedup_key", flat=True)) == ["one"]
    with pytest.raises(IntegrityError):
        write("k2", "one")
    assert not Receipt.objects.filter(key="k2").exists()
