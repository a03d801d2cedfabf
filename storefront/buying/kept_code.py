"""The code that the visitor has typed on the basket page, in the session until the order is placed."""

from django.http import HttpRequest

_KEY = "code"


def kept(request: HttpRequest) -> str:
    """The code, or nothing."""
    held = request.session.get(_KEY, "")
    return held if isinstance(held, str) else ""


def keep(request: HttpRequest, code: str) -> None:
    request.session[_KEY] = code


def drop(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
