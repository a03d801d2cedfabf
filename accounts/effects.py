"""The effects of this room: the mail with a link for a new password, and the one that tells of a changed second factor."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from accounts import forgetting, own_data
from accounts.adapter import NEW_PASSWORD_MAIL
from accounts.login_codes import LOGIN_CODE_MAIL
from accounts.models import User
from accounts.second_factor import ADDED, CHANGED_MAIL, NEW_CODES, PASSKEY_ADDED, PASSKEY_REMOVED, REMOVED, RESET
from journal import outbox


@outbox.effect(NEW_PASSWORD_MAIL)
def send_new_password_mail(payload: dict[str, Any]) -> None:
    """Make the link and send it. It is made here, so that no valid link lies in the outbox; a second mail would do no harm."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).first()
    if user is None:
        return
    with translation.override(payload["language"] or user.language):
        _send(gettext("New password for %(shop)s") % {"shop": settings.SHOP_NAME}, _text(user), payload["email"])


def _send(subject: str, body: str, to_email: str) -> None:
    """One mail in the language that is spoken now, and says so: programs that read mail aloud ask for it."""
    EmailMessage(subject=subject, body=body, to=[to_email], headers={"Content-Language": translation.get_language() or "en"}).send()


def _text(user: User) -> str:
    link = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), default_token_generator.make_token(user)])
    words = gettext(
        "Somebody asked for a new password for your account at %(shop)s.\n\n"
        "Choose it here within three days:\n%(link)s\n\n"
        "If it was not you, leave this mail alone: nothing changes."
    )
    return words % {"shop": settings.SHOP_NAME, "link": f"{settings.BASE_URL}{link}"} + "\n"


@outbox.effect(LOGIN_CODE_MAIL, max_attempts=5)
def send_login_code_mail(payload: dict[str, Any]) -> None:
    """Send a code for a login, unless it is worth nothing any more."""
    if timezone.now().timestamp() > payload["until"]:
        return
    with translation.override(payload["language"]):
        words = gettext("Your code is %(code)s. It is good for ten minutes. Tell it to nobody.") % {"code": payload["code"]}
        ignore = gettext("If you did not want to log in, leave this mail alone.")
        subject = gettext("Code for %(shop)s") % {"shop": settings.SHOP_NAME}
        _send(subject, f"{words}\n\n{ignore}\n", payload["email"])


@outbox.effect(own_data.LINK_MAIL)
def send_own_data_link(payload: dict[str, Any]) -> None:
    """The link is made here, so that no valid one lies in the outbox; a second mail would do no harm."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).exclude(email=None).first()
    if user is None:
        return
    with translation.override(user.language):
        words = gettext(
            "Your data at %(shop)s can be fetched here within three days:\n%(link)s\n\n"
            "You have to be logged in. If you did not ask for it, change your password."
        )
        body = words % {"shop": settings.SHOP_NAME, "link": own_data.link_of(user)}
        _send(gettext("Your data at %(shop)s") % {"shop": settings.SHOP_NAME}, f"{body}\n", str(user.email))


@outbox.effect(forgetting.LINK_MAIL)
def send_forgetting_link(payload: dict[str, Any]) -> None:
    """The link behind which the account is deleted, made here like that of a new password."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).exclude(email=None).first()
    if user is None:
        return
    with translation.override(user.language):
        words = gettext(
            "Somebody asked to delete your account at %(shop)s. If it was you, open this page within a day and press the button:\n"
            "%(link)s\n\n"
            "If it was not you, change your password: somebody else is logged in."
        )
        body = words % {"shop": settings.SHOP_NAME, "link": forgetting.link_of(user)}
        _send(gettext("Delete your account?"), f"{body}\n", str(user.email))


WHAT_CHANGED = {
    ADDED: gettext_noop("A second factor was set up for your account at %(shop)s."),
    REMOVED: gettext_noop("The second factor was taken off your account at %(shop)s."),
    RESET: gettext_noop("Staff have reset the second factor of your account at %(shop)s. Set up a new one at the next log-in."),
    PASSKEY_ADDED: gettext_noop("A passkey was added to your account at %(shop)s: a phone that logs in without a password."),
    PASSKEY_REMOVED: gettext_noop("A passkey was removed from your account at %(shop)s."),
    NEW_CODES: gettext_noop("New recovery codes were made for your account at %(shop)s."),
}


@outbox.effect(CHANGED_MAIL)
def send_second_factor_mail(payload: dict[str, Any]) -> None:
    """Tell the person; whoever did not do it themselves learns that somebody else did."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).exclude(email=None).first()
    if user is None:
        return
    with translation.override(user.language):
        words = gettext(WHAT_CHANGED[payload["what"]]) % {"shop": settings.SHOP_NAME}
        warning = gettext("If it was not you, call %(phone)s at once.") % {"phone": settings.SHOP_CARE_PHONE}
        is_passkey = payload["what"].startswith("passkey")
        subject = gettext("How you log in has changed") if is_passkey else gettext("Your second factor has changed")
        _send(subject, f"{words}\n\n{warning}\n", str(user.email))
