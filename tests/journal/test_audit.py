"""The audit trail."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import structlog
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from journal import audit
from journal.models import AuditEntry


def _entry() -> AuditEntry:
    with transaction.atomic():
        return audit.record(action="group.approve", subject=("producers.producergroup", "suru-blossom"), reason="papers complete")


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_which_row_for_whom() -> None:
    user = User.objects.create_user("staff@test.example", "a-long-password")
    with structlog.contextvars.bound_contextvars(request_id="abc123"):
        entry = audit.record(
            action="user.rename",
            subject=user,
            acting_user=user,
            on_behalf_of="suru-blossom",
            before={"price": Decimal("10.50"), "day": date(2026, 11, 1)},
            after={"at": datetime(2026, 11, 1, tzinfo=UTC)},
            reason="asked by phone",
        )
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.actor, kept.acting_user, kept.on_behalf_of) == (f"user:{user.pk}", user, "suru-blossom")
    assert (kept.subject_type, kept.subject) == ("accounts.user", str(user.pk))
    assert kept.before == {"price": "10.50", "day": "2026-11-01"}
    assert kept.after == {"at": "2026-11-01T00:00:00Z"}
    assert (kept.reason, kept.request_id) == ("asked by phone", "abc123")


@pytest.mark.django_db
def test_without_a_user_the_actor_is_the_system_or_whoever_is_named() -> None:
    assert _entry().actor == "system"
    with transaction.atomic():
        assert audit.record(action="x", subject=("a", "b"), actor="shopper").actor == "shopper"


@pytest.mark.usefixtures("committed_db")
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(audit.NotInTransaction):
        audit.record(action="x", subject=("a", "b"))
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_auditentry SET reason = 'better' WHERE id = %s",
        "DELETE FROM journal_auditentry WHERE id = %s",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(statement: str) -> None:
    entry = _entry()
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [entry.pk])
    assert AuditEntry.objects.get(pk=entry.pk).reason == "papers complete"


@pytest.mark.usefixtures("committed_db")
@pytest.mark.postgres
def test_postgresql_refuses_to_empty_the_table() -> None:
    _entry()
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_auditentry")
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_user_who_acted_can_not_be_deleted() -> None:
    user = User.objects.create_user("staff@test.example", "a-long-password")
    audit.record(action="x", subject=("a", "b"), acting_user=user)
    with pytest.raises(DatabaseError):
        user.delete()
    assert User.objects.filter(pk=user.pk).exists()
