"""Logging in by a code of six digits, sent by mail or SMS: the forms, and the messages that are owed.

allauth keeps the code in the session, counts the tries and lets the person in; a second factor is asked for as after a password. The
code stands in the outbox as it does in the session: after ten minutes it opens nothing.
"""

import time
import uuid
from typing import TYPE_CHECKING, Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.mobile import in_e164
from journal import outbox

if TYPE_CHECKING:
    from accounts.models import User

LOGIN_CODE_MAIL = "accounts.login_code_mail"
LOGIN_CODE_TEXT = "notices.send_code"  # the room of notices stands beside this one; it knows the effect by this name


class AskForm(RequestLoginCodeForm):
    """One field for an e-mail address or a mobile number, as at the login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["phone"]
        self._user: User | None = None
        self.fields["login"] = forms.CharField(
            label=_("E-mail or mobile number"),
            max_length=254,
            error_messages={"required": _("Write your e-mail address or mobile number.")},
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )

    def clean(self) -> dict[str, Any]:
        """Hand on what was typed under the name that allauth looks for; it counts the tries and finds the person."""
        typed = str(self.cleaned_data.get("login", "")).strip()
        if not typed:
            return self.cleaned_data
        if "@" in typed:
            self.cleaned_data["email"] = forms.EmailField().clean(typed).lower()
            self.clean_email()
        else:
            try:
                self.cleaned_data["phone"] = in_e164(typed)
            except ValidationError:
                raise ValidationError(_("Write a mobile number of ten digits, or an e-mail address.")) from None
            self.clean_phone()
            if self._user is not None and not _may_have_texts(self._user):
                self._user = None  # somebody typed this number without ever having shown that it is theirs
        return self.cleaned_data


class CodeForm(ConfirmLoginCodeForm):
    """The code, on the number pad."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}
        self.fields["code"] = forms.CharField(
            label=_("Code of six digits"),
            max_length=12,
            error_messages={"required": _("Write the code.")},
            widget=forms.TextInput(attrs=attributes),
        )


def owe_mail(email: str, code: str) -> None:
    """Owe the mail with a code."""
    with transaction.atomic():
        outbox.owe(LOGIN_CODE_MAIL, key=uuid.uuid4().hex, payload={**_facts(code), "email": email})


def owe_text(user: "User", number: str, code: str) -> None:
    """Owe the SMS with a code."""
    key = uuid.uuid4().hex
    with transaction.atomic():
        outbox.owe(LOGIN_CODE_TEXT, key=key, payload={**_facts(code), "key": key, "to": number, "language": user.language})


def _facts(code: str) -> dict[str, Any]:
    return {"code": code, "language": get_language() or "en", "until": time.time() + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT}


def _may_have_texts(user: "User") -> bool:
    """A number is believed once a code or a link came through it, or where it is all that is known of the person."""
    return user.mobile_confirmed or not user.email
