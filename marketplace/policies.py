"""Which methods the shop speaks, and which content security policy a response carries.

The policy is the strict one everywhere, and a wider one on the two staff screens.
Wagtail's and Oscar's own screens contain inline style and script. Staff who are logged in get the wider policy there; what others get
under the same addresses (a redirect, a refusal) is ours and carries the strict one.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

STAFF_PATHS = ("/admin/", "/central/")
METHODS = ("GET", "HEAD", "POST")


class FewMethodsMiddleware:
    """Refuses every method that no page of ours uses, before any view is asked.

    Django's form views take PUT for a POST, so a throttle or a guard that looks for POST would be walked around.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)


class StaffPolicyMiddleware:
    """Tells ``csp.middleware.CSPMiddleware``, which stands before it, to send the staff policy with staff screens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_staff_screen(request):
            # A preview of a page comes with the page's own policy, which would keep it out of the editor's frame.
            response.headers.pop("Content-Security-Policy", None)
            response._csp_config = settings.STAFF_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]  # read by django-csp
        return response


def is_staff_screen(request: HttpRequest) -> bool:
    """Whether staff who are logged in ask for a page of Wagtail or of Oscar's dashboard."""
    return request.path_info.startswith(STAFF_PATHS) and request.user.has_perm("wagtailadmin.access_admin")
