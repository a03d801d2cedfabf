"""Who may reach which group, and what each role may do there. Every screen and every room above asks here."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from producers.models import Facilitation, Membership, ProducerGroup

FACILITATOR = "facilitator"

# What each role may do. A packer works with parcels and sees no money; an accountant reads, keeps the books of the households behind the
# group, and says which payments of shoppers came where they pay the group itself; a facilitator does the daily work for a group but does
# not see what its members earn.
ACTS: dict[str, frozenset[str]] = {
    Membership.Role.OWNER: frozenset(
        {"see_orders", "accept_orders", "see_money", "edit_listings", "manage_members", "change_bank", "keep_households"}
    ),
    Membership.Role.MANAGER: frozenset({"see_orders", "accept_orders", "see_money", "edit_listings", "keep_households"}),
    Membership.Role.PACKER: frozenset({"see_orders", "accept_orders"}),
    Membership.Role.ACCOUNTANT: frozenset({"see_orders", "see_money", "keep_households"}),
    FACILITATOR: frozenset({"see_orders", "accept_orders", "edit_listings"}),
}
ALL_ACTS = frozenset().union(*ACTS.values())
# An applied group has nothing to work on yet. A suspended one still has orders to finish.
WORKING = (ProducerGroup.Status.APPROVED, ProducerGroup.Status.SUSPENDED)


def groups_of(user: User | AnonymousUser) -> QuerySet[ProducerGroup]:
    """The working groups that this person belongs to or acts for, by name. Staff are no exception: they have their own screens."""
    if not user.is_authenticated or not user.is_active:
        return ProducerGroup.objects.none()
    current = {"user_id": user.pk, "group_id": OuterRef("pk"), "ended_at__isnull": True}
    is_member = Exists(Membership.objects.filter(**current))
    is_facilitator = Exists(Facilitation.objects.filter(**current))
    return ProducerGroup.objects.filter(Q(is_member) | Q(is_facilitator), status__in=WORKING)


def role_in(user: User | AnonymousUser, group: ProducerGroup) -> str | None:
    """The person's role in the group: owner, manager, packer, accountant or facilitator; ``None`` for a stranger.

    Who is both a member and a facilitator counts as a member.
    """
    if not user.is_authenticated or not user.is_active or group.status not in WORKING:
        return None
    role = Membership.objects.filter(user_id=user.pk, group=group, ended_at__isnull=True).values_list("role", flat=True).first()
    if role is None and Facilitation.objects.filter(user_id=user.pk, group=group, ended_at__isnull=True).exists():
        return FACILITATOR
    return role


def may(user: User | AnonymousUser, group: ProducerGroup, act: str) -> bool:
    """Whether the person may do ``act`` in the group. Raises ``ValueError`` for an act that no role has."""
    if act not in ALL_ACTS:
        raise ValueError(f"No such act: {act!r}. The acts are {', '.join(sorted(ALL_ACTS))}.")
    return act in ACTS.get(role_in(user, group) or "", frozenset())


def on_behalf_of(user: User | AnonymousUser, group: ProducerGroup) -> str:
    """What the journal has to say of an act in this group: the group's slug when a facilitator acts, otherwise nothing."""
    return group.slug if role_in(user, group) == FACILITATOR else ""
