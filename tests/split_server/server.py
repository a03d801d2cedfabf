"""The server: looks for the key of a call and for a fault, lets the state act, and answers."""

import hashlib
import hmac
import json
import threading
from base64 import b64decode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.split_server.state import Refused, State
from tests.stripe_server.faults import Fault
from tests.stripe_server.keys import Answer, Keys

KEY_ID, KEY_SECRET, WEBHOOK_SECRET = "key_of_the_test_server", "secret_of_the_test_server", "webhooks_of_the_test_server"
_BROKEN = Answer(500, {"error": {"code": "SERVER_ERROR"}})
_TOO_MANY = Answer(429, {"error": {"code": "TOO_MANY"}})


class _Silence(Exception):
    """The connection ends without an answer."""


class SplitServer:
    """A running gateway. Its messages wait in ``state.events`` for the test to deliver."""

    def __init__(self) -> None:
        self.state, self.keys, self.faults = State(), Keys(), list[Fault]()
        self.calls: list[tuple[str, str, str]] = []  # method, path, key
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("BoundConnection", (_Connection,), {"gateway": self}))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def settings(self) -> dict[str, str]:
        """What a shop that uses this server is told."""
        return {
            "SPLIT_GATEWAY_KEY_ID": KEY_ID,
            "SPLIT_GATEWAY_KEY_SECRET": KEY_SECRET,
            "SPLIT_GATEWAY_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "SPLIT_GATEWAY_API_BASE": f"http://127.0.0.1:{self._http.server_port}",
        }

    def __enter__(self) -> "SplitServer":
        self._thread.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=10)

    def called(self, method: str, path: str) -> list[str]:
        """The keys of the calls of this method and end of a path, in order."""
        return [key for done, asked, key in self.calls if done == method and asked.endswith(path)]

    def answer(self, method: str, path: str, fields: dict[str, Any], key: str) -> Answer:
        with self.state.lock:
            self.calls.append((method, path, key))
            earlier = self.keys.earlier(key, path, fields) if key else None
            if earlier:
                return earlier
            fault = next((fault for fault in self.faults if fault.takes(method, path)), None)
            kind = fault.kind if fault else ""
            if kind == "too many":
                return _TOO_MANY
            if kind == "silent before":
                raise _Silence
            answer = _BROKEN if kind == "broken before" else self._acted(method, path, fields)
            if kind == "broken after":
                answer = _BROKEN
            if key and answer.status < 400:
                self.keys.keep(key, path, fields, answer)
            if kind == "silent after":
                raise _Silence
            return answer

    def _acted(self, method: str, path: str, fields: dict[str, Any]) -> Answer:
        kind, name, act = (*path.strip("/").split("/")[1:], "", "")[:3]
        state = self.state
        acts: dict[tuple[str, str, bool, str], Callable[[], dict[str, Any]]] = {
            ("POST", "payment_links", False, ""): lambda: state.create_link(fields),
            ("GET", "payment_links", False, ""): lambda: {"payment_links": state.links_of(fields["reference_id"])},
            ("GET", "payment_links", True, ""): lambda: state.found("links", name),
            ("POST", "payment_links", True, "cancel"): lambda: state.cancel_link(name),
            ("GET", "payments", True, ""): lambda: state.found("payments", name),
            ("GET", "disputes", True, ""): lambda: state.found("disputes", name),
            ("GET", "disputes", False, ""): lambda: state.disputes.listed(fields),
            ("POST", "payments", True, "transfers"): lambda: {"items": state.create_transfers(name, fields)},
            ("GET", "payments", True, "transfers"): lambda: state.items("transfers", "source", name),
            ("POST", "payments", True, "refund"): lambda: state.refund(name, fields),
            ("GET", "payments", True, "refunds"): lambda: state.items("refunds", "payment_id", name),
            ("GET", "refunds", True, ""): lambda: state.found("refunds", name),
            ("GET", "transfers", True, ""): lambda: state.found("transfers", name),
            ("PATCH", "transfers", True, ""): lambda: state.change_transfer(name, fields),
            ("POST", "transfers", True, "reversals"): lambda: state.reverse(name, fields),
            ("GET", "transfers", True, "reversals"): lambda: state.items("reversals", "transfer_id", name),
        }
        chosen = acts.get((method, kind, bool(name), act))
        try:
            if chosen is None:
                raise Refused("NOT_FOUND", 404)
            return Answer(200, json.loads(json.dumps(chosen())))
        except Refused as refusal:
            return Answer(refusal.status, {"error": refusal.error})


class _Connection(BaseHTTPRequestHandler):
    gateway: SplitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        self._api("GET", asked.path, {name: values[0] for name, values in parse_qs(asked.query).items()})

    def do_POST(self) -> None:
        self._api("POST", self.path, self._body())

    def do_PATCH(self) -> None:
        self._api("PATCH", self.path, self._body())

    def _body(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        return found

    def _api(self, method: str, path: str, fields: dict[str, Any]) -> None:
        login = self.headers.get("Authorization", "").removeprefix("Basic ")
        if b64decode(login).decode() != f"{KEY_ID}:{KEY_SECRET}":
            self._say(Answer(401, {"error": {"code": "BAD_AUTH"}}))
            return
        try:
            self._say(self.gateway.answer(method, path, fields, self.headers.get("Idempotency-Key", "")))
        except _Silence:
            self.close_connection = True

    def _say(self, answer: Answer) -> None:
        body = json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing."""


def signature(body: bytes, secret: str = WEBHOOK_SECRET) -> str:
    """As the gateway signs a message."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
