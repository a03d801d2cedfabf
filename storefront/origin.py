"""Forms on pages that everybody shares carry no token; their posts are judged by where the browser says they come from."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect


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


def same_site_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For posts from pages that everybody shares and that therefore carry no token.

    Accepted when the browser proves that our own page sent it, refused when it says that another site did. A browser that says
    nothing is asked once more, on a page of its own that does carry a token.
    """

    @csrf_protect
    def with_token(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return view(request, *args, **kwargs)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        proven = proven_origin(request)
        if request.method != "POST" or proven:
            return view(request, *args, **kwargs)
        if proven is False:
            raise PermissionDenied
        if "csrfmiddlewaretoken" in request.POST:
            return with_token(request, *args, **kwargs)
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        return render(request, "storefront/buying/confirm.html", {"fields": fields})

    return guarded
