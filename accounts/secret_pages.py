"""Pages behind an address that nobody can guess: an order's, a complaint's.

Their forms carry no CSRF token: the 256 bits in the address are one, known to nobody who was not given the page. A token could not
even be checked: a page that sends no referrer sends ``Origin: null`` with its forms, which Django refuses.
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


def opened_by(find: Callable[[str], object]) -> Callable[[View], View]:
    """Give the view what ``find`` finds for the token of the address, or answer 404.

    Keeps the page out of caches, search engines and other sites' logs, and refuses what another site posts.
    """

    def by_token(view: View) -> View:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def opened(request: HttpRequest, token: str, **more: str) -> HttpResponseBase:
            if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
                raise PermissionDenied
            try:
                found = find(token)
            except ObjectDoesNotExist:
                raise Http404 from None
            response = view(request, found, token, **more)
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return opened

    return by_token
