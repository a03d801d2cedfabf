"""The page behind an invitation: join a group with one's own login, or with a new one."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.secret_pages import opened_by
from accounts.throttles import Throttle, visitor
from accounts.views import too_many
from producers import invitations
from producers.errors import AlreadyMember, ContactTaken, InvitationGone
from producers.models import Invitation, Membership
from storefront.joining.forms import JoinForm

JOIN = Throttle("join", limit=20, per=timedelta(hours=1))
by_link = opened_by(invitations.invitation_for)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Who is asked in, by whom, as what; a press on the button joins, once."""
    if not invitations.is_open(invitation):
        return _page(request, invitation, token, None, status=410)
    if request.method != "POST":
        return _page(request, invitation, token, _form(request, invitation))
    if not JOIN.hit(visitor(request)):
        return too_many(request)
    try:
        if isinstance(request.user, User):
            invitations.accept(invitation=invitation, user=request.user)
            return HttpResponseRedirect(reverse("workspace-group", args=[invitation.group.slug]), status=303)
        return _as_new(request, invitation, token)
    except AlreadyMember:
        return _page(request, invitation, token, None, problem=_("You belong to this group already."), status=422)
    except InvitationGone:
        return _page(request, invitation, token, None, status=410)


def _as_new(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    if invitations.login_of(invitation) is not None:
        return _page(request, invitation, token, None, status=422)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _page(request, invitation, token, form, status=422)
    try:
        user = invitations.accept_as_new(
            invitation=invitation, first_name=form.cleaned_data["first_name"], password=form.cleaned_data["password"]
        )
    except ContactTaken:
        return _page(request, invitation, token, None, problem=_("There is a login for this number or address: log in first."), status=422)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect(reverse("workspace-group", args=[invitation.group.slug]), status=303)


def _form(request: HttpRequest, invitation: Invitation) -> JoinForm | None:
    """The form of a new login, for a visitor whose contact has none yet."""
    if request.user.is_authenticated or invitations.login_of(invitation) is not None:
        return None
    return JoinForm(initial={"first_name": invitation.name})


def _page(
    request: HttpRequest, invitation: Invitation, token: str, form: JoinForm | None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    is_open = invitations.is_open(invitation)
    context = {
        "invitation": invitation,
        "group": invitation.group,
        "role": Membership.Role(invitation.role).label,
        "is_open": is_open,
        "form": form,
        "must_log_in": is_open and form is None and not request.user.is_authenticated,
        "login": f"{reverse('account_login')}?{urlencode({'next': reverse('join', args=[token])})}",
        "token": token,
        "problem": problem,
        "person": request.user if request.user.is_authenticated else None,
    }
    return render(request, "storefront/joining/join.html", context, status=status)
