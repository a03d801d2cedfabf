"""The effects of this room: sending the mail of a notice, and its text messages."""

from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation

from journal import outbox
from notices import gateways, secrets, texts
from notices.models import Notice, TextChannel, TextMessage, TextTemplate, Wish
from notices.tell import SEND_EMAIL

log = structlog.get_logger(__name__)
# Owed by the room of logins, which stands beside this one: a code by SMS. It is in no table but the outbox, and worth nothing after
# ten minutes.
SEND_CODE = "notices.send_code"
CODE_KIND = "login_code"


@outbox.effect(SEND_EMAIL)
def send_email(payload: dict[str, Any]) -> None:
    """Plan the text messages of one notice and send its mail, unless it was sent. A mail server that fails raises: it is tried again."""
    notice = Notice.objects.select_related("user").get(dedup_key=payload["dedup_key"])
    if notice.sent_at is not None:
        return
    planned = texts.plan(notice)
    if notice.to and not (planned and _wants_no_mail(notice)):
        with translation.override(notice.language):
            headers = {"Content-Language": notice.language}  # programs that read mail aloud ask for it
            EmailMessage(subject=_subject(notice), body=_text(notice), to=[notice.to], headers=headers).send()
    Notice.objects.filter(pk=notice.pk, sent_at__isnull=True).update(sent_at=timezone.now())


@outbox.effect(texts.SEND_TEXT)
def send_text(payload: dict[str, Any]) -> None:
    """Send one SMS or WhatsApp message, unless it was sent. Its key went into the table before; the gateway gets the same at every try."""
    message = TextMessage.objects.get(key=payload["key"])
    if message.sent_at is not None or message.failure:
        return
    outgoing = gateways.Outgoing(message.channel, message.key, message.to, texts.ready(message), message.registered_id)
    rows = TextMessage.objects.filter(pk=message.pk, sent_at__isnull=True)
    try:
        number = gateways.send(outgoing)
    except gateways.TextRefused as refusal:
        log.warning("text_message_refused", key=message.key, reason=str(refusal))
        rows.update(failure=str(refusal)[:200] or "refused")
    else:
        rows.update(sent_at=timezone.now(), gateway_number=number)


@outbox.effect(SEND_CODE, max_attempts=5)
def send_code(payload: dict[str, Any]) -> None:
    """Send a code for a login to a number, while it is good. No notice is written: nobody reads it in a feed."""
    if timezone.now().timestamp() > payload["until"]:
        return
    rows = TextTemplate.objects.filter(kind=CODE_KIND, channel=TextChannel.SMS, is_active=True, language__in=[payload["language"], "en"])
    template = sorted(rows, key=lambda row: row.language != payload["language"])[:1]
    if not template:
        log.error("login_code_without_words")
        return
    words = template[0].text.replace("{shop}", settings.SHOP_NAME).replace("{code}", payload["code"])
    try:
        gateways.send(gateways.Outgoing(TextChannel.SMS, payload["key"], payload["to"], words, template[0].registered_id))
    except gateways.TextRefused as refusal:
        log.warning("login_code_refused", reason=str(refusal))


def _wants_no_mail(notice: Notice) -> bool:
    """Who has asked for no mail gets none as long as a text message says the same."""
    return notice.user_id is not None and Wish.objects.filter(user_id=notice.user_id, by_email=False).exists()


def _subject(notice: Notice) -> str:
    one_line = " ".join(notice.title.split())
    return f"{one_line} - {settings.SHOP_NAME}"


def _text(notice: Notice) -> str:
    return f"{secrets.fill_in(notice.body).rstrip()}\n\n{settings.SHOP_NAME}\n{settings.BASE_URL}\n"
