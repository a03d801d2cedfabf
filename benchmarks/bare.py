"""The least that a Django page can cost on a server: one view, no middleware, no template, 50 KB."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = b"x" * 50 * 1024


def view(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(BODY)
    response["Content-Length"] = len(BODY)
    return response


urlpatterns = [path("", view)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="of-no-worth", MIDDLEWARE=[])  # noqa: S106
application = get_wsgi_application()
