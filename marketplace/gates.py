"""The gates before the staff screens: /admin/ (Wagtail) and /central/ (Oscar's dashboard), with one login page for both.

Each stands before every address under its path, so what Wagtail or Oscar would let pass by itself is behind it as well: their own
login and password pages, which know no throttle, and what a newer release adds.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import cast

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.views.decorators.cache import never_cache
from oscar.core.application import OscarConfig
from wagtail.admin.urls import urlpatterns as wagtail_patterns

from accounts.models import User

View = Callable[..., HttpResponseBase]
Patterns = Sequence[URLPattern | URLResolver]

# These pages of Oscar put people on a partner and give them ``partner.dashboard_access``, which nobody is ever given: with it,
# Oscar shows a group the lines, buyers and totals of other groups. Members of a group are kept in ``producers``.
HANDS_OUT_ACCESS = frozenset(
    {"partner-user-create", "partner-user-select", "partner-user-link", "partner-user-unlink", "partner-user-update"}
)
BREAKS_ON_PURPOSE = "wagtailadmin_error_test"


def may_administrate(user: User | AnonymousUser) -> bool:
    """Whether the person may enter Wagtail's screens; which of them is up to Wagtail's own permissions."""
    return user.has_perm("wagtailadmin.access_admin")


def is_central_staff(user: User | AnonymousUser) -> bool:
    """Whether the person runs the shop itself: an active superuser who is marked as staff. No permission opens this door."""
    return user.is_active and user.is_staff and user.is_superuser


def behind(may_pass: Callable[[User | AnonymousUser], bool]) -> Callable[[View], View]:
    """Who is not logged in is sent to the login page; whoever else may not pass gets 403. Nothing behind a gate is stored."""

    def gate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may_pass(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return gate


def administration_patterns() -> Patterns:
    """Every address of Wagtail's screens, behind the gate."""
    return _put_behind(behind(may_administrate), wagtail_patterns)


def dashboard_patterns() -> Patterns:
    """Every address of Oscar's dashboard, behind the gate."""
    patterns: Patterns = cast(OscarConfig, apps.get_app_config("dashboard")).get_urls()
    return _put_behind(behind(is_central_staff), patterns)


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
    if pattern.name in HANDS_OUT_ACCESS or pattern.name == BREAKS_ON_PURPOSE:
        return _not_here
    return _is_in if pattern.name == "login" else pattern.callback


def _is_in(request: HttpRequest) -> HttpResponseBase:
    """Whoever passed the gate of the dashboard has logged in."""
    return redirect("dashboard:index")


def _not_here(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
    raise Http404
