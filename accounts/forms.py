"""The login form: one field for an e-mail address or a mobile number, and the password."""

from allauth.account.forms import LoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.mobile import in_e164


class LogInForm(LoginForm):
    """allauth's form with one plainly named field; a mobile number may be written in any usual way."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("E-mail or mobile number"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """An address in lower case or a number in E.164. Anything else is left as typed, and is nobody's."""
        typed: str = self.cleaned_data["login"].strip()
        try:
            return typed.lower() if "@" in typed else in_e164(typed)
        except ValidationError:
            return typed
