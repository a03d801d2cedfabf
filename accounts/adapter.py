"""How allauth finds people by e-mail or mobile number, counts their tries, writes to them and sends them on."""

import uuid
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import login_codes, throttles
from accounts.fields import MobileField
from accounts.models import User
from journal import outbox

NEW_PASSWORD_MAIL = "accounts.new_password_mail"  # noqa: S105 - the name of an effect
_NO_MATCH = _("E-mail or mobile number and password do not go together.")


class AccountAdapter(DefaultAccountAdapter):
    """One user table with an optional e-mail address and an optional mobile number."""

    # The same words whether or not the person exists, and whatever was typed.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _NO_MATCH,
        "phone_password_mismatch": _NO_MATCH,
        "username_password_mismatch": _NO_MATCH,
    }

    # --- mobile numbers ------------------------------------------------------------------------------------------------------

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        return MobileField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.mobile, user.mobile_confirmed) if user.mobile else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.mobile, user.mobile_confirmed = phone, verified
        user.save(update_fields=["mobile", "mobile_confirmed"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """The code came to this number; it counts only while the number is still the person's."""
        if User.objects.filter(pk=user.pk, mobile=phone).update(mobile_confirmed=True):
            user.mobile_confirmed = True

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(mobile=phone).first()

    # --- who it is, once more ------------------------------------------------------------------------------------------------

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Who has a second factor shows a code; the password, which may be the very thing that was stolen, is not enough."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        with_code = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return with_code or methods

    # --- throttles -----------------------------------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttles.address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed tries are counted for each contact. allauth's own key leaves out mobile numbers: all would share one count."""
        contact = credentials.get("email") or credentials.get("phone") or credentials.get("username") or ""
        return throttles.hashed(str(contact).lower())

    # --- what happens afterwards ---------------------------------------------------------------------------------------------

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this shop, written without a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        """A new person keeps the language in which the account was made."""
        user.language = get_language() or user.language
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """None: cacheable pages show no message, and every step has a page of its own that says what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A code for a login is owed, as all our mails are; what else allauth may want to write goes its own way."""
        if template_prefix == "account/email/login_code":
            login_codes.owe_mail(email, context["code"])
        else:
            super().send_mail(template_prefix, email, context)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        login_codes.owe_text(user, phone, code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nothing: whoever owns an unknown number did not ask for this."""

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Owe the mail instead of sending it now: the answer takes as long for an unknown address, and no mail is lost."""
        with transaction.atomic():
            outbox.owe(NEW_PASSWORD_MAIL, key=uuid.uuid4().hex, payload={"user_id": user.pk, "email": email, "language": get_language()})
