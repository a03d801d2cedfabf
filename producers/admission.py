"""What staff decide about groups: approve, suspend, reinstate. The group is told of each."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal.models import AuditEntry
from producers import applying, checklist, invitations, onboarding
from producers.errors import ApplicationRefused, ChecklistOpen
from producers.letters import tell_group
from producers.models import Application, Membership, ProducerGroup

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
    """Let an applied group sell, with everything that belongs to it, and tell it; returns whether this call did it.

    In one act: the partner behind its stock, its page, and an invitation for whoever applied, who becomes its first owner. Pressed
    twice it is done once. Raises ``ChecklistOpen``, ``ApplicationRefused`` while its facts are not complete, ``WrongGroupStatus``
    for a suspended group.
    """
    with transaction.atomic():
        held = ProducerGroup.objects.select_for_update(of=("self",)).select_related("district").get(pk=group.pk)
        is_new = held.status == ProducerGroup.Status.APPLIED
        if is_new:
            _is_complete(held)
        onboarding.approve(group, acting_user=acting_user)
        if is_new:
            _invite_applicant(held, acting_user)
            _tell(
                group,
                "group_approved",
                lambda: _("%(group)s may sell in the shop"),
                lambda: _("Log in and open the workspace: you can list your goods now."),
            )
    return is_new


def _is_complete(group: ProducerGroup) -> None:
    open_labels = checklist.open_labels(group)
    if open_labels:
        raise ChecklistOpen(open_labels)
    problems = onboarding.problems_of(group, timezone.localdate())
    if problems:
        raise ApplicationRefused(problems)


def _invite_applicant(group: ProducerGroup, acting_user: User) -> None:
    """Who applied becomes the owner, by a link to the number or address given; nobody else can, and nobody without it."""
    application = Application.objects.filter(group=group).first()
    if application is None or Membership.objects.filter(group=group, role=Membership.Role.OWNER, ended_at__isnull=True).exists():
        return
    person, mobile, email = applying.contact_of(application)
    invitations.invite(
        group=group,
        role=Membership.Role.OWNER,
        name=person,
        email=email,
        mobile=mobile,
        language=application.language,
        acting_user=acting_user,
    )


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
    """One notice to each owner and manager. In the caller's transaction, behind its journal entry."""
    entry = AuditEntry.objects.filter(subject_type=group._meta.label_lower, subject=str(group.pk)).latest("pk")
    tell_group(group, kind, str(entry.pk), lambda: title().replace("%(group)s", group.name), body, link=reverse("workspace"))
