"""The doors: allauth's views behind a throttle that stays shut while the cache is away, and one login page for everybody."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.throttles import Throttle, visitor

LOG_IN = Throttle("log_in", limit=30, per=timedelta(minutes=1))
LOGIN_CODE = Throttle("login_code", limit=10, per=timedelta(minutes=10))
SIGN_UP = Throttle("sign_up", limit=10, per=timedelta(hours=1))
NEW_PASSWORD = Throttle("new_password", limit=20, per=timedelta(hours=1))

View = Callable[..., HttpResponseBase]


def behind(throttle: Throttle, view: View) -> View:
    """``view``, with every post counted. allauth counts again, more finely; this one comes first and needs no luck with the cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not throttle.hit(visitor(request)):
            return too_many(request)
        return view(request, *args, **kwargs)

    return guarded


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page that asks to wait."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def to_login(request: HttpRequest) -> HttpResponse:
    """From another login page, such as Wagtail's, to ours."""
    wanted = get_next_redirect_url(request) or reverse("wagtailadmin_home")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


class EnterCode(allauth_views.ConfirmLoginCodeView):
    """A code counts for the contact it was sent to, as long as that is the person's: a number that was given up opens nothing."""

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        state, user = self._process.state, self._process.user
        sent_to = state.get("email") or state.get("phone")
        if user is None or not user.is_active or sent_to not in (user.email, user.mobile):
            self._process.abort()
            return HttpResponseRedirect(reverse("account_request_login_code"))
        answer: HttpResponse = super()._verify_form_valid(form)
        return answer


log_in = behind(LOG_IN, allauth_views.login)
ask_for_code = behind(LOGIN_CODE, allauth_views.request_login_code)
enter_code = behind(LOG_IN, EnterCode.as_view())
sign_up = behind(SIGN_UP, allauth_views.signup)
new_password = behind(NEW_PASSWORD, allauth_views.password_reset)
new_password_from_link = behind(NEW_PASSWORD, allauth_views.password_reset_from_key)
change_password = behind(NEW_PASSWORD, allauth_views.password_change)
first_password = behind(NEW_PASSWORD, allauth_views.password_set)
