"""Logs: one JSON object a line, bound to the request and the order number, without personal data."""

import logging
import re
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

# Fields that never reach a log whatever their value.
_PERSONAL_FIELDS = re.compile(
    r"(mail|phone|mobile|name|address|password|token|secret|cookie|authorization|api_?key|session|gstin|upi|\bto\b|recipient)", re.I
)
_ALLOWED = {"logger_name", "hostname"}

# Shapes that are cut out of any text, in this order.
_SHAPES = (
    # A header with a credential, to the end of its line; then credentials that stand alone.
    (re.compile(r"(?im)\b(authorization|proxy-authorization|cookie|set-cookie|x-api-key)\b(['\"]?\s*[:=]\s*).*$"), r"\1\2[removed]"),
    (re.compile(r"(?i)\b(bearer|basic|token)\s+[\w.~+/=-]{8,}"), r"\1 [removed]"),
    (re.compile(r"(?i)\b(\w*(?:password|passwd|secret|token|api_?key|sessionid)\w*['\"]?\s*[=:]\s*['\"]?)[^\s&;,'\"]+"), r"\1[removed]"),
    (re.compile(r"\b(?:sk|rk|pk|whsec)_(?:live_|test_)?\w{8,}"), "[key]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[mail]"),
    (re.compile(r"(?<![\w+])(?:\+91[\s-]?|0)?[6-9]\d{4}[\s-]?\d{5}(?!\w)"), "[phone]"),
    (re.compile(r"(?<![\w+])\+[1-9](?:[\s-]?\d){6,14}(?!\w)"), "[phone]"),
    # Links carry unguessable parts: 32 signs or more with a digit, or in both cases.
    (re.compile(r"(?<![\w-])(?=[\w-]*\d|(?=[\w-]*[a-z])[\w-]*[A-Z])[A-Za-z0-9_-]{32,}(?![\w-])"), "[token]"),
)


def clean(text: str) -> str:
    """``text`` without mail addresses, phone numbers, credentials and link tokens."""
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return text


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut personal data out of one log entry, whoever wrote it and however deep it lies."""
    for key, value in list(event.items()):
        if not key.startswith("_"):  # structlog's own, taken out by the formatter
            event[key] = _without_personal_data(key, value)
    return event


def _without_personal_data(key: str, value: Any) -> Any:
    if key not in _ALLOWED and _PERSONAL_FIELDS.search(key):
        return "[removed]"
    if isinstance(value, dict):
        return {str(inner): _without_personal_data(str(inner), part) for inner, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_without_personal_data(key, part) for part in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return clean(value if isinstance(value, str) else repr(value))


def json_formatter() -> logging.Formatter:
    """The formatter named in settings: standard library and structlog entries in the same shape."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, structlog.processors.JSONRenderer()],
    )


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def bind_order(number: str) -> None:
    """Add the order's public number to every entry of this request or job."""
    structlog.contextvars.bind_contextvars(order=number)


class RequestLogMiddleware:
    """Gives every request an id, binds it to the log and returns it as ``X-Request-Id``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:16]
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request_id
        return response
