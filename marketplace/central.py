"""Oscar's dashboard for central staff at /central/: one gate before the whole of it, and one login page.

Oscar's own rule lets in everybody with ``partner.dashboard_access`` and shows them other groups' lines, buyers and totals. So the
gate stands before Oscar's, and what Oscar has for handing that permission out is not there (``HANDS_OUT_ACCESS``).
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

from accounts.models import User

View = Callable[..., HttpResponseBase]

# These pages put people on a partner and give them ``partner.dashboard_access``. Members of a group are kept in ``producers``.
HANDS_OUT_ACCESS = frozenset(
    {"partner-user-create", "partner-user-select", "partner-user-link", "partner-user-unlink", "partner-user-update"}
)


def is_central_staff(user: User | AnonymousUser) -> bool:
    """Whether the person runs the shop itself: an active superuser who is marked as staff. No permission opens this door."""
    return user.is_active and user.is_staff and user.is_superuser


def central_staff_only(view: View) -> View:
    """Who is not logged in is sent to the login page, everybody else without the right gets 403. Nothing of it is stored."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_central_staff(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def dashboard_patterns() -> Sequence[URLPattern | URLResolver]:
    """Every address of Oscar's dashboard, each behind the gate; one that a newer Oscar adds is behind it as well."""
    patterns: Sequence[URLPattern | URLResolver] = cast(OscarConfig, apps.get_app_config("dashboard")).get_urls()
    _guard(patterns)
    return patterns


def _guard(patterns: Sequence[URLPattern | URLResolver]) -> None:
    """Put the gate before each view of the tree, in place."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _guard(pattern.url_patterns)
        elif pattern.name == "login":
            pattern.callback = _login
        elif pattern.name in HANDS_OUT_ACCESS:
            pattern.callback = central_staff_only(_not_here)
        else:
            pattern.callback = central_staff_only(pattern.callback)


def _login(request: HttpRequest) -> HttpResponseBase:
    """There is one login page for everybody."""
    return redirect("account_login")


def _not_here(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
    raise Http404
