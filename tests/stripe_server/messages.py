"""Messages to the shop (webhooks), signed as Stripe signs them: https://docs.stripe.com/webhooks#verify-manually."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from typing import Any

TIMEOUT_S = 30


def signature(body: bytes, secret: str, *, age_s: float = 0) -> str:
    """The header ``Stripe-Signature`` of a message that was signed ``age_s`` seconds ago."""
    moment = int(time.time() - age_s)
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def encoded(event: dict[str, Any]) -> bytes:
    return json.dumps(event, indent=2).encode()


def send(address: str, event: dict[str, Any], secret: str, *, age_s: float = 0) -> int:
    """Post one message; the status of the answer."""
    body = encoded(event)
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature(body, secret, age_s=age_s)}
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 - the shop's own address
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
