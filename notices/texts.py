"""SMS and WhatsApp: which messages a notice becomes, in whose words, and when they may go out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from journal import outbox
from notices import secrets
from notices.models import Notice, TextChannel, TextMessage, TextTemplate, Wish

SEND_TEXT = "notices.send_text"
# Nobody's phone rings from nine in the evening to eight in the morning, but for what can not wait.
QUIET_FROM, QUIET_TO = time(21), time(8)
INDIA = ZoneInfo("Asia/Kolkata")
# A variable of a registered SMS holds 30 signs (TRAI, TCCCPR 2018 and the operators' templates).
VARIABLE_LENGTH = 30


def plan(notice: Notice) -> list[TextMessage]:
    """Write the text messages of a notice, each once, and owe their sending. Running it again adds nothing."""
    number, wish = _number_of(notice), _wish_of(notice)
    if not number:
        return []
    channels = [channel for channel, is_wished in ((TextChannel.SMS, wish.by_sms), (TextChannel.WHATSAPP, wish.by_whatsapp)) if is_wished]
    templates = {row.channel: row for row in _templates(notice, channels)}
    due_at = timezone.now() if notice.is_urgent else after_the_night(timezone.now())
    planned = []
    with transaction.atomic():
        for channel, template in templates.items():
            text = TextMessage(
                notice=notice,
                channel=channel,
                key=f"n{notice.pk}-{channel}",
                to=number,
                text=fill(template.text, notice),
                registered_id=template.registered_id,
                due_at=due_at,
            )
            TextMessage.objects.bulk_create([text], ignore_conflicts=True)
            outbox.owe(SEND_TEXT, key=text.key, payload={"key": text.key}, due_at=due_at)
            planned.append(text)
    return planned


def has_words(kind: str) -> bool:
    """Whether a text message says this. One query."""
    return TextTemplate.objects.filter(kind=kind, is_active=True).exists()


def after_the_night(at: datetime) -> datetime:
    """``at``, or eight in the morning in India when ``at`` is in the quiet hours."""
    here = at.astimezone(INDIA)
    if QUIET_TO <= here.time() < QUIET_FROM:
        return at
    day = here.date() + timedelta(days=1 if here.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_TO, tzinfo=INDIA)


def fill(words: str, notice: Notice) -> str:
    """The words of a message. A secret address stays a placeholder until it is sent."""
    link = notice.link if notice.link.startswith("[[") else f"{settings.BASE_URL}{notice.link}"
    values = {"shop": settings.SHOP_NAME, "number": notice.subject_number, "title": notice.title, "link": link}
    for name, value in values.items():
        short = value if name == "link" else " ".join(value.split())[:VARIABLE_LENGTH]
        words = words.replace(f"{{{name}}}", short)
    return words


def ready(message: TextMessage) -> str:
    """The words with their secrets, at the moment of sending."""
    return secrets.fill_in(message.text)


def _number_of(notice: Notice) -> str:
    if notice.mobile or notice.user is None:
        return notice.mobile
    return notice.user.mobile if notice.user.mobile and notice.user.mobile_confirmed and notice.user.is_active else ""


def _wish_of(notice: Notice) -> Wish:
    found = Wish.objects.filter(user_id=notice.user_id).first() if notice.user_id else None
    return found or Wish()


def _templates(notice: Notice, channels: list[TextChannel]) -> list[TextTemplate]:
    """The words for each channel in the language of the notice, else in English."""
    rows = TextTemplate.objects.filter(kind=notice.kind, channel__in=channels, is_active=True, language__in=[notice.language, "en"])
    best: dict[str, TextTemplate] = {}
    for row in rows:
        if row.channel not in best or row.language == notice.language:
            best[row.channel] = row
    return list(best.values())
