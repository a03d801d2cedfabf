"""Who may reach a group's money. Every screen asks here; what is not reachable looks as if it did not exist."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from payments.models import Payout
from payments.payouts import queries
from producers.access import ACTS, groups_of, may, role_in
from producers.models import ProducerGroup

SEE_MONEY, CHANGE_BANK, KEEP_HOUSEHOLDS = "see_money", "change_bank", "keep_households"


def group_for(user: User | AnonymousUser, slug: str, act: str = SEE_MONEY) -> ProducerGroup:
    """The group, if this person may do ``act`` with its money. Raises ``ProducerGroup.DoesNotExist`` in every other case."""
    return group_and_role(user, slug, act)[0]


def group_and_role(user: User | AnonymousUser, slug: str, act: str = SEE_MONEY) -> tuple[ProducerGroup, str]:
    """The same with this person's role in it, for pages that show more to some."""
    found = groups_of(user).get(slug=slug)
    role = role_in(user, found) or ""
    if act not in ACTS.get(role, ()):
        raise ProducerGroup.DoesNotExist
    return found, role


def may_keep(user: User | AnonymousUser, group: ProducerGroup) -> bool:
    """Whether this person keeps the books of the group's households."""
    return may(user, group, KEEP_HOUSEHOLDS)


def payout_for(user: User | AnonymousUser, slug: str, number: str) -> Payout:
    """A payout of such a group. Raises ``ProducerGroup.DoesNotExist`` or ``Payout.DoesNotExist`` in every other case."""
    return queries.payout_for(group_for(user, slug), number)
