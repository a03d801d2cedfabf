"""Every call to the licensed gateway that divides a payment between groups, in this room's words.

The shape of its objects is that of Razorpay's documented API (payment links, Route transfers with ``on_hold``, reversals, refunds); what is
proven and what is not is told in docs/providers.md. Called outside transactions. There is no second try in here: each caller has its own.
"""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from payments.errors import GatewayAway, GatewayBroken, GatewayRefused, NotFromTheGateway
from payments.gateway import Intent, Message, SentDispute, SentRefund
from payments.models import Dispute, Payment, Refund, Transfer, TransferReversal

TIMEOUT_S = 10.0
CURRENCY = "INR"
# Its states in the words of ``payments.gateway``.
_INTENT = {"created": "open", "paid": "succeeded", "cancelled": "canceled", "expired": "canceled"}
_REFUND = {"processed": "succeeded", "failed": "failed"}
_DISPUTE = {
    "open": Dispute.Status.NEEDS_EVIDENCE,
    "under_review": Dispute.Status.UNDER_REVIEW,
    "won": Dispute.Status.WON,
    "lost": Dispute.Status.LOST,
    "closed": Dispute.Status.WITHDRAWN,
}
# In these phases the bank only asks, and nothing is deducted.
_INQUIRY = ("retrieval", "fraud")
_PAGE = 100


@dataclass(frozen=True)
class SentTransfer:
    """A transfer to a group as the gateway sees it at this moment. ``number`` is ours."""

    id: str
    number: str
    account_id: str
    amount_paise: int
    reversed_paise: int
    is_on_hold: bool
    is_failed: bool
    is_settled: bool
    reference: str


@dataclass(frozen=True)
class SentReversal:
    """Something of a transfer that went back. ``number`` is ours."""

    id: str
    number: str
    amount_paise: int


def create_intent(payment: Payment) -> Intent:
    """A page of the gateway's on which the payment is made. Our number names it there: there is one, however often this is called."""
    asked = {
        "amount": payment.amount_paise,
        "currency": CURRENCY,
        "reference_id": payment.number,
        "description": f"Order {payment.order_number}",
        "notes": {"order": payment.order_number, "payment": payment.number},
    }
    known = _call("GET", "/v1/payment_links?" + urlencode({"reference_id": payment.number}))["payment_links"]
    return _intent(known[0] if known else _call("POST", "/v1/payment_links", asked, key=payment.key))


def fetch_intent(intent_id: str) -> Intent:
    return _intent(_call("GET", f"/v1/payment_links/{intent_id}"))


def cancel_intent(intent_id: str) -> Intent:
    """Close it for everybody. Raises ``GatewayRefused`` when it is paid or was cancelled before."""
    return _intent(_call("POST", f"/v1/payment_links/{intent_id}/cancel", {}))


def create_refund(refund: Refund, *, intent_id: str, key: str) -> SentRefund:
    asked = {"amount": refund.amount_paise, "notes": {"refund": refund.number}}
    return _refund(_call("POST", f"/v1/payments/{_paid_by(intent_id)}/refund", asked, key=key), intent_id)


def fetch_refund(refund_id: str) -> SentRefund:
    found = _call("GET", f"/v1/refunds/{refund_id}")
    number = (found.get("notes") or {}).get("refund", "")
    ours = Refund.objects.filter(number=number).values_list("allocation__payment__gateway_id", flat=True).first() or ""
    is_ours = bool(ours) and _paid_by(ours) == found["payment_id"]
    return _refund(found, ours if is_ours else "")


def refunds_of(intent_id: str) -> list[SentRefund]:
    """All refunds of a payment, whoever made them."""
    return [_refund(one, intent_id) for one in _call("GET", f"/v1/payments/{_paid_by(intent_id)}/refunds")["items"]]


def create_transfer(transfer: Transfer, *, intent_id: str, key: str) -> SentTransfer:
    """Give a group its share of a payment, on hold until it is released."""
    asked = {
        "account": transfer.account_id,
        "amount": transfer.amount_paise,
        "currency": CURRENCY,
        "notes": {"transfer": transfer.number},
        "on_hold": True,
    }
    made = _call("POST", f"/v1/payments/{_paid_by(intent_id)}/transfers", {"transfers": [asked]}, key=key)
    return _transfer(made["items"][0])


def transfers_of(intent_id: str) -> list[SentTransfer]:
    return [_transfer(one) for one in _call("GET", f"/v1/payments/{_paid_by(intent_id)}/transfers")["items"]]


def fetch_transfer(transfer_id: str) -> SentTransfer:
    return _transfer(_call("GET", f"/v1/transfers/{transfer_id}"))


def release_transfer(transfer_id: str) -> SentTransfer:
    """The gateway pays the group with its next settlement. Saying so twice is saying so once."""
    return _transfer(_call("PATCH", f"/v1/transfers/{transfer_id}", {"on_hold": False}))


def create_reversal(reversal: TransferReversal, *, key: str) -> SentReversal:
    """Take something of a transfer back to the shop's balance."""
    asked = {"amount": reversal.amount_paise, "notes": {"reversal": reversal.number}}
    return _reversal(_call("POST", f"/v1/transfers/{reversal.transfer.gateway_id}/reversals", asked, key=key))


def reversals_of(transfer_id: str) -> list[SentReversal]:
    return [_reversal(one) for one in _call("GET", f"/v1/transfers/{transfer_id}/reversals")["items"]]


def fetch_dispute(dispute_id: str) -> SentDispute:
    return _dispute(_call("GET", f"/v1/disputes/{dispute_id}"))


