"""Reading calls from connections and writing answers to them, and the pages that stand in for Stripe's script."""

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.stripe_server.faults import Fault
from tests.stripe_server.forms import fields_of
from tests.stripe_server.keys import Answer

if TYPE_CHECKING:
    from tests.stripe_server.server import StripeServer

_PAGES = Path(__file__).parent / "page"
_TYPES = {".js": "text/javascript", ".html": "text/html"}
_OF_THE_CALLER = ("key", "client_secret")


class Silence(Exception):
    """The connection ends without an answer."""


class Connection(BaseHTTPRequestHandler):
    """One connection. ``stripe`` is set by the server in a class of its own."""

    stripe: "StripeServer"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path.startswith("/page/"):
            self._page(asked.path.removeprefix("/page/"))
        else:
            self._api("GET", asked.path, asked.query)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path == "/faults":
            self.stripe.faults.append(Fault(**json.loads(body)))
            self._say(Answer(200, {}))
        else:
            self._api("POST", self.path, body)

    def _api(self, method: str, path: str, form: str) -> None:
        fields = fields_of(form)
        answer = self.stripe.refusal_of_caller(self.headers.get("Authorization", ""), path, fields)
        if answer is None:
            asked: dict[str, Any] = {name: value for name, value in fields.items() if name not in _OF_THE_CALLER}
            try:
                answer = self.stripe.answer(method, path, asked, self.headers.get("Idempotency-Key", ""))
            except Silence:
                self.close_connection = True
                return
        if self.stripe.waits_for_shop:
            self.stripe.deliver_new()
        self._say(answer)
        self.stripe.deliver_new()

    def _say(self, answer: Answer) -> None:
        extra = {"Stripe-Should-Retry": "false"} if answer.status == 500 else {}
        self._send(answer.status, "application/json", json.dumps(answer.body).encode(), extra)

    def _page(self, name: str) -> None:
        file = _PAGES / Path(name).name
        if file.exists():
            self._send(200, _TYPES[file.suffix], file.read_bytes(), {})
        else:
            self._send(404, "text/plain", b"", {})

    def _send(self, status: int, kind: str, body: bytes, extra: dict[str, str]) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
        for name, value in {**headers, **extra}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing."""
