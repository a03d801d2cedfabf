"""The gates before the staff screens: /admin/ (Wagtail) and /central/ (Oscar's dashboard), with one login page for both.

Behind the password comes the second factor: who may pass a gate shows a code first, or sets up the app (STAFF_SECOND_FACTOR).
Each stands before every address under its path, so what Wagtail or Oscar would let pass by itself is behind it as well: their own
login and password pages, which know no throttle, and what a newer release adds.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import cast

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from oscar.core.application import OscarConfig
from wagtail.admin.urls import urlpatterns as wagtail_patterns

from accounts import second_factor
from accounts.models import User
from accounts.people import is_central_staff, signed_in

View = Callable[..., HttpResponseBase]
Patterns = Sequence[URLPattern | URLResolver]

# These pages of Oscar put people on a partner and give them ``partner.dashboard_access``, which nobody is ever given: with it,
# Oscar shows a group the lines, buyers and totals of other groups. Members of a group are kept in ``producers``.
HANDS_OUT_ACCESS = frozenset(
    {"partner-user-create", "partner-user-select", "partner-user-link", "partner-user-unlink", "partner-user-update"}
)
# Oscar's vouchers, offers and the ranges they are for. Our quote does not ask them (docs/vouchers.md): what staff made there would do
# nothing, so there is nothing to make.
DOES_NOTHING = ("voucher-", "offer-", "range-")
BREAKS_ON_PURPOSE = "wagtailadmin_error_test"


def may_administrate(user: User | AnonymousUser) -> bool:
    """Whether the person may enter Wagtail's screens; which of them is up to Wagtail's own permissions."""
    return user.has_perm("wagtailadmin.access_admin")


def second_factor_page(request: HttpRequest) -> str:
    """The page that is between the person and a staff screen: setting up a second factor, or showing a code. Nothing when all is done.

    It is this very log-in that has to show a code: one that is older than the factor knew a password only.
    """
    if not settings.STAFF_SECOND_FACTOR:
        return ""
    if not second_factor.has_one(signed_in(request)):
        return reverse("mfa_activate_totp")
    return "" if second_factor.is_shown(request) else reverse("mfa_reauthenticate")


def behind(may_pass: Callable[[User | AnonymousUser], bool]) -> Callable[[View], View]:
    """Sends who is not logged in to the login page, refuses who may not pass, asks who has shown no code for it. Nothing is stored."""

    def gate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may_pass(request.user):
                raise PermissionDenied
            page = second_factor_page(request)
            if page:
                return HttpResponseRedirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
            return view(request, *args, **kwargs)

        return guarded

    return gate


def administration_patterns() -> Patterns:
    """Every address of Wagtail's screens, behind the gate."""
    return _put_behind(behind(may_administrate), wagtail_patterns)


def dashboard_patterns() -> Patterns:
    """Every address of Oscar's dashboard, behind the gate; without those of screens that would do nothing."""
    patterns: Patterns = cast(OscarConfig, apps.get_app_config("dashboard")).get_urls()
    return _put_behind(behind(is_central_staff), _shut(patterns))


def _shut(patterns: Patterns) -> Patterns:
    """Put "not here" in the place of what does nothing. The names stay: Oscar's pages ask for their addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _shut(pattern.url_patterns)
        elif (pattern.name or "").startswith(DOES_NOTHING):
            pattern.callback = _not_here
    return patterns


def _put_behind(gate: Callable[[View], View], patterns: Patterns) -> Patterns:
    """Put the gate before each view of the tree, in place."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _put_behind(gate, pattern.url_patterns)
        else:
            pattern.callback = gate(_instead_of(pattern))
    return patterns


def _instead_of(pattern: URLPattern) -> View:
    """The view of a pattern, or ours where that one may not be."""
    name = pattern.name or ""
    if name in HANDS_OUT_ACCESS or name == BREAKS_ON_PURPOSE:
        return _not_here
    return _is_in if pattern.name == "login" else pattern.callback


def _is_in(request: HttpRequest) -> HttpResponseBase:
    """Whoever passed the gate of the dashboard has logged in."""
    return redirect("dashboard:index")


def _not_here(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
    raise Http404
