"""Fields for codes, and the rule that a code is taken once."""

from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import second_factor
from accounts.second_factor import step_of


def code_field(label: Any, help_text: Any) -> forms.CharField:
    """A field that phones fill in from the app and show the digits for."""
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(label=label, help_text=help_text, max_length=32, widget=forms.TextInput(attrs=attributes))


class TakesACodeOnce:
    """The check that allauth makes, and then ours, which holds over all processes. Recovery codes are crossed out by allauth itself."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form it is mixed into
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not second_factor.take(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(TakesACodeOnce, AuthenticateForm):
    """At login."""

    code = code_field(_("Code"), _("Six digits from the app, or one of your recovery codes."))


class CodeAgainForm(TakesACodeOnce, ReauthenticateForm):
    """Before a change to the second factor."""

    code = code_field(_("Code"), _("Six digits from the app, or one of your recovery codes."))


class PasswordAgainForm(PasswordForm):
    """For people without a second factor. A plain field: who has forgotten the password starts at the login page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""


class SetUpForm(ActivateTOTPForm):
    """The first code of a new app. It counts as used."""

    code = code_field(_("Code"), _("The six digits that the app shows now."))
    step: int | None = None

    def clean_code(self) -> str:
        code: str = super().clean_code()
        self.step = step_of(self.secret, code)
        return code
