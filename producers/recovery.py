"""A member lost the phone: a facilitator and an owner of the group together let the member in again, and all open sessions end.

Where the group has no such second person, because the only owner lost the phone, staff stand in for the owner. They do so as well
for somebody who works in another group too: one group's people do not open another group's door. Staff themselves are helped by
central staff.
"""

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import second_factor
from accounts.models import User
from journal import audit
from notices import secrets as mail_secrets
from notices.tell import tell
from producers.access import FACILITATOR, role_in
from producers.errors import ContactTaken, RecoveryRefused
from producers.letters import tell_group
from producers.members import people_as
from producers.models import AccessRecovery, Membership, ProducerGroup

MAIL_SECRET = "password_link"  # noqa: S105 - the name of a placeholder
OWNER, STAFF = Membership.Role.OWNER.value, "staff"
TO_AGREE = timedelta(hours=72)
MAY_STAND_IN = "producers.approve_group"


def open_recoveries(group: ProducerGroup) -> list[AccessRecovery]:
    """Those that wait for a second person. One query."""
    rows = AccessRecovery.objects.filter(group=group, ended_at__isnull=True, begun_at__gt=timezone.now() - TO_AGREE)
    return list(rows.select_related("member", "begun_by"))


def helper_role(user: User, group: ProducerGroup) -> str:
    """As what this person can help: owner, facilitator, staff; empty for everybody else."""
    role = role_in(user, group)
    if role in (OWNER, FACILITATOR):
        return str(role)
    return STAFF if user.has_perm(MAY_STAND_IN) else ""


def begin(*, group: ProducerGroup, member: User, mobile: str = "", email: str = "", acting_user: User) -> AccessRecovery:
    """Ask for a member's access on a new number or address. Everybody in charge is told. Raises ``RecoveryRefused``, ``ContactTaken``."""
    role = _checked(group, member, acting_user)
    email = email.strip().lower()
    _contact_is_free(member, mobile, email)
    now = timezone.now()
    try:
        with transaction.atomic():
            AccessRecovery.objects.filter(member=member, ended_at__isnull=True, begun_at__lte=now - TO_AGREE).update(ended_at=now)
            asked = AccessRecovery.objects.create(
                group=group, member=member, new_mobile=mobile, new_email=email, begun_by=acting_user, begun_as=role, begun_at=now
            )
            audit.record(action="member.recovery_begin", subject=asked, acting_user=acting_user, after={"member": member.pk, "as": role})
            _warn(asked)
    except IntegrityError:
        raise RecoveryRefused(_("Somebody has already asked for this member. Let a second person agree.")) from None
    return asked


def agree(*, recovery: AccessRecovery, acting_user: User, reason: str = "") -> None:
    """The second person agrees: the contact is changed, every session ends, and a link for a new password goes to the new contact.

    Raises ``RecoveryRefused``, ``ContactTaken``.
    """
    member, group = recovery.member, recovery.group
    role = _checked(group, member, acting_user)
    _pair_is_right(recovery, role, acting_user)
    if role == STAFF and not reason.strip():
        raise RecoveryRefused(_("Say how you made sure who asked."))
    _contact_is_free(member, recovery.new_mobile, recovery.new_email)
    now = timezone.now()
    try:
        with transaction.atomic():
            waiting = AccessRecovery.objects.filter(pk=recovery.pk, ended_at__isnull=True, begun_at__gt=now - TO_AGREE)
            if not waiting.update(agreed_by=acting_user, agreed_as=role, ended_at=now):
                raise RecoveryRefused(_("This is over. Begin anew."))
            _hand_over(recovery)
            audit.record(
                action="member.recovery_agree",
                subject=recovery,
                acting_user=acting_user,
                after={"member": member.pk, "as": role},
                reason=reason,
            )
            _write(recovery)
    except IntegrityError:
        raise ContactTaken from None


