"""Logs: JSON lines, bound to request and order, without personal data whoever writes them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import User
from journal import outbox
from journal.logs import RequestLogMiddleware, bind_order, clean, json_formatter

TOKEN = "kJ8s_2hGq0Zx-LmN4vB7cD1eF5tY9uI3oP6aSdQwErT"
PERSONAL = [
    "asha.dolma+shop@test.example.in",
    "9876543210",
    "+91 98765 43210",
    "+919876543210",
    "098765-43210",
    "+442079460958",
    "Bearer eyJhbGciOi.abc-def",
    TOKEN,
    "sk_live_51HxYzAbCdEf",
]


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """Every entry written during the test, as a reader of the log gets it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    structlog.contextvars.clear_contextvars()

    class Lines(list[dict[str, object]]):
        def __iter__(self) -> Iterator[dict[str, object]]:
            return iter([json.loads(line) for line in stream.getvalue().splitlines()])

        def text(self) -> str:
            return stream.getvalue()

    yield Lines()
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize("secret", PERSONAL)
class TestNothingPersonal:
    """Each of these in any place where somebody may put it."""

    def check(self, lines: "list[dict[str, object]]", secret: str) -> None:
        assert list(lines), "something was written"
        assert secret not in lines.text()
        assert secret.removeprefix("Bearer ") not in lines.text()

    def test_in_the_words_of_an_entry(self, lines: list[dict[str, object]], secret: str) -> None:
        structlog.get_logger("tests").info(f"could not reach {secret}, going on")
        self.check(lines, secret)
        assert "going on" in lines.text()

    def test_in_a_field(self, lines: list[dict[str, object]], secret: str) -> None:
        structlog.get_logger("tests").info("event", detail=secret, deep={"list": [{"more": secret}]}, thing=("a", secret))
        self.check(lines, secret)

    def test_in_a_library_that_uses_the_standard_logger(self, lines: list[dict[str, object]], secret: str) -> None:
        logging.getLogger("library").warning("sending to %s failed: %r", secret, {"to": secret})
        self.check(lines, secret)

    def test_in_an_exception(self, lines: list[dict[str, object]], secret: str) -> None:
        try:
            raise ObjectDoesNotExist(f"nobody has {secret}")
        except ObjectDoesNotExist:
            structlog.get_logger("tests").exception("lookup_failed")
            logging.getLogger("library").exception("lookup failed")
        self.check(lines, secret)
        assert lines.text().count("ObjectDoesNotExist") >= 2, "the kind of error is still told"

    def test_in_an_object_that_shows_it(self, lines: list[dict[str, object]], secret: str) -> None:
        structlog.get_logger("tests").info("event", person=User(email=secret), error=ValueError(secret))
        self.check(lines, secret)


@pytest.mark.parametrize(
    "field",
    [
        "email",
        "to_email",
        "phone",
        "mobile",
        "first_name",
        "password",
        "csrf_token",
        "Authorization",
        "client_secret",
        "gstin",
        "sessionid",
    ],
)
def test_a_field_that_is_personal_by_name_is_removed_whatever_it_holds(lines: list[dict[str, object]], field: str) -> None:
    structlog.get_logger("tests").info("event", **{field: "innocent"}, kept="innocent too", more={field: 7})
    [entry] = lines
    assert (entry[field], entry["kept"], entry["more"]) == ("[removed]", "innocent too", {field: "[removed]"})


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Authorization: Basic YXNoYTpzZWNyZXQ=", "Authorization: [removed]"),
        ("{'Authorization': 'Token abc'}", "{'Authorization': [removed]"),
        ("Cookie: sessionid=abc; csrftoken=def\nHost: shop", "Cookie: [removed]\nHost: shop"),
        ("GET /x/?token=abc&page=2", "GET /x/?token=[removed]&page=2"),
        ("postgres password='hunter2' host=db", "postgres password='[removed]' host=db"),
        (f"Not Found: /o/{TOKEN}/address/", "Not Found: /o/[token]/address/"),
        ("Not Found: /password/reset/1b-d2k9vz-0123456789abcdef0123456789abcdef/", "Not Found: /password/reset/[token]/"),
        ("Key (email)=(asha@test.example) already exists.", "Key (email)=([mail]) already exists."),
    ],
)
def test_credentials_are_cut_out_and_the_rest_stays(written: str, kept: str) -> None:
    assert clean(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "order LB-7K3M9Q2X placed, 3 parcels, 129900 paise, pin 194101",
        "2026-11-22T09:10:11.123456+00:00 request 646ccdae3ef846fa took 120 ms",
        "File orders/checkout.py, line 120, in test_a_shopper_pays_once_for_three_groups",
        "lot L-20958 of group suru-blossom, token bucket empty",
        "http://127.0.0.1:8000/p/apricot-kernel-oil-cold-pressed/",
    ],
)
def test_what_an_operator_needs_is_left_alone(text: str) -> None:
    assert clean(text) == text


def test_every_line_is_json_even_with_line_breaks_and_things_json_does_not_know(lines: list[dict[str, object]]) -> None:
    structlog.get_logger("tests").info('two\nlines "quoted"', what=object, where={1, 2}, when=None, raw=b"\xff")
    logging.getLogger("library").error("one\ntwo %s", {"a": object()})
    assert [entry["level"] for entry in lines] == ["info", "error"]
    assert all(isinstance(entry["timestamp"], str) for entry in lines)


def test_request_and_order_are_bound_to_every_entry_of_a_request(lines: list[dict[str, object]]) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        structlog.get_logger("tests").info("before")
        bind_order("LB-7K3M9Q2X")
        logging.getLogger("library").warning("after")
        return HttpResponse()

    middleware = RequestLogMiddleware(page)
    first = middleware(RequestFactory().get("/"))
    second = middleware(RequestFactory().get("/"))
    before, after, next_before, _ = lines
    assert before["request_id"] == after["request_id"] == first["X-Request-Id"]
    assert after["order"] == "LB-7K3M9Q2X"
    assert next_before["request_id"] == second["X-Request-Id"] != first["X-Request-Id"]
    assert "order" not in next_before, "the order of one request is not told of the next"


@pytest.mark.django_db
def test_what_an_effect_binds_ends_with_it(lines: list[dict[str, object]]) -> None:
    outbox.effect("tests.bind")(lambda payload: bind_order(payload["number"]))
    outbox.effect("tests.plain")(lambda payload: structlog.get_logger("tests").info("plain"))
    with transaction.atomic():
        outbox.owe("tests.bind", key="1", payload={"number": "LB-7K3M9Q2X"})
        outbox.owe("tests.plain", key="1", payload={})
    outbox.drain()
    plain = next(entry for entry in lines if entry["event"] == "plain")
    assert "order" not in plain
    assert plain["effect_kind"] == "tests.plain"
    done = [entry for entry in lines if entry["event"] == "effect_done"]
    assert [entry.get("order") for entry in done] == ["LB-7K3M9Q2X", None]
