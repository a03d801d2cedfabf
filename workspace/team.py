"""The people of a group: asking somebody in, roles, leaving, facilitators with consent, a lost phone."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.mobile import in_e164
from accounts.models import User
from accounts.people import signed_in
from accounts.throttles import Throttle
from accounts.views import too_many
from producers import access, facilitation, invitations, members, recovery
from producers.errors import (
    AlreadyMember,
    ConsentMissing,
    ContactTaken,
    InvitationGone,
    LastOwner,
    MembershipEnded,
    RecoveryRefused,
)
from producers.models import AccessRecovery, Facilitation, Membership, ProducerGroup
from producers.team import known_facilitator, let_act, team_of
from workspace import reach

TEAM = Throttle("team", limit=40, per=timedelta(hours=1))


class NotThat(Exception):
    """What was asked can not be done; its words are for the reader."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who works in the group sees its people; what one may do hangs on the role."""
    group = access.groups_of(request.user).select_related("district").filter(slug=slug).first()
    if group is None:
        raise Http404
    if request.method != "POST":
        return _page(request, group)
    user = signed_in(request)
    act, who = ACTS.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        return _page(request, group, _("Choose what to do."))
    if who == "owner" and not access.may(user, group, "manage_members"):
        raise Http404
    if who == "helper" and not recovery.helper_role(user, group):
        raise Http404
    if not TEAM.hit(str(user.pk)):
        return too_many(request)
    said, problem = _done(act, group, user, request.POST)
    if problem:
        return _page(request, group, problem)
    messages.success(request, said)
    stays = access.groups_of(user).filter(pk=group.pk).exists()
    return HttpResponseRedirect(reverse("workspace-team", args=[slug]) if stays else reverse("workspace"), status=303)


def _done(act: "Act", group: ProducerGroup, user: User, posted: Mapping[str, str]) -> tuple[str, str]:
    """What to say when it is done, or what stood in its way."""
    try:
        return act(group, user, posted), ""
    except (NotThat, LastOwner) as refusal:
        return "", str(refusal)
    except RecoveryRefused as refusal:
        return "", refusal.reason
    except (MembershipEnded, InvitationGone):
        return "", _("That was done already. The page shows how it stands.")
    except ContactTaken:
        return "", _("Somebody else has this number or address.")


