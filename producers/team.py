"""Who belongs to a group, is asked in, acts for it, or lost the phone: what the team page shows."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from producers import facilitation, invitations, recovery
from producers.errors import ConsentMissing
from producers.models import AccessRecovery, Facilitation, Invitation, Membership, ProducerGroup


@dataclass(frozen=True)
class Team:
    """The people of one group."""

    members: list[Membership]
    invitations: list[Invitation]
    facilitations: list[Facilitation]
    recoveries: list[AccessRecovery]


def team_of(group: ProducerGroup) -> Team:
    """Four queries."""
    current = {"group": group, "ended_at__isnull": True}
    return Team(
        members=list(Membership.objects.filter(**current).select_related("user").order_by("since", "pk")),
        invitations=list(invitations.open_invitations(group)),
        facilitations=list(Facilitation.objects.filter(**current).select_related("user").order_by("pk")),
        recoveries=recovery.open_recoveries(group),
    )


def known_facilitator(contact: str) -> User | None:
    """Somebody who acts, or acted, for a group and has this e-mail address or mobile number. Nobody else is found by a contact."""
    people = User.objects.filter(is_active=True, facilitations__isnull=False)
    return people.filter(**({"email": contact.lower()} if "@" in contact else {"mobile": contact})).distinct().first()


def let_act(
    *, group: ProducerGroup, user: User, consent_by: str, consent_on: date | None, consent_how: str, acting_user: User
) -> Facilitation:
    """Let a facilitator act for the group; who agreed, when and how is kept by field. Raises ``ConsentMissing``, ``AlreadyMember``."""
    consent_by = consent_by.strip()
    if not consent_by or consent_on is None or consent_how not in Facilitation.How.values:
        raise ConsentMissing
    how = str(Facilitation.How(consent_how).label)
    words = _("%(person)s agreed on %(day)s: %(how)s") % {"person": consent_by, "day": consent_on.isoformat(), "how": how}
    return facilitation.grant(
        user=user,
        group=group,
        consent=words,
        consent_by=consent_by,
        consent_on=consent_on,
        consent_how=consent_how,
        acting_user=acting_user,
    )
