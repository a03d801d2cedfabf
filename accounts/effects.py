"""The effects of this room: the mail with a link for a new password."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.adapter import NEW_PASSWORD_MAIL
from accounts.models import User
from journal import outbox


@outbox.effect(NEW_PASSWORD_MAIL)
def send_new_password_mail(payload: dict[str, Any]) -> None:
    """Make the link and send it. It is made here, so that no valid link lies in the outbox; a second mail would do no harm."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).first()
    if user is None:
        return
    with translation.override(payload["language"] or user.language):
        EmailMessage(
            subject=gettext("New password for %(shop)s") % {"shop": settings.SHOP_NAME}, body=_text(user), to=[payload["email"]]
        ).send()


def _text(user: User) -> str:
    link = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), default_token_generator.make_token(user)])
    words = gettext(
        "Somebody asked for a new password for your account at %(shop)s.\n\n"
        "Choose it here within three days:\n%(link)s\n\n"
        "If it was not you, leave this mail alone: nothing changes."
    )
    return words % {"shop": settings.SHOP_NAME, "link": f"{settings.BASE_URL}{link}"} + "\n"
