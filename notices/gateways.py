"""The way out for text messages: an HTTP gateway, or this machine's console while there is none."""

import json
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from notices.models import TextChannel

TIMEOUT_S = 10
# Answers after which a repeat may succeed.
AGAIN = (408, 425, 429)


class TextRefused(Exception):
    """The gateway will never take this message."""


class NoGateway(TextRefused):
    """An open shop has no gateway for this channel."""


@dataclass(frozen=True)
class Outgoing:
    """One message, ready for the gateway. ``key`` is the same at every try."""

    channel: str
    key: str
    to: str
    text: str
    registered_id: str = ""


def send(message: Outgoing) -> str:
    """Send it; the gateway's number of it. Raises ``TextRefused`` for good, anything else for now: then it is tried again."""
    is_sms = message.channel == TextChannel.SMS
    address = settings.SMS_GATEWAY_URL if is_sms else settings.WHATSAPP_GATEWAY_URL
    if address:
        return _by_http(address, settings.SMS_GATEWAY_TOKEN if is_sms else settings.WHATSAPP_GATEWAY_TOKEN, message)
    if settings.SHOP_OPEN:
        raise NoGateway(message.channel)
    sys.stdout.write(f"\n{message.channel} to {message.to}: {message.text}\n")
    return "console"


def _by_http(address: str, token: str, message: Outgoing) -> str:
    content = {
        "channel": str(message.channel),
        "key": message.key,
        "to": message.to,
        "text": message.text,
        "template_id": message.registered_id,
        "sender": settings.SMS_SENDER,
        "entity_id": settings.SMS_ENTITY_ID,
    }
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", "Idempotency-Key": message.key}
    asked = urllib.request.Request(address, json.dumps(content).encode(), headers, method="POST")  # noqa: S310 - a setting, checked at start
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310 - as above
            return _number_in(answer.read(100_000))
    except urllib.error.HTTPError as error:
        if 400 <= error.code < 500 and error.code not in AGAIN:
            raise TextRefused(f"HTTP {error.code}") from error
        raise


def _number_in(body: bytes) -> str:
    """The ``id`` of a JSON answer, if there is one: a message that was taken is not sent again for want of a number."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("id", ""))[:100] if isinstance(found, dict) else ""
