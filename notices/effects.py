"""The effects of this room: sending the mail of a notice."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation

from journal import outbox
from notices import secrets
from notices.models import Notice
from notices.tell import SEND_EMAIL


@outbox.effect(SEND_EMAIL)
def send_email(payload: dict[str, Any]) -> None:
    """Send the mail of one notice, unless it was sent. A mail server that fails raises, and the effect is tried again."""
    notice = Notice.objects.get(dedup_key=payload["dedup_key"])
    if notice.sent_at is not None:
        return
    with translation.override(notice.language):
        EmailMessage(subject=_subject(notice), body=_text(notice), to=[notice.to]).send()
    Notice.objects.filter(pk=notice.pk, sent_at__isnull=True).update(sent_at=timezone.now())


def _subject(notice: Notice) -> str:
    one_line = " ".join(notice.title.split())
    return f"{one_line} - {settings.SHOP_NAME}"


def _text(notice: Notice) -> str:
    return f"{secrets.fill_in(notice.body).rstrip()}\n\n{settings.SHOP_NAME}\n{settings.BASE_URL}\n"
