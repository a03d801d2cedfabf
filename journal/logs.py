"""Logs: one JSON object a line, bound to the request and the order number, without personal data."""

import logging
import re
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

# Fields that never reach a log whatever their value, and shapes that are cut out of any text.
_PERSONAL_FIELDS = re.compile(r"(mail|phone|mobile|name|address|password|token|secret|cookie|authorization|gstin|upi)", re.I)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\w)(?:\+91[\s-]?)?[6-9]\d{4}[\s-]?\d{5}(?!\w)")
_ALLOWED = {"logger_name", "hostname"}


def clean(text: str) -> str:
    """``text`` without mail addresses and phone numbers."""
    return _PHONE.sub("[phone]", _MAIL.sub("[mail]", text))


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut personal data out of one log entry, whoever wrote it."""
    for key, value in list(event.items()):
        if key not in _ALLOWED and _PERSONAL_FIELDS.search(key):
            event[key] = "[removed]"
        elif isinstance(value, str):
            event[key] = clean(value)
    return event


def json_formatter() -> logging.Formatter:
    """The formatter named in settings: standard library and structlog entries in the same shape."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
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
