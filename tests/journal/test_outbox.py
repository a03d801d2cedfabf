"""The outbox: owing effects and carrying them out."""

from datetime import timedelta
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journal import leases, outbox
from journal.models import Effect
from tests.journal.time_passing import pass_time

pytestmark = pytest.mark.django_db
Calls = list[dict[str, object]]


def owe(key: str = "1", kind: str = "tests.note", **payload: object) -> Effect:
    with transaction.atomic():
        outbox.owe(kind, key=key, payload=payload)
    return Effect.objects.get(dedup_key=f"{kind}:{key}")


def broken(payload: dict[str, object]) -> None:
    raise OSError("mail server of asha@test.example is down, ring 9876543210")


def test_an_owed_effect_is_carried_out_once(calls: Calls) -> None:
    owe("1", number="LB-1")
    assert outbox.drain() == 1
    assert outbox.drain() == 0
    assert calls == [{"number": "LB-1"}]


def test_the_same_key_twice_is_one_effect(calls: Calls) -> None:
    owe("1", n=1)
    owe("1", n=2)
    assert outbox.drain() == 1
    owe("1", n=3)
    assert outbox.drain() == 0
    assert calls == [{"n": 1}]


def test_the_same_key_of_another_kind_is_another_effect(calls: Calls) -> None:
    outbox.effect("tests.other")(calls.append)
    owe("1")
    owe("1", kind="tests.other")
    assert outbox.drain() == 2


def test_a_rolled_back_effect_is_never_carried_out(calls: Calls) -> None:
    with transaction.atomic():
        outbox.owe("tests.note", key="1", payload={})
        transaction.set_rollback(True)
    assert outbox.drain() == 0
    assert calls == []


def test_an_effect_waits_until_it_is_due(calls: Calls) -> None:
    with transaction.atomic():
        outbox.owe("tests.note", key="1", payload={}, due_at=timezone.now() + timedelta(hours=1))
    assert outbox.drain() == 0
    pass_time(timedelta(hours=1))
    assert outbox.drain() == 1


def test_the_longest_due_effect_comes_first(calls: Calls) -> None:
    with transaction.atomic():
        for hours in (1, 3, 2):
            outbox.owe("tests.note", key=str(hours), payload={"hours": hours}, due_at=timezone.now() - timedelta(hours=hours))
    outbox.drain()
    assert [call["hours"] for call in calls] == [3, 2, 1]


def test_an_effect_nobody_can_carry_out_is_refused() -> None:
    with pytest.raises(outbox.UnknownEffect), transaction.atomic():
        outbox.owe("tests.unheard_of", key="1", payload={})
    assert not Effect.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 150])
def test_a_key_that_does_not_fit_is_refused(key: str, calls: Calls) -> None:
    with pytest.raises(ValueError, match="1 to 149 characters"), transaction.atomic():
        outbox.owe("tests.note", key=key, payload={})


def test_a_failed_effect_is_tried_again_later_each_time(calls: Calls) -> None:
    outbox.effect("tests.note")(broken)
    row = owe()
    for attempt, wait_s in [(1, 10), (2, 20), (3, 40), (4, 80)]:
        before = timezone.now()
        assert outbox.drain() == 0
        row.refresh_from_db()
        assert row.attempts == attempt
        assert timedelta(seconds=wait_s) <= row.due_at - before < timedelta(seconds=wait_s + 5)
        assert (row.done_at, row.dead_at, row.lease_until) == (None, None, None)
        pass_time(timedelta(seconds=wait_s + 5))
    outbox.effect("tests.note")(calls.append)
    assert outbox.drain() == 1
    row.refresh_from_db()
    assert row.done_at is not None
    assert row.last_error == ""


def test_waits_double_up_to_an_hour() -> None:
    assert [leases.wait_after(n).total_seconds() for n in (0, 1, 2, 9, 10, 19)] == [0, 10, 20, 2560, 3600, 3600]


def test_an_effect_is_given_up_after_its_last_attempt_and_can_be_revived(calls: Calls) -> None:
    outbox.effect("tests.note", max_attempts=3)(broken)
    row = owe()
    for _ in range(3):
        outbox.drain()
        pass_time(timedelta(hours=1))
    row.refresh_from_db()
    assert (row.attempts, row.dead_at is not None) == (3, True)
    assert outbox.drain() == 0
    call_command("dead_effects", "--revive", str(row.pk))
    outbox.effect("tests.note")(calls.append)
    assert outbox.drain() == 1