def _invite(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    email, mobile = _contact(posted)
    role = posted.get("role", "")
    if role not in Membership.Role.values:
        raise NotThat(_("Choose what the person will do."))
    try:
        invitations.invite(
            group=group, role=role, name=posted.get("name", ""), email=email, mobile=mobile, language=user.language, acting_user=user
        )
    except AlreadyMember:
        raise NotThat(_("This person belongs to the group already.")) from None
    return _("Sent. The link counts for seven days, and once.")


def _withdraw(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    found = invitations.open_invitations(group).filter(pk=_key(posted)).first()
    if found is None:
        raise InvitationGone
    invitations.withdraw(invitation=found, acting_user=user)
    return _("Taken back. The link opens nothing any more.")


def _change_role(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    role = posted.get("role", "")
    if role not in Membership.Role.values:
        raise NotThat(_("Choose what the person will do."))
    members.change_role(membership=_member(group, posted), role=role, acting_user=user)
    return _("Changed.")


def _end(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    members.end_membership(membership=_member(group, posted), acting_user=user)
    return _("Ended. What the person did before stays written down.")


def _leave(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    own = Membership.objects.filter(group=group, user=user, ended_at__isnull=True).first()
    if own is not None:
        members.end_membership(membership=own, acting_user=user, reason="left")
        return _("You have left %(group)s.") % {"group": group.name}
    acting = Facilitation.objects.filter(group=group, user=user, ended_at__isnull=True).first()
    if acting is None:
        raise MembershipEnded
    facilitation.end(facilitation=acting, acting_user=user, reason="left")
    return _("You do not act for %(group)s any more.") % {"group": group.name}


def _facilitate(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    email, mobile = _contact(posted)
    person = known_facilitator(email or mobile)
    if person is None:
        raise NotThat(_("No facilitator has this number or address. Call us: staff enter new facilitators."))
    if not posted.get("agreed"):
        raise NotThat(_("Tick that the group agrees."))
    try:
        let_act(
            group=group,
            user=person,
            consent_by=str(user),
            consent_on=timezone.localdate(),
            consent_how=Facilitation.How.WORKSPACE,
            acting_user=user,
        )
    except AlreadyMember:
        raise NotThat(_("This person acts for the group already.")) from None
    except ConsentMissing:
        raise NotThat(_("Say who agreed, when and how.")) from None
    return _("%(person)s acts for the group from now on. You can end that at any time.") % {"person": person}


def _end_facilitation(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    found = Facilitation.objects.filter(group=group, pk=_key(posted)).first()
    if found is None:
        raise MembershipEnded
    facilitation.end(facilitation=found, acting_user=user, reason="consent withdrawn")
    return _("Ended at once.")


def _lost(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    email, mobile = _contact(posted)
    recovery.begin(group=group, member=_member(group, posted).user, mobile=mobile, email=email, acting_user=user)
    return _("Written down. Now a second person has to agree on this page.")


def _agree(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    recovery.agree(recovery=_recovery(group, posted), acting_user=user)
    return _("Done. The link for a new password is on its way, and whoever was logged in with the old phone is out.")


def _stop(group: ProducerGroup, user: User, posted: Mapping[str, str]) -> str:
    recovery.stop(recovery=_recovery(group, posted), acting_user=user)
    return _("Stopped. Nothing was changed.")


def _key(posted: Mapping[str, str]) -> int:
    key = posted.get("key", "")
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 18 else 0


def _member(group: ProducerGroup, posted: Mapping[str, str]) -> Membership:
    found = Membership.objects.filter(group=group, pk=_key(posted), ended_at__isnull=True).select_related("user").first()
    if found is None:
        raise MembershipEnded
    return found


def _recovery(group: ProducerGroup, posted: Mapping[str, str]) -> AccessRecovery:
    found = AccessRecovery.objects.filter(group=group, pk=_key(posted), ended_at__isnull=True).select_related("member", "group").first()
    if found is None:
        raise RecoveryRefused(_("This is over. Begin anew."))
    return found


def _contact(posted: Mapping[str, str]) -> tuple[str, str]:
    """(e-mail, mobile) of what was typed into the one field. Raises ``NotThat``."""
    typed = posted.get("contact", "").strip()
    try:
        if "@" in typed:
            validate_email(typed)
            return typed.lower(), ""
        return "", in_e164(typed)
    except ValidationError:
        raise NotThat(_("Write a mobile number of ten digits, or an e-mail address.")) from None


Act = Callable[[ProducerGroup, User, Mapping[str, str]], str]
# What can be done, and who may: owners, those who help a member in again, everybody in the group.
ACTS: dict[str, tuple[Act | None, str]] = {
    "invite": (_invite, "owner"),
    "withdraw": (_withdraw, "owner"),
    "role": (_change_role, "owner"),
    "end": (_end, "owner"),
    "facilitate": (_facilitate, "owner"),
    "end_facilitation": (_end_facilitation, "owner"),
    "leave": (_leave, ""),
    "lost": (_lost, "helper"),
    "agree": (_agree, "helper"),
    "stop": (_stop, ""),
}


def _page(request: HttpRequest, group: ProducerGroup, problem: str = "") -> HttpResponse:
    user = signed_in(request)
    context: dict[str, Any] = {
        "team": team_of(group),
        "roles": Membership.Role.choices,
        "may_manage": access.may(user, group, "manage_members"),
        "may_help": bool(recovery.helper_role(user, group)),
        "me": user,
        "problem": problem,
        "typed": request.POST if problem else {},
        "here": "team",
    }
    return reach.page(request, "workspace/team.html", group, context, status=422 if problem else 200)
