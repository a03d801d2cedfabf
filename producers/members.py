"""Who belongs to a group and as what: add, change role, end."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from journal import audit
from producers.errors import AlreadyMember, LastOwner, MembershipEnded
from producers.models import Membership, ProducerGroup


def add_member(*, user: User, group: ProducerGroup, role: str, acting_user: User | None) -> Membership:
    """Make a person a member. Raises ``AlreadyMember``, or ``ValueError`` for an unknown role."""
    role = Membership.Role(role).value
    try:
        with transaction.atomic():
            membership = Membership.objects.create(user=user, group=group, role=role)
            audit.record(action="member.add", subject=membership, acting_user=acting_user, after=_facts(membership))
    except IntegrityError:
        raise AlreadyMember(f"User {user.pk} already belongs to {group.slug}.") from None
    return membership


def change_role(*, membership: Membership, role: str, acting_user: User | None) -> Membership:
    """Give a member another role. Raises ``LastOwner``, ``MembershipEnded``, or ``ValueError`` for an unknown role."""
    role = Membership.Role(role).value
    with transaction.atomic():
        held = _held(membership)
        before = _facts(held)
        if role != Membership.Role.OWNER:
            _keep_an_owner(held)
        held.role = membership.role = role
        held.save(update_fields=["role"])
        audit.record(action="member.change_role", subject=held, acting_user=acting_user, before=before, after=_facts(held))
    return membership


def end_membership(*, membership: Membership, acting_user: User | None, reason: str = "") -> Membership:
    """End a membership; the row stays. Raises ``LastOwner`` or ``MembershipEnded``."""
    with transaction.atomic():
        held = _held(membership)
        _keep_an_owner(held)
        held.ended_at = membership.ended_at = timezone.now()
        held.save(update_fields=["ended_at"])
        audit.record(action="member.end", subject=held, acting_user=acting_user, before=_facts(held), reason=reason)
    return membership


def people_in_charge(group: ProducerGroup) -> list[User]:
    """The owners and managers, whom the shop writes to about the group. One query."""
    return people_as(group, Membership.Role.OWNER, Membership.Role.MANAGER)


def people_as(group: ProducerGroup, *roles: str) -> list[User]:
    """The members of a group who have one of these roles and an open login. One query."""
    memberships = Membership.objects.filter(group=group, role__in=roles, ended_at__isnull=True, user__is_active=True)
    return [membership.user for membership in memberships.select_related("user").order_by("pk")]


def _held(membership: Membership) -> Membership:
    """The current row, with the group's row locked, so that two owners who leave at once can not both be let go."""
    ProducerGroup.objects.select_for_update().get(pk=membership.group_id)
    held = Membership.objects.get(pk=membership.pk)
    if held.ended_at is not None:
        raise MembershipEnded(f"Membership {held.pk} ended on {held.ended_at:%Y-%m-%d}.")
    return held


def _keep_an_owner(leaving: Membership) -> None:
    """Raise ``LastOwner`` when the group would be left without an owner."""
    if leaving.role != Membership.Role.OWNER:
        return
    owners = Membership.objects.filter(group_id=leaving.group_id, role=Membership.Role.OWNER, ended_at__isnull=True)
    if not owners.exclude(pk=leaving.pk).exists():
        raise LastOwner


def _facts(membership: Membership) -> dict[str, object]:
    return {"user": membership.user_id, "group": membership.group_id, "role": str(membership.role)}
