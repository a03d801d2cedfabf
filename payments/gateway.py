"""Every call to Stripe, in this room's words. Nothing else knows Stripe's library or the shape of its objects.

Called outside transactions. There is no second try in here: each caller has its own way of trying again.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from payments.errors import GatewayAway, GatewayBroken, GatewayRefused, NotFromTheGateway
from payments.models import Payment, Refund

if TYPE_CHECKING:
    import stripe

TIMEOUT_S = 10.0
OLDEST_MESSAGE_S = 300  # an older message may be one that somebody kept and sends again
CURRENCY = "inr"


@dataclass(frozen=True)
class Intent:
    """A payment as Stripe sees it at this moment."""

    id: str
    status: str
    received_paise: int
    currency: str
    payment_number: str
    client_secret: str

    @property
    def is_paid(self) -> bool:
        return self.status == "succeeded"

    @property
    def is_over(self) -> bool:
        """It was cancelled: no card can pay it any more."""
        return self.status == "canceled"


@dataclass(frozen=True)
class SentRefund:
    """A refund as Stripe sees it at this moment. ``refund_number`` is ours, empty for one that was made in Stripe's dashboard."""

    id: str
    status: str
    amount_paise: int
    refund_number: str
    intent_id: str
    failure: str

    @property
    def has_failed(self) -> bool:
        return self.status in ("failed", "canceled")


@dataclass(frozen=True)
class Message:
    """A message that Stripe signed. Its content is not believed: the objects are asked for again."""

    id: str
    kind: str
    object_id: str
    intent_id: str


def create_intent(payment: Payment) -> Intent:
    """Ask for the money of a payment. The same key, which is stored, makes the same intent however often it is called."""
    asked = {
        "amount": payment.amount_paise,
        "currency": CURRENCY,
        "description": f"Order {payment.order_number}",
        "metadata": {"order": payment.order_number, "payment": payment.number},
        "payment_method_types": ["card"],
    }
    with _in_our_words():
        return _intent(_client().v1.payment_intents.create(asked, {"idempotency_key": payment.key}))  # type: ignore[arg-type]  # Stripe's types want literals


def fetch_intent(intent_id: str) -> Intent:
    with _in_our_words():
        return _intent(_client().v1.payment_intents.retrieve(intent_id))


def cancel_intent(intent_id: str) -> Intent:
    """Close it for every card. Raises ``GatewayRefused`` when it is paid or was cancelled before."""
    with _in_our_words():
        return _intent(_client().v1.payment_intents.cancel(intent_id))


def create_refund(refund: Refund, *, intent_id: str, key: str) -> SentRefund:
    asked = {"payment_intent": intent_id, "amount": refund.amount_paise, "metadata": {"refund": refund.number}}
    with _in_our_words():
        return _refund(_client().v1.refunds.create(asked, {"idempotency_key": key}))  # type: ignore[arg-type]  # Stripe's types want literals


def fetch_refund(refund_id: str) -> SentRefund:
    with _in_our_words():
        return _refund(_client().v1.refunds.retrieve(refund_id))


def refunds_of(intent_id: str) -> list[SentRefund]:
    """All refunds of a payment, whoever made them."""
    with _in_our_words():
        found = _client().v1.refunds.list({"payment_intent": intent_id, "limit": 100})
        return [_refund(refund) for refund in found.auto_paging_iter()]


def read_message(body: bytes, signature: str) -> Message:
    """A webhook's body, if Stripe signed it less than five minutes ago. Raises ``NotFromTheGateway``."""
    import stripe

    try:
        stripe.WebhookSignature.verify_header(body, signature, settings.STRIPE_WEBHOOK_SECRET, tolerance=OLDEST_MESSAGE_S)
        event = json.loads(body)
        thing = event["data"]["object"]
        return Message(
            id=str(event["id"]),
            kind=str(event["type"]),
            object_id=str(thing.get("id") or ""),
            intent_id=str(thing.get("payment_intent") or ""),
        )
    except (stripe.SignatureVerificationError, ValueError, LookupError, AttributeError, TypeError) as refusal:
        raise NotFromTheGateway(type(refusal).__name__) from refusal


def _client() -> "stripe.StripeClient":
    return _client_of(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@lru_cache(maxsize=4)
def _client_of(key: str, base: str) -> "stripe.StripeClient":
    import stripe  # half a second of loading, which a shop without cards is spared

    http = stripe.RequestsClient(timeout=TIMEOUT_S)
    return stripe.StripeClient(key, base_addresses={"api": base}, max_network_retries=0, http_client=http)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Stripe's errors by what they mean for a second try."""
    import stripe

    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError) as error:
        raise GatewayAway(type(error).__name__) from error
    except stripe.StripeError as error:
        status = error.http_status or 500
        if status >= 500:
            raise GatewayBroken(str(status)) from error
        if status == 409:  # another call with this key is being carried out at this moment
            raise GatewayAway("409") from error
        raise GatewayRefused(error.code or type(error).__name__) from error


def _intent(answer: "stripe.PaymentIntent") -> Intent:
    given: dict[str, Any] = answer.to_dict()
    return Intent(
        id=given["id"],
        status=given["status"],
        received_paise=given["amount_received"],
        currency=given["currency"],
        payment_number=(given["metadata"] or {}).get("payment", ""),
        client_secret=given["client_secret"] or "",
    )


def _refund(answer: "stripe.Refund") -> SentRefund:
    given: dict[str, Any] = answer.to_dict()
    return SentRefund(
        id=given["id"],
        status=given["status"] or "",
        amount_paise=given["amount"],
        refund_number=(given["metadata"] or {}).get("refund", ""),
        intent_id=str(given["payment_intent"] or ""),
        failure=str(given.get("failure_reason") or ""),
    )
