"""The pages of passkeys: one's own, and logging in with one."""

import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import passkeys
from accounts.people import signed_in
from accounts.second_factor_views import counted


@reauthentication_required(app="allauth.mfa")
def _own(request: HttpRequest) -> HttpResponse:
    """The list. POST adds, names or removes one."""
    if request.method != "POST":
        return _page(request)
    user, act = signed_in(request), request.POST.get("act", "")
    typed = request.POST.get("key", "")
    key = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
    name = request.POST.get("name", "").strip()[: passkeys.NAME_LENGTH]
    if act == "add":
        return _add(request, name)
    if act == "remove" and passkeys.remove(user, key):
        return _back(request, _("The passkey is removed. It opens nothing any more."))
    if act == "rename" and name and passkeys.rename(user, key, name):
        return _back(request, _("Saved."))
    return _page(request, _("Write a name for the passkey.") if act == "rename" else _("This passkey is not there any more."))


def _add(request: HttpRequest, name: str) -> HttpResponse:
    try:
        passkeys.add(signed_in(request), name=name or _("My phone"), credential=_credential(request))
    except passkeys.PasskeyRefused:
        return _page(request, _("That did not work. Please try again, and unlock the phone when it asks."))
    except passkeys.TooManyPasskeys:
        return _page(request, _("There are ten passkeys already. Remove one first."))
    return _back(request, _("The passkey is added. From now on this phone can log in without a password."))


def _log_in(request: HttpRequest) -> HttpResponse:
    """The lock of the phone opens the shop. GET makes a challenge, POST brings its answer."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("account"))
    if request.method == "POST":
        try:
            found = passkeys.holder(_credential(request))
        except passkeys.PasskeyRefused:
            return _login_page(request, _("This passkey was not accepted. Try again, or log in by a code."))
        login = Login(user=found.user, redirect_url=get_next_redirect_url(request))
        return perform_passwordless_login(request, found, login)
    return _login_page(request)


def _credential(request: HttpRequest) -> dict[str, Any]:
    """What the phone signed. Anything else is an empty answer, which nothing accepts."""
    try:
        said = json.loads(request.POST.get("credential", "")[:20_000])
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    user = signed_in(request)
    context = {"keys": passkeys.passkeys_of(user), "options": _options(passkeys.options_for_new(user)), **_said(problem)}
    return render(request, "account/passkeys.html", context, status=422 if problem else 200)


def _login_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    context = {"options": _options(passkeys.options_for_login()), "next": get_next_redirect_url(request) or "", **_said(problem)}
    return render(request, "account/passkey_login.html", context, status=422 if problem else 200)


def _said(problem: str) -> dict[str, Any]:
    return {"problems": [{"words": problem, "href": ""}] if problem else []}


def _options(options: Any) -> str:
    """As the page's script reads them."""
    return json.dumps(options, default=dict)


def _back(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("passkeys"), status=303)


def _guarded(view: Any) -> Any:
    return counted(require_http_methods(["GET", "HEAD", "POST"])(view))


own: Any = _guarded(login_required(_own))
log_in: Any = _guarded(_log_in)