def test_the_error_kept_in_the_row_holds_no_personal_data(capsys: pytest.CaptureFixture[str]) -> None:
    outbox.effect("tests.note", max_attempts=1)(broken)
    row = owe()
    outbox.drain()
    row.refresh_from_db()
    assert row.last_error == "OSError: mail server of [mail] is down, ring [phone]"
    call_command("dead_effects")
    assert "tests.note:1, given up" in capsys.readouterr().out.replace("tests.note,", "tests.note:1,")


def test_an_effect_whose_handler_is_gone_is_tried_again_after_the_next_deploy(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    row = owe()
    monkeypatch.delitem(outbox._kinds, "tests.note")
    assert outbox.drain() == 0
    row.refresh_from_db()
    assert (row.attempts, row.last_error) == (1, "UnknownEffect: tests.note")
    assert row.due_at > timezone.now()


def test_an_effect_that_killed_its_worker_every_time_is_given_up(calls: Calls) -> None:
    outbox.effect("tests.note", max_attempts=2)(calls.append)
    row = owe()
    for attempt in (1, 2):
        assert leases.claim_next(f"killed-{attempt}", outbox.policy_of) is not None
        pass_time(timedelta(hours=1))
    assert outbox.drain() == 0
    row.refresh_from_db()
    assert row.dead_at is not None
    assert row.last_error == "The worker ended without a word at every attempt."
    assert calls == []


def test_a_claimed_effect_is_nobody_elses_until_its_lease_ends(calls: Calls) -> None:
    row = owe()
    claimed = leases.claim_next("first", outbox.policy_of)
    assert claimed is not None
    row.refresh_from_db()
    assert row.lease_until is not None
    limit = timedelta(seconds=outbox.TIME_LIMIT_S)
    assert row.lease_until - timezone.now() > limit, "the lease must outlast the time limit"
    assert outbox.drain() == 0
    pass_time(timedelta(seconds=91))
    assert outbox.drain() == 1


def test_a_worker_that_lost_its_lease_can_not_record_anything(calls: Calls) -> None:
    row = owe()
    first = leases.claim_next("first", outbox.policy_of)
    assert first is not None
    pass_time(timedelta(hours=1))
    second = leases.claim_next("second", outbox.policy_of)
    assert second is not None
    leases.record_failure(first, OSError("late"))
    leases.record_done(first)
    row.refresh_from_db()
    assert (row.lease_owner, row.done_at, row.last_error) == ("second", None, "")
    leases.record_done(second)
    row.refresh_from_db()
    assert row.done_at is not None


def test_two_workers_that_read_the_same_row_can_not_both_take_it(calls: Calls) -> None:
    row = owe()
    policy = outbox.policy_of(row.kind)
    assert leases._take(row, "first", policy, timezone.now()) is not None
    assert leases._take(row, "second", policy, timezone.now()) is None


def test_looking_for_effects_when_there_are_none_is_one_bare_select(calls: Calls) -> None:
    owe()
    outbox.drain()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert outbox.drain() == 0
    statements = [query["sql"] for query in queries.captured_queries]
    assert len(statements) == 1
    assert statements[0].startswith("SELECT")
    assert "FOR UPDATE" not in statements[0]


def test_a_handler_that_takes_too_long_is_stopped_and_tried_again() -> None:
    outbox.effect("tests.note", time_limit_s=0.05)(lambda payload: Event().wait(20))
    row = owe()
    assert outbox.drain() == 0
    row.refresh_from_db()
    assert row.last_error == "TimeLimitReached: took longer than 0.05 s"
    assert row.due_at > timezone.now()


def test_effects_done_long_ago_are_forgotten_and_others_kept(calls: Calls) -> None:
    old, recent, owed = owe("old"), owe("recent"), owe("owed")
    Effect.objects.filter(pk=old.pk).update(done_at=timezone.now() - timedelta(days=91))
    Effect.objects.filter(pk=recent.pk).update(done_at=timezone.now() - timedelta(days=89))
    assert outbox.forget_done(chunk=1) == 1
    assert set(Effect.objects.values_list("pk", flat=True)) == {recent.pk, owed.pk}
