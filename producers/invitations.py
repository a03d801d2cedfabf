"""Asking somebody to join a group: a link by mail or SMS, good for seven days, good once."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from journal import audit, tokens
from notices import secrets as mail_secrets
from notices.tell import tell
from producers.errors import AlreadyMember, ContactTaken, InvitationGone
from producers.members import add_member
from producers.models import Invitation, Membership, ProducerGroup

PURPOSE = "producers.invitations"
MAIL_SECRET = "invitation_link"  # noqa: S105 - the name of a placeholder
GOOD_FOR = timedelta(days=7)


def invite(
    *,
    group: ProducerGroup,
    role: str,
    name: str = "",
    email: str = "",
    mobile: str = "",
    language: str = "en",
    acting_user: User | None,
) -> Invitation:
    """Ask somebody in, by e-mail address or mobile number; an older invitation of the same person is taken back.

    Raises ``AlreadyMember`` for somebody who belongs to the group, ``ValueError`` for an unknown role or no contact.
    """
    role, email = Membership.Role(role).value, email.strip().lower()
    if not email and not mobile:
        raise ValueError("An invitation goes to an e-mail address or a mobile number.")
    current = Membership.objects.filter(group=group, ended_at__isnull=True)
    if (email and current.filter(user__email=email).exists()) or (mobile and current.filter(user__mobile=mobile).exists()):
        raise AlreadyMember(f"{group.slug} has this member.")
    now, nonce = timezone.now(), tokens.new_nonce()
    with transaction.atomic():
        older = open_invitations(group).filter(email=email, mobile=mobile)
        older.update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            group=group,
            role=role,
            name=name.strip()[:80],
            email=email,
            mobile=mobile,
            language=language,
            nonce=nonce,
            token_hash=tokens.hash_of(tokens.token_of(nonce, purpose=PURPOSE)),
            invited_by=acting_user,
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
        audit.record(action="member.invite", subject=invitation, acting_user=acting_user, after={"group": group.pk, "role": role})
        _write(invitation)
    return invitation


def open_invitations(group: ProducerGroup) -> QuerySet[Invitation]:
    """Those of a group that can still be accepted, the newest first."""
    rows = Invitation.objects.filter(group=group, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return rows.filter(expires_at__gt=timezone.now())


def invitation_for(token: str) -> Invitation:
    """The invitation a token opens, also one that is over. Raises ``Invitation.DoesNotExist`` for any other text."""
    if not tokens.may_be_one(token):
        raise Invitation.DoesNotExist
    return Invitation.objects.select_related("group").get(token_hash=tokens.hash_of(token))


def is_open(invitation: Invitation) -> bool:
    return invitation.accepted_at is None and invitation.withdrawn_at is None and invitation.expires_at > timezone.now()


def login_of(invitation: Invitation) -> User | None:
    """The login that the invited contact belongs to already."""
    if invitation.email:
        return User.objects.filter(email=invitation.email).first()
    return User.objects.filter(mobile=invitation.mobile).first()


def accept(*, invitation: Invitation, user: User) -> Membership:
    """Make ``user`` a member, once. Raises ``InvitationGone``; ``AlreadyMember`` leaves the invitation open for somebody else."""
    with transaction.atomic():
        _take(invitation, user)
        membership = add_member(user=user, group=invitation.group, role=invitation.role, acting_user=user)
        audit.record(action="member.accept_invitation", subject=invitation, acting_user=user, after={"membership": membership.pk})
    return membership


def accept_as_new(*, invitation: Invitation, first_name: str, password: str) -> User:
    """Make a login for the invited contact, which the link has proved, and let it join. Raises ``InvitationGone``, ``ContactTaken``."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email=invitation.email or None,
                password=password,
                mobile=invitation.mobile or None,
                mobile_confirmed=bool(invitation.mobile) and not invitation.email,
                first_name=first_name.strip()[:150],
                language=invitation.language,
            )
            accept(invitation=invitation, user=user)
    except IntegrityError:
        raise ContactTaken from None
    return user


def withdraw(*, invitation: Invitation, acting_user: User) -> None:
    """Take an invitation back. Raises ``InvitationGone`` when it was accepted or taken back already."""
    with transaction.atomic():
        rows = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
        if not rows.update(withdrawn_at=timezone.now()):
            raise InvitationGone
        audit.record(action="member.withdraw_invitation", subject=invitation, acting_user=acting_user)


def link_in_mail(invitation: Invitation) -> str:
    """What stands for the invitation's address in a stored notice; the address itself is in the mail or SMS alone."""
    return mail_secrets.placeholder(MAIL_SECRET, str(invitation.pk))


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    invitation = Invitation.objects.get(pk=int(key))
    token = tokens.token_of(invitation.nonce, purpose=PURPOSE)
    is_current = tokens.hash_of(token) == invitation.token_hash
    return settings.BASE_URL + (reverse("join", args=[token]) if is_current else "")


def _take(invitation: Invitation, user: User) -> None:
    """One guarded UPDATE: of two who use the link at once one gets in. Raises ``InvitationGone``."""
    now = timezone.now()
    rows = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
    if not rows.update(accepted_at=now, accepted_by=user):
        raise InvitationGone


def _write(invitation: Invitation) -> None:
    group = invitation.group
    with translation.override(invitation.language):
        if Membership.objects.filter(group=group, ended_at__isnull=True).exists():
            kind, title = "group_invitation", _("%(group)s asks you to join") % {"group": group.name}
            body = _("As: %(role)s. Open this link within seven days; it works once:\n%(link)s\n\nIf you do not know the group, leave it.")
        else:  # the one who applied, or whom staff name
            kind, title = "group_begins", _("%(group)s is approved: begin to sell") % {"group": group.name}
            body = _("Your role: %(role)s. Open this link within seven days; it works once. There you list what you make:\n%(link)s")
        words = body % {"role": Membership.Role(invitation.role).label, "link": link_in_mail(invitation)}
    tell(
        kind=kind,
        to_email=invitation.email,
        to_mobile=invitation.mobile,
        key=str(invitation.pk),
        title=title[:200],
        body=words,
        subject_number=group.slug,
        link=link_in_mail(invitation),
        language=invitation.language,
    )
