"""Forms on pages that everybody shares carry no token; their posts are judged by where the browser says they come from."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class SameSiteFormMiddleware:
    """Marks a request whose ``Sec-Fetch-Site``, or else ``Origin``, proves that our own page sent it.

    Used by endpoints that cacheable pages post to (``same_site_form``). Where neither header came, nothing is proven.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.proven_origin = proven_origin(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def proven_origin(request: HttpRequest) -> bool | None:
    """True: sent by our own page. False: sent by another site. None: the browser did not say."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none") if request.method in ("GET", "HEAD") else fetch_site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        return None
    own = urlsplit(settings.BASE_URL)
    return origin == f"{own.scheme}://{own.netloc}" or urlsplit(origin).netloc == request.get_host()
