"""Every call to Stripe, in this room's words. Nothing else knows Stripe's library or the shape of its objects.

Called outside transactions. There is no second try in here: each caller has its own way of trying again.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from payments.errors import GatewayAway, GatewayBroken, GatewayRefused, NotFromTheGateway
from payments.models import Dispute, Payment, Refund

if TYPE_CHECKING:
    import stripe

TIMEOUT_S = 10.0
OLDEST_MESSAGE_S = 300  # an older message may be one that somebody kept and sends again
CURRENCY = "inr"
# Stripe's states of a dispute in ours. Those that begin with this are inquiries: the bank asks, and nothing was taken.
_INQUIRY = "warning_"
_DISPUTE = {
    "warning_needs_response": Dispute.Status.NEEDS_EVIDENCE,
    "needs_response": Dispute.Status.NEEDS_EVIDENCE,
    "warning_under_review": Dispute.Status.UNDER_REVIEW,
    "under_review": Dispute.Status.UNDER_REVIEW,
    "warning_closed": Dispute.Status.WITHDRAWN,
    "prevented": Dispute.Status.WITHDRAWN,
    "won": Dispute.Status.WON,
    # An appeal comes after a dispute was lost: what it brings back is money that comes late.
    "lost": Dispute.Status.LOST,
    "appeal_needs_response": Dispute.Status.LOST,
    "appeal_under_review": Dispute.Status.LOST,
}


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
class SentMove:
    """What Stripe took for a dispute, with its fee; below zero it gave it back."""

    id: str
    amount_paise: int
    fee_paise: int
    at: datetime


@dataclass(frozen=True)
class SentDispute:
    """A dispute as the gateway sees it at this moment, its state in our words. ``is_inquiry``: the shopper's bank only asks yet.

    A gateway tells each sum that it took or gave back (``moves``), or only what it has now (``deducted_paise``, fees inside).
    """

    id: str
    intent_id: str
    amount_paise: int
    currency: str
    reason: str
    status: str
    is_inquiry: bool
    due_at: datetime | None
    opened_at: datetime
    moves: tuple[SentMove, ...] = ()
    deducted_paise: int | None = None

    @property
    def told_paise(self) -> int:
        """What the gateway has for it now, with its fees."""
        return sum(move.amount_paise + move.fee_paise for move in self.moves) if self.deducted_paise is None else self.deducted_paise


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


def fetch_dispute(dispute_id: str) -> SentDispute:
    with _in_our_words():
        return _dispute(_client().v1.disputes.retrieve(dispute_id))


def disputes_since(moment: datetime) -> list[SentDispute]:
    """All disputes that were opened since, whatever became of them."""
    with _in_our_words():
        found = _client().v1.disputes.list({"created": {"gte": int(moment.timestamp())}, "limit": 100})
        return [_dispute(dispute) for dispute in found.auto_paging_iter()]


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


def _dispute(answer: "stripe.Dispute") -> SentDispute:
    given: dict[str, Any] = answer.to_dict()
    due_by = (given.get("evidence_details") or {}).get("due_by")
    return SentDispute(
        id=given["id"],
        intent_id=str(given.get("payment_intent") or ""),
        amount_paise=given["amount"],
        currency=given["currency"],
        reason=str(given.get("reason") or ""),
        # A state that Stripe adds one day is for a person, who answers it there: it is open.
        status=_DISPUTE.get(given["status"], Dispute.Status.NEEDS_EVIDENCE),
        is_inquiry=given["status"].startswith(_INQUIRY),
        due_at=_moment(due_by) if due_by else None,
        opened_at=_moment(given["created"]),
        moves=tuple(
            SentMove(move["id"], -move["amount"], move["fee"], _moment(move["created"])) for move in given.get("balance_transactions") or ()
        ),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