def disputes_since(moment: datetime) -> list[SentDispute]:
    """All disputes that were opened since, whatever became of them."""
    found: list[dict[str, Any]] = []
    while True:
        asked = urlencode({"from": int(moment.timestamp()), "count": _PAGE, "skip": len(found)})
        items = _call("GET", f"/v1/disputes?{asked}")["items"]
        found += items
        if len(items) < _PAGE:
            return [_dispute(given) for given in found]


def read_message(body: bytes, signature: str) -> Message:
    """A webhook's body, if the gateway signed it. Raises ``NotFromTheGateway``.

    Its content is not believed, and each message is acted on once, so one that is sent again later does no harm.
    """
    secret = settings.SPLIT_GATEWAY_WEBHOOK_SECRET.encode()
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(expected.encode(), signature.encode()):
        raise NotFromTheGateway("signature")
    try:
        event = json.loads(body)
        kind = str(event["event"])
        name = "dispute" if kind.startswith("payment.dispute.") else kind.partition(".")[0]
        thing = event["payload"][name]["entity"]
        return Message(id=str(event["id"]), kind=kind, object_id=str(thing["id"]), intent_id="")
    except (ValueError, LookupError, AttributeError, TypeError) as refusal:
        raise NotFromTheGateway(type(refusal).__name__) from refusal


def _paid_by(link_id: str) -> str:
    """The gateway's name for the payment that was made on its page."""
    payments = _call("GET", f"/v1/payment_links/{link_id}").get("payments") or []
    if not payments:
        raise GatewayRefused("not paid")
    return str(payments[0]["payment_id"])


def _page_of(payment_id: str) -> str:
    """The page of ours on which a payment was made: it carries our number, and the page names it. Nothing for a payment of others."""
    number = (_call("GET", f"/v1/payments/{payment_id}").get("notes") or {}).get("payment", "")
    ours = Payment.objects.filter(number=number).values_list("gateway_id", flat=True).first() or ""
    try:
        return ours if ours and _paid_by(ours) == payment_id else ""
    except GatewayRefused:  # the page that it names was not paid
        return ""


def _call(method: str, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> dict[str, Any]:
    """One call and its answer, errors by what they mean for a second try."""
    login = f"{settings.SPLIT_GATEWAY_KEY_ID}:{settings.SPLIT_GATEWAY_KEY_SECRET}"
    headers = {
        "Authorization": "Basic " + base64.b64encode(login.encode()).decode(),
        "Content-Type": "application/json",
        **({"Idempotency-Key": key} if key else {}),
    }
    data = None if body is None else json.dumps(body).encode()
    # The address is checked when settings are read: https, or 127.0.0.1.
    asked = urllib.request.Request(settings.SPLIT_GATEWAY_API_BASE + path, data, headers, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310
            found: dict[str, Any] = json.loads(answer.read())
            return found
    except urllib.error.HTTPError as error:
        _raise_for(error)
        raise
    except (OSError, ValueError) as error:  # no answer, or none that can be read
        raise GatewayAway(type(error).__name__) from error


def _raise_for(error: urllib.error.HTTPError) -> None:
    if error.code in (401, 403, 409, 429):  # our keys, the same key at this moment, too many
        raise GatewayAway(str(error.code)) from error
    if error.code >= 500:
        raise GatewayBroken(str(error.code)) from error
    try:
        why = str(json.loads(error.read())["error"]["code"])
    except (ValueError, LookupError, TypeError):
        why = str(error.code)
    raise GatewayRefused(why) from error


def _intent(given: dict[str, Any]) -> Intent:
    return Intent(
        id=given["id"],
        status=_INTENT.get(given["status"], given["status"]),
        received_paise=given["amount_paid"],
        currency=given["currency"].lower(),
        payment_number=given.get("reference_id") or "",
        client_secret=given.get("short_url") or "",
    )


def _refund(given: dict[str, Any], intent_id: str) -> SentRefund:
    return SentRefund(
        id=given["id"],
        status=_REFUND.get(given["status"], given["status"]),
        amount_paise=given["amount"],
        refund_number=(given.get("notes") or {}).get("refund", ""),
        intent_id=intent_id,
        failure=str(given.get("failure") or ""),
    )


def _transfer(given: dict[str, Any]) -> SentTransfer:
    return SentTransfer(
        id=given["id"],
        number=(given.get("notes") or {}).get("transfer", ""),
        account_id=given["recipient"],
        amount_paise=given["amount"],
        reversed_paise=given["amount_reversed"],
        is_on_hold=bool(given["on_hold"]),
        is_failed=given["status"] == "failed",
        is_settled=given.get("settlement_status") == "settled",
        reference=str(given.get("utr") or ""),
    )


def _reversal(given: dict[str, Any]) -> SentReversal:
    return SentReversal(id=given["id"], number=(given.get("notes") or {}).get("reversal", ""), amount_paise=given["amount"])


def _dispute(given: dict[str, Any]) -> SentDispute:
    due = given.get("respond_by")
    return SentDispute(
        id=given["id"],
        intent_id=_page_of(given["payment_id"]),
        amount_paise=given["amount"],
        currency=given["currency"].lower(),
        reason=str(given.get("reason_code") or ""),
        # A state that the gateway adds one day is for a person, who answers it there: it is open.
        status=_DISPUTE.get(given["status"], Dispute.Status.NEEDS_EVIDENCE),
        is_inquiry=given.get("phase") in _INQUIRY,
        due_at=datetime.fromtimestamp(due, UTC) if due else None,
        opened_at=datetime.fromtimestamp(given["created_at"], UTC),
        deducted_paise=given["amount_deducted"],
    )
