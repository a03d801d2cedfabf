"""The server: looks for the key of a call and for a fault, lets the state act, answers, and sends the messages that follow."""

import threading
from base64 import b64decode
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from typing import Any

from tests.stripe_server import messages
from tests.stripe_server.connections import Connection, Silence
from tests.stripe_server.faults import Fault
from tests.stripe_server.keys import Answer, Keys
from tests.stripe_server.state import Refused, State

SECRET_KEY = "sk_test_of_the_test_server"
PUBLISHABLE_KEY = "pk_test_of_the_test_server"
WEBHOOK_SECRET = "whsec_of_the_test_server"

# What a shopper's browser may ask for with the publishable key and the secret of the one payment.
_OF_THE_BROWSER = ("confirm", "prove", "")
_BROKEN = Answer(500, {"error": {"type": "api_error", "message": "An unknown error occurred."}})
_TOO_MANY = Answer(429, {"error": {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests."}})


class StripeServer:
    """A running Stripe. ``webhook`` is where messages go; empty: they wait in ``state.events`` for the test to deliver.

    ``waits_for_shop``: a call is answered only after its messages were delivered, so that the webhook is there before the browser.
    """

    def __init__(self, *, port: int = 0, webhook: str = "", waits_for_shop: bool = False) -> None:
        self.state, self.keys, self.faults = State(), Keys(), list[Fault]()
        self.calls: list[tuple[str, str, str]] = []  # method, path, idempotency key
        self.webhook, self.waits_for_shop = webhook, waits_for_shop
        self._http = ThreadingHTTPServer(("127.0.0.1", port), type("BoundConnection", (Connection,), {"stripe": self}))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def settings(self) -> dict[str, str]:
        """What a shop that uses this server is told."""
        return {
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": self.address,
            "STRIPE_JS_URL": f"{self.address}/page/stripe.js",
        }

    def __enter__(self) -> "StripeServer":
        self._thread.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=10)

    def called(self, method: str, path: str) -> list[str]:
        """The keys of the calls of this method and beginning of a path, in order."""
        return [key for done, asked, key in self.calls if done == method and asked.startswith(path)]

    def pay(self, intent_id: str, number: str) -> None:
        """The shopper gives a card in the browser, and passes 3-D Secure where it is asked for."""
        with self.state.lock:
            intent = self.state.confirm_intent(intent_id, number)
            if intent["status"] == "requires_action":
                self.state.prove(intent_id, passed=True)
        self.deliver_new()

    def deliver_new(self) -> None:
        """Send the messages that nobody has sent yet, if there is somebody to send them to."""
        with self.state.lock:
            fresh, self.state.new_events = self.state.new_events, []
        if self.webhook:
            for event in fresh:
                messages.send(self.webhook, event, WEBHOOK_SECRET)

    # --- answering ---------------------------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, fields: dict[str, Any], key: str) -> Answer:
        """What a call with the secret key is answered with. Raises ``Silence``."""
        with self.state.lock:
            self.calls.append((method, path, key))
            try:
                return self._answer_once(method, path, fields, key)
            except Refused as refusal:
                return Answer(refusal.status, {"error": refusal.error})

    def _answer_once(self, method: str, path: str, fields: dict[str, Any], key: str) -> Answer:
        earlier = self.keys.earlier(key, path, fields) if key else None
        if earlier:
            return earlier
        fault = next((fault for fault in self.faults if fault.takes(method, path)), None)
        kind = fault.kind if fault else ""
        if kind == "too many":
            return _TOO_MANY
        if kind == "silent before":
            raise Silence
        answer = _BROKEN if kind == "broken before" else self._act(method, path, fields)
        if kind == "broken after":
            answer = _BROKEN
        if key:
            self.keys.keep(key, path, fields, answer)
        if kind == "silent after":
            raise Silence
        return answer

    def _act(self, method: str, path: str, fields: dict[str, Any]) -> Answer:
        """Let the state do it. A card that is refused (402) is an answer to keep; other refusals are raised."""
        try:
            return Answer(200, self._acted(method, path.strip("/").split("/")[1:], fields))
        except Refused as refusal:
            if refusal.status != 402:
                raise
            return Answer(refusal.status, {"error": refusal.error})

    def _acted(self, method: str, parts: list[str], fields: dict[str, Any]) -> dict[str, Any]:
        """One act. A call is known by its method, kind of object, and what is done with one of them."""
        kind, name, act = (*parts, "", "")[:3]
        acts: dict[tuple[str, str, bool, str], Callable[[], dict[str, Any]]] = {
            ("POST", "payment_intents", False, ""): lambda: self.state.create_intent(fields),
            ("GET", "payment_intents", True, ""): lambda: self.state.intent(name),
            ("POST", "payment_intents", True, "confirm"): lambda: self.state.confirm_intent(
                name, str(fields["payment_method_data"]["card"]["number"])
            ),
            ("POST", "payment_intents", True, "prove"): lambda: self.state.prove(name, passed=fields.get("passed") == "1"),
            ("POST", "payment_intents", True, "cancel"): lambda: self.state.cancel_intent(name),
            ("POST", "refunds", False, ""): lambda: self.state.create_refund(fields),
            ("GET", "refunds", False, ""): lambda: _as_list(self.state.list_refunds(fields), "/v1/refunds"),
            ("GET", "refunds", True, ""): lambda: self.state.refund(name),
            ("GET", "disputes", False, ""): lambda: _as_list(self.state.disputes.listed(fields), "/v1/disputes"),
            ("GET", "disputes", True, ""): lambda: self.state.dispute(name),
            ("GET", "events", False, ""): lambda: _as_list(self.state.events[::-1], "/v1/events"),
            ("GET", "events", True, ""): lambda: self.state.event(name),
        }
        chosen = acts.get((method, kind, bool(name), act))
        if chosen is None:
            raise Refused(404, "invalid_request_error", f"Unrecognized request URL ({method}: /v1/{'/'.join(parts)}).")
        return chosen()

    def refusal_of_caller(self, authorization: str, path: str, fields: dict[str, Any]) -> Answer | None:
        """Why the caller may not ask for this; ``None`` when it may."""
        key = str(fields.get("key", "")) or _key_of(authorization)
        if key == SECRET_KEY:
            return None
        parts = path.strip("/").split("/")[1:]
        if key == PUBLISHABLE_KEY and parts[0] == "payment_intents" and len(parts) > 1 and ("".join(parts[2:]) in _OF_THE_BROWSER):
            intent = self.state.intents.get(parts[1])
            if intent and intent["client_secret"] == fields.get("client_secret"):
                return None
        return Answer(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}})


def _key_of(authorization: str) -> str:
    scheme, _space, value = authorization.partition(" ")
    return b64decode(value).decode().partition(":")[0] if scheme == "Basic" else value


def _as_list(things: list[dict[str, Any]], address: str) -> dict[str, Any]:
    return {"object": "list", "data": things, "has_more": False, "url": address}
