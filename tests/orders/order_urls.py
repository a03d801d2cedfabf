"""The address of an order page, for tests of mails."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def page(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(token)


urlpatterns = [path("orders/<str:token>/", page, name="order")]
