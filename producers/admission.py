"""What staff decide about groups: approve, suspend, reinstate. The group is told of each."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from journal.models import AuditEntry
from notices.tell import tell
from producers import onboarding
from producers.members import people_in_charge
from producers.models import ProducerGroup

MAY_APPROVE = "producers.approve_group"
SHOWN_ENTRIES = 40


def groups_by_status(status: str) -> QuerySet[ProducerGroup]:
    """Groups in one state; applications oldest first, the others by name."""
    rows = ProducerGroup.objects.filter(status=status).select_related("district")
    return rows.order_by("applied_at", "pk") if status == ProducerGroup.Status.APPLIED else rows.order_by("name", "pk")


def counts() -> dict[str, int]:
    """How many groups are in each state. One query."""
    rows = ProducerGroup.objects.values("status").annotate(number=Count("pk")).order_by()
    return {row["status"]: row["number"] for row in rows}


def history(group: ProducerGroup) -> list[AuditEntry]:
    """What happened to a group, the newest first. One query."""
    rows = AuditEntry.objects.filter(subject_type=group._meta.label_lower, subject=str(group.pk))
    return list(rows.select_related("acting_user").order_by("-pk")[:SHOWN_ENTRIES])


def approve(group: ProducerGroup, *, acting_user: User) -> bool:
    """Let an applied group sell, and tell it; returns whether this call did it. Raises ``WrongGroupStatus`` for a suspended group."""
    with transaction.atomic():
        held = ProducerGroup.objects.select_for_update().get(pk=group.pk)
        is_new = held.status == ProducerGroup.Status.APPLIED
        onboarding.approve(group, acting_user=acting_user)
        if is_new:
            _tell(
                group,
                "group_approved",
                lambda: _("%(group)s may sell in the shop"),
                lambda: _("Log in and open the workspace: you can list your goods now."),
            )
    return is_new


def suspend(group: ProducerGroup, *, reason: str, acting_user: User) -> None:
    """Stop a group from selling, and tell it why. Raises ``WrongGroupStatus``, ``ValueError`` without a reason."""
    with transaction.atomic():
        onboarding.suspend(group, reason=reason, acting_user=acting_user)
        _tell(
            group,
            "group_suspended",
            lambda: _("%(group)s can not sell at the moment"),
            lambda: _("The reason: %(reason)s Orders that you have are to be finished.").replace("%(reason)s", reason),
        )


def reinstate(group: ProducerGroup, *, reason: str, acting_user: User) -> None:
    """Let a suspended group sell again, and tell it. Raises ``WrongGroupStatus``, ``ValueError`` without a reason."""
    with transaction.atomic():
        onboarding.reinstate(group, reason=reason, acting_user=acting_user)
        _tell(
            group,
            "group_reinstated",
            lambda: _("%(group)s may sell again"),
            lambda: _("Your goods are in the shop again. %(reason)s").replace("%(reason)s", reason),
        )


def _tell(group: ProducerGroup, kind: str, title: Callable[[], str], body: Callable[[], str]) -> None:
    """One mail to each owner and manager in the own language. In the caller's transaction, behind its journal entry."""
    entry = AuditEntry.objects.filter(subject_type=group._meta.label_lower, subject=str(group.pk)).latest("pk")
    for member in people_in_charge(group):
        if not member.email:
            continue
        with translation.override(member.language):
            words = title().replace("%(group)s", group.name), body()
        tell(
            kind=kind,
            to_email=member.email,
            key=f"{entry.pk}.{member.pk}",
            title=words[0][:200],
            body=words[1],
            subject_number=group.slug,
            user=member,
            language=member.language,
        )
