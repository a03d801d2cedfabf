"""People who act for a group that asked them to: the group's consent is written down, and each act says "on behalf of"."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from journal import audit
from producers.errors import AlreadyMember, ConsentMissing, MembershipEnded
from producers.models import Facilitation, ProducerGroup


def grant(
    *,
    user: User,
    group: ProducerGroup,
    consent: str,
    acting_user: User | None,
    consent_by: str = "",
    consent_on: date | None = None,
    consent_how: str = "",
) -> Facilitation:
    """Let ``user`` act for the group. ``consent`` says in words who of the group agreed, when and how; the others say it by field.

    Raises ``ConsentMissing`` without it and ``AlreadyMember`` when the person may already act for the group.
    """
    if not consent.strip():
        raise ConsentMissing("Write down who of the group agreed, when and how.")
    try:
        with transaction.atomic():
            facilitation = Facilitation.objects.create(
                user=user,
                group=group,
                consent=consent.strip(),
                consent_by=consent_by[:120],
                consent_on=consent_on,
                consent_how=consent_how,
            )
            audit.record(
                action="facilitation.grant",
                subject=facilitation,
                acting_user=acting_user,
                after={"user": user.pk, "group": group.pk, "consent": facilitation.consent},
            )
    except IntegrityError:
        raise AlreadyMember(f"User {user.pk} already acts for {group.slug}.") from None
    return facilitation


def end(*, facilitation: Facilitation, acting_user: User | None, reason: str = "") -> Facilitation:
    """End the leave to act; the row stays. Raises ``MembershipEnded`` when it had already ended."""
    with transaction.atomic():
        now = timezone.now()
        if not Facilitation.objects.filter(pk=facilitation.pk, ended_at__isnull=True).update(ended_at=now):
            raise MembershipEnded(f"Facilitation {facilitation.pk} has already ended.")
        facilitation.ended_at = now
        audit.record(action="facilitation.end", subject=facilitation, acting_user=acting_user, reason=reason)
    return facilitation
