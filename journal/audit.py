"""The audit trail: who did what to which row, when, and for whom. Rows are only ever added."""

import json
from typing import TYPE_CHECKING, Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from journal.inserting import insert_one
from journal.models import AuditEntry

if TYPE_CHECKING:
    from accounts.models import User


class NotInTransaction(RuntimeError):
    """The entry would be kept although the act itself may be rolled back, or the other way round."""


def record(
    *,
    action: str,
    subject: models.Model | tuple[str, str],
    acting_user: "User | None" = None,
    actor: str = "",
    on_behalf_of: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Add one entry, in the same transaction as the act it tells of. Raises ``NotInTransaction`` outside one.

    ``subject`` is the row, or its type and public number. ``actor`` is only needed when no user acted; without both it is
    ``system``. ``before`` and ``after`` hold the changed fields only; dates, decimals and ids are stored as JSON text.
    """
    require_transaction("An audit entry")
    subject_type, subject_key = _name(subject)
    entry = AuditEntry(
        acting_user=acting_user,
        actor=actor or (f"user:{acting_user.pk}" if acting_user else "system"),
        on_behalf_of=on_behalf_of,
        action=action,
        subject_type=subject_type,
        subject=subject_key,
        before=_as_json(before),
        after=_as_json(after),
        reason=reason,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )
    return insert_one(entry)


def require_transaction(what: str) -> None:
    """Raises ``NotInTransaction`` when ``what`` would be written by itself."""
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{what} belongs into the transaction of the act it stands for.")


def _name(subject: models.Model | tuple[str, str]) -> tuple[str, str]:
    if isinstance(subject, models.Model):
        return subject._meta.label_lower, str(subject.pk)
    return subject


def _as_json(values: dict[str, Any] | None) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values or {}, cls=DjangoJSONEncoder))
    return plain
