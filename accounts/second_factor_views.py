"""The pages of the second factor: set it up, show a code, see recovery codes once, remove it."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ReauthenticateView
from allauth.core.internal.httpkit import add_query_params
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts import second_factor
from accounts.people import signed_in
from accounts.second_factor_forms import CodeAgainForm, CodeForm, PasswordAgainForm, SetUpForm
from accounts.throttles import Throttle, visitor
from accounts.views import too_many

# For one visitor. For one person allauth counts besides: five wrong codes in five minutes, wherever they come from.
CODES = Throttle("second_factor", limit=20, per=timedelta(minutes=5))
UNPROCESSABLE = 422

View = Callable[..., HttpResponseBase]


def counted(view: View) -> View:
    """``view``, never stored, with every post counted; without a cache nothing is tried."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not CODES.hit(visitor(request)):
            return too_many(request)
        return view(request, *args, **kwargs)

    return guarded


class SetUp(app.ActivateTOTPView):
    """Scan, type the first code, done. Leads on to the recovery codes, and from there to where the person was going."""

    form_class = SetUpForm

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        user = signed_in(self.request)
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            made = second_factor.app_of(user)
            if made is not None:
                made.data = {**made.data, second_factor.LAST_STEP: form.step}
                made.save(update_fields=["data"])
                record_authentication(self.request, user, "mfa", id=made.pk, type=made.type)
            second_factor.note(user, second_factor.ADDED)
        return answer

    def get_success_url(self) -> str:
        return passed_on(self.request, super().get_success_url())

    def form_invalid(self, form: SetUpForm) -> HttpResponse:
        return refused(super().form_invalid(form))


class Remove(app.DeactivateTOTPView):
    """Take the app off the account, to set up another."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            second_factor.note(signed_in(self.request), second_factor.REMOVED)
        return answer


class Codes(codes.ViewRecoveryCodesView):
    """The recovery codes: readable once, afterwards only how many are left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "go_on": get_next_redirect_url(self.request)}


class NewCodes(codes.GenerateRecoveryCodesView):
    """New codes in place of the old ones."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            second_factor.note(signed_in(self.request), second_factor.NEW_CODES)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return refused(super().form_invalid(form))


class Code(base.AuthenticateView):
    """At login, after the password."""

    form_class = CodeForm

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        return refused(super().form_invalid(form))


class CodeAgain(base.ReauthenticateView):
    """Before something that only the person with the phone may do."""

    form_class = CodeAgainForm

    def form_invalid(self, form: CodeAgainForm) -> HttpResponse:
        return refused(super().form_invalid(form))


class PasswordAgain(ReauthenticateView):
    """The same for people without a second factor."""

    form_class = PasswordAgainForm

    def form_invalid(self, form: Any) -> HttpResponse:
        return refused(super().form_invalid(form))


def refused(answer: HttpResponse) -> HttpResponse:
    """The form again, with what was wrong."""
    answer.status_code = UNPROCESSABLE
    return answer


def passed_on(request: HttpRequest, url: str) -> str:
    """``url``, remembering where the person was going."""
    wanted = get_next_redirect_url(request)
    return str(add_query_params(url, {"next": wanted})) if wanted and url != reverse("mfa_index") else wanted or url


overview = never_cache(login_required(base.index))
set_up = counted(login_required(SetUp.as_view()))
remove = counted(login_required(Remove.as_view()))
recovery_codes = never_cache(login_required(Codes.as_view()))
new_recovery_codes = counted(login_required(NewCodes.as_view()))
code = counted(Code.as_view())
code_again = counted(login_required(CodeAgain.as_view()))
password_again = counted(login_required(PasswordAgain.as_view()))
