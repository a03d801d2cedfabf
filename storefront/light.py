"""Light pages: one small picture, every other one when it is tapped. For phones that say ``Save-Data``, and for who switches it on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from storefront.origin import same_site_form

COOKIE = "light"
A_YEAR_S = 365 * 24 * 3600


def is_light(request: HttpRequest) -> bool:
    """What the visitor chose goes before what the browser says. The workspace keeps its pictures: there they are the work."""
    match = request.resolver_match
    if match is not None and (match.url_name or "").startswith("workspace"):
        return False
    chosen = request.COOKIES.get(COOKIE)
    return chosen == "1" if chosen in ("0", "1") else request.headers.get("Save-Data", "").lower() == "on"


class LightPagesMiddleware:
    """Keeps the two kinds of a shared page apart in caches.

    The header tells caches by ``Vary``. The cookie does not, because with it no cache could keep anything for those who have any
    cookie at all; instead the pages of who chose one are the visitor's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        control = response.get("Cache-Control", "")
        if control.startswith("public") and response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Save-Data"])
            if COOKIE in request.COOKIES:
                response["Cache-Control"] = control.replace("public", "private", 1)
        return response


@never_cache
@same_site_form
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Keep the choice for a year and go back. The browser forgets its copies, which show the other kind."""
    back = request.POST.get("next", "/")
    response = HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/", status=303)
    response.set_cookie(COOKIE, "1" if request.POST.get("on") == "1" else "0", max_age=A_YEAR_S, samesite="Lax", secure=request.is_secure())
    response["Clear-Site-Data"] = '"cache"'
    return response
