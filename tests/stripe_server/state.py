"""What this Stripe remembers, and what its objects do: payment intents, charges, refunds, events; disputes are in a file of their own."""

import itertools
import secrets
import threading
import time
from typing import Any

from tests.stripe_server import cards
from tests.stripe_server.cards import Refusal
from tests.stripe_server.disputes import Disputes

API_VERSION = "2026-10-28.endive"
Fields = dict[str, Any]
Object = dict[str, Any]


class Refused(Exception):
    """An answer that is an error, with Stripe's status and words."""

    def __init__(self, status: int, kind: str, message: str, *, code: str = "", **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, **({"code": code} if code else {}), **more}


class State:
    """All objects, and the acts on them. Acts are called under ``lock``."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.intents: dict[str, Object] = {}
        self.charges: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.disputes = Disputes(self)
        self.events: list[Object] = []
        self.new_events: list[Object] = []
        self._numbers = itertools.count(1)
        # Two runs of tests against one database never meet the same names again.
        self._run = secrets.token_hex(6)

    def name(self, prefix: str) -> str:
        return f"{prefix}_Test{self._run}{next(self._numbers):05d}"

    def tell(self, kind: str, thing: Object) -> Object:
        """Note an event about an object as it is now."""
        event = {
            "id": self.name("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": int(time.time()),
            "data": {"object": _copy(thing)},
            "livemode": False,
            "type": kind,
        }
        self.events.append(event)
        self.new_events.append(event)
        return event

    # --- payment intents ---------------------------------------------------------------------------------------------------------

    def create_intent(self, fields: Fields) -> Object:
        amount, currency = fields.get("amount", ""), fields.get("currency", "")
        if not str(amount).isdigit() or int(amount) < 1:
            raise Refused(400, "invalid_request_error", f"Invalid integer: {amount}", code="parameter_invalid_integer", param="amount")
        if not currency:
            raise Refused(400, "invalid_request_error", "Missing required param: currency.", code="parameter_missing", param="currency")
        name = self.name("pi")
        intent = {
            "id": name,
            "object": "payment_intent",
            "amount": int(amount),
            "amount_received": 0,
            "canceled_at": None,
            "client_secret": f"{name}_secret_{secrets.token_hex(12)}",
            "created": int(time.time()),
            "currency": currency.lower(),
            "description": fields.get("description"),
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": dict(fields.get("metadata") or {}),
            "next_action": None,
            "payment_method_types": list(fields.get("payment_method_types") or ["card"]),
            "status": "requires_payment_method",
        }
        self.intents[name] = intent
        self.tell("payment_intent.created", intent)
        return intent

    def intent(self, name: str) -> Object:
        return _find(self.intents, name, "payment_intent")

    def confirm_intent(self, name: str, number: str) -> Object:
        """A card is given. Ends in ``succeeded``, ``requires_action``, or a refusal (402) after which another card may be tried."""
        intent = self.intent(name)
        if intent["status"] not in ("requires_payment_method", "requires_action"):
            raise _wrong_state(intent, "confirm")
        refusal = cards.refusal_of(number)
        if refusal:
            self._refuse(intent, refusal)
        if number == cards.CHALLENGED:
            intent["status"] = "requires_action"
            intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
            self.tell("payment_intent.requires_action", intent)
            return intent
        return self._succeed(intent)

    def prove(self, name: str, *, passed: bool) -> Object:
        """The end of 3-D Secure."""
        intent = self.intent(name)
        if intent["status"] != "requires_action":
            raise _wrong_state(intent, "authenticate")
        intent["next_action"] = None
        if passed:
            return self._succeed(intent)
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = _as_error(cards.NOT_PROVEN)
        self.tell("payment_intent.payment_failed", intent)
        return intent

    def cancel_intent(self, name: str) -> Object:
        intent = self.intent(name)
        if intent["status"] in ("succeeded", "canceled"):
            raise _wrong_state(intent, "cancel")
        intent["status"], intent["canceled_at"], intent["next_action"] = "canceled", int(time.time()), None
        self.tell("payment_intent.canceled", intent)
        return intent

    def _refuse(self, intent: Object, refusal: Refusal) -> None:
        intent["status"], intent["next_action"] = "requires_payment_method", None
        intent["last_payment_error"] = _as_error(refusal)
        self.tell("payment_intent.payment_failed", intent)
        raise Refused(402, payment_intent=_copy(intent), kind="card_error", **_as_words(refusal))

    def _succeed(self, intent: Object) -> Object:
        charge = {
            "id": self.name("ch"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": intent["amount"],
            "amount_refunded": 0,
            "captured": True,
            "created": int(time.time()),
            "currency": intent["currency"],
            "livemode": False,
            "metadata": dict(intent["metadata"]),
            "paid": True,
            "payment_intent": intent["id"],
            "refunded": False,
            "status": "succeeded",
        }
        self.charges[charge["id"]] = charge
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"], "last_payment_error": None}
        self.tell("charge.succeeded", charge)
        self.tell("payment_intent.succeeded", intent)
        return intent

    # --- refunds -----------------------------------------------------------------------------------------------------------------

    def create_refund(self, fields: Fields) -> Object:
        intent = self.intent(str(fields.get("payment_intent", "")))
        if intent["status"] != "succeeded":
            raise Refused(400, "invalid_request_error", "This PaymentIntent does not have a successful charge to refund.")
        charge = self.charges[intent["latest_charge"]]
        left = charge["amount"] - charge["amount_refunded"]
        amount = int(fields.get("amount") or left)
        if self.disputes.holds(charge["id"]):
            raise Refused(400, "invalid_request_error", f"Charge {charge['id']} has been charged back.", code="charge_disputed")
        if not left:
            raise Refused(400, "invalid_request_error", f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if amount > left:
            words = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
            raise Refused(400, "invalid_request_error", words, param="amount")
        refund = {
            "id": self.name("re"),
            "object": "refund",
            "amount": amount,
            "charge": charge["id"],
            "created": int(time.time()),
            "currency": charge["currency"],
            "failure_reason": None,
            "metadata": dict(fields.get("metadata") or {}),
            "payment_intent": intent["id"],
            "reason": fields.get("reason"),
            "status": "succeeded",
        }
        self.refunds[refund["id"]] = refund
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.tell("refund.created", refund)
        self.tell("charge.refunded", charge)
        return refund

    def refund(self, name: str) -> Object:
        return _find(self.refunds, name, "refund")

    def list_refunds(self, fields: Fields) -> list[Object]:
        """The newest first, of one payment intent or of all."""
        wanted = fields.get("payment_intent")
        return [refund for refund in reversed(self.refunds.values()) if wanted in (None, refund["payment_intent"])]

    def fail_refund(self, name: str, reason: str = "lost_or_stolen_card") -> Object:
        """The shopper's bank sends the money back."""
        refund = self.refund(name)
        refund |= {"status": "failed", "failure_reason": reason}
        self.charges[refund["charge"]]["amount_refunded"] -= refund["amount"]
        return self.tell("refund.failed", refund)

    def dispute(self, name: str) -> Object:
        return _find(self.disputes.kept, name, "dispute")

    def event(self, name: str) -> Object:
        return _find({event["id"]: event for event in self.events}, name, "event")


def _find(kept: dict[str, Object], name: str, kind: str) -> Object:
    if name not in kept:
        raise Refused(404, "invalid_request_error", f"No such {kind}: '{name}'", code="resource_missing", param=kind)
    return kept[name]


def _copy(thing: Object) -> Object:
    return {name: dict(value) if isinstance(value, dict) else value for name, value in thing.items()}


def _as_words(refusal: Refusal) -> dict[str, str]:
    more = {"decline_code": refusal.decline_code} if refusal.decline_code else {}
    return {"message": refusal.message, "code": refusal.code, **more}


def _as_error(refusal: Refusal) -> Object:
    return {"type": "card_error", **_as_words(refusal)}


def _wrong_state(intent: Object, act: str) -> Refused:
    words = f"You cannot {act} this PaymentIntent because it has a status of {intent['status']}."
    return Refused(400, "invalid_request_error", words, code="payment_intent_unexpected_state", payment_intent=_copy(intent))