def stop(*, recovery: AccessRecovery, acting_user: User) -> None:
    """End it without a change: anybody who may help may stop it, and so may the member. Raises ``RecoveryRefused``."""
    if acting_user.pk != recovery.member_id and not helper_role(acting_user, recovery.group):
        raise RecoveryRefused(_("Only those who could help can stop it."))
    with transaction.atomic():
        if AccessRecovery.objects.filter(pk=recovery.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
            audit.record(action="member.recovery_stop", subject=recovery, acting_user=acting_user)


def _checked(group: ProducerGroup, member: User, helper: User) -> str:
    """As what ``helper`` helps. Raises ``RecoveryRefused``."""
    if member.pk == helper.pk:
        raise RecoveryRefused(_("Nobody does this alone."))
    if member.is_staff or member.is_superuser or not member.is_active:
        raise RecoveryRefused(_("Call us: this login is restored by staff only."))
    if not Membership.objects.filter(user=member, group=group, ended_at__isnull=True).exists():
        raise RecoveryRefused(_("This person does not belong to the group."))
    role = helper_role(helper, group)
    if not role:
        raise RecoveryRefused(_("Only an owner or a facilitator of the group can help here."))
    return role


def _pair_is_right(recovery: AccessRecovery, role: str, helper: User) -> None:
    """Two people, of two kinds: a facilitator with an owner, or staff with either. Raises ``RecoveryRefused``."""
    pair = {recovery.begun_as, role}
    works_elsewhere = Membership.objects.filter(user=recovery.member, ended_at__isnull=True).exclude(group=recovery.group).exists()
    if recovery.begun_by_id == helper.pk or len(pair) < 2:
        raise RecoveryRefused(_("A second person has to agree: an owner and a facilitator together."))
    if works_elsewhere and STAFF not in pair:
        raise RecoveryRefused(_("This person works in another group too: staff have to agree. Call us."))


def _contact_is_free(member: User, mobile: str, email: str) -> None:
    if not mobile and not email:
        raise RecoveryRefused(_("Write the new mobile number or e-mail address."))
    others = User.objects.exclude(pk=member.pk)
    if (mobile and others.filter(mobile=mobile).exists()) or (email and others.filter(email=email).exists()):
        raise ContactTaken


def _hand_over(recovery: AccessRecovery) -> None:
    """The new contact alone, no second factor, and a password that nobody knows: with it every session ends.

    A contact that is not named again is taken off: the mailbox may be open on the lost phone.
    """
    member = User.objects.select_for_update(of=("self",)).get(pk=recovery.member_id)
    member.mobile, member.mobile_confirmed = recovery.new_mobile or None, False
    member.email = recovery.new_email or None
    member.set_unusable_password()
    member.save(update_fields=["mobile", "mobile_confirmed", "email", "password"])
    if second_factor.has_one(member):
        second_factor.reset(user=member, acting_user=recovery.begun_by, reason="lost phone")


def _warn(asked: AccessRecovery) -> None:
    """Owners and the member learn of it at once, at the contact the member had: who still has the phone can stop it."""
    people = {person.pk: person for person in [*people_as(asked.group, OWNER), asked.member]}
    name = str(asked.member)
    tell_group(
        asked.group,
        "recovery_begun",
        str(asked.pk),
        lambda: _("%(person)s asks for a new access to %(group)s") % {"person": name, "group": asked.group.name},
        lambda: (
            _("%(helper)s says that %(person)s lost the phone. If that is not right, open the team page and stop it, or call us.")
            % {"helper": str(asked.begun_by), "person": name}
        ),
        link=reverse("workspace-team", args=[asked.group.slug]),
        people=people.values(),
    )


def _write(recovery: AccessRecovery) -> None:
    member = User.objects.get(pk=recovery.member_id)
    placeholder = mail_secrets.placeholder(MAIL_SECRET, str(recovery.pk))
    with translation.override(member.language):
        title = _("Your access to %(group)s is restored") % {"group": recovery.group.name}
        body = _("Choose a new password here within three days:\n%(link)s") % {"link": placeholder}
    tell(
        kind="recovery_link",
        to_email=recovery.new_email,
        to_mobile=recovery.new_mobile,
        key=str(recovery.pk),
        title=title[:200],
        body=body,
        subject_number=recovery.group.slug,
        link=placeholder,
        is_urgent=True,
        language=member.language,
    )


@mail_secrets.secret(MAIL_SECRET)
def _password_link(key: str) -> str:
    member = AccessRecovery.objects.select_related("member").get(pk=int(key)).member
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(member), default_token_generator.make_token(member)])
    return f"{settings.BASE_URL}{path}"
