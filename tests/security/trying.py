"""Sending one request as one role, and seeing whether it changed anything."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from unittest import mock
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import resolve
from django.utils import translation

from marketplace.languages import language_of
from storefront.looking import errors
from tests.security.ruling import ANSWERED, DENIED, HARMLESS, LOGIN, REFUSED, SENT_BACK, Answer
from tests.security.world import World

# Wagtail's and Oscar's own screens note who is editing; on every other address looking writes nothing.
OTHERS_SCREENS = ("/admin/", "/central/")
# A visitor's own session: where its messages go.
NOT_OURS = {"django_session"}
FORM = "application/x-www-form-urlencoded"
SAME_SITE = {"sec-fetch-site": "same-origin"}


@dataclass(frozen=True)
class Case:
    """One request of the table and the answer it states."""

    route: str
    path: str
    role: str
    method: str
    data: Mapping[str, str]
    answer: Answer
    files: Mapping[str, SimpleUploadedFile] = field(default_factory=dict)
    is_straight: bool = False  # to the view itself, past the middleware, which treats all roles alike

    @property
    def is_denied(self) -> bool:
        return self.answer in DENIED

    def __str__(self) -> str:
        return f"{self.route} {self.method} {self.path} as {self.role}"


class Visitors:
    """A browser for each role, always with the cookie it had after logging in."""

    def __init__(self, world: World) -> None:
        self.people = world.people
        self.cookies: dict[str, str] = {}
        for role, person in world.people.items():
            if person is not None:
                client = Client()
                client.force_login(person)
                self.cookies[role] = client.cookies.output(header="", sep=";")
        self.shop = BaseHandler()
        self.shop.load_middleware()

    def ask(self, case: Case) -> HttpResponseBase:
        """Send the request to the shop, past the web server only. Throttles start anew with each."""
        forget_counts()
        request = _request(case)
        request.COOKIES = {name: morsel.value for name, morsel in SimpleCookie(self.cookies.get(case.role, "")).items()}
        request._dont_enforce_csrf_checks = True  # test_csrf.py is about those
        return self._straight(case, request) if case.is_straight else self.shop.get_response(request)

    def _straight(self, case: Case, request: WSGIRequest) -> HttpResponseBase:
        """What the view answers to this person; its refusals become the statuses that the middleware makes of them."""
        request.user = self.people[case.role] or AnonymousUser()
        request.session = SessionStore()
        request._messages = CookieStorage(request)
        try:
            with translation.override(language_of(case.path)):
                found = resolve(case.path)
                return found.func(request, *found.args, **found.kwargs)
        except PermissionDenied:
            return HttpResponse(status=403)
        except Http404:
            return HttpResponse(status=404)
        except Exception as error:  # noqa: BLE001 - whatever it is, the shop would answer 500
            return HttpResponse(status=500, headers={"Location": repr(error)})


def forget_counts() -> None:
    """Throttles start anew; what else is cached (the headings of every page) stays, for nothing that is kept is changed."""
    counters = [key for key in cache._cache if "throttle:" in key or "allauth" in key]
    cache.delete_many([key.split(":", 2)[2] for key in counters])


@contextmanager
def short_refusals() -> Iterator[None]:
    """Pages of errors without their words: here the status counts, and rendering them takes most of the time."""
    with mock.patch.object(errors, "render", lambda request, template, context=None, status=200: HttpResponse(status=status)):
        yield


def _request(case: Case) -> WSGIRequest:
    if case.files:
        body = encode_multipart(BOUNDARY, {**case.data, **case.files})
        return RequestFactory().generic(case.method, case.path, body, MULTIPART_CONTENT, headers=SAME_SITE)
    return RequestFactory().generic(case.method, case.path, urlencode(case.data), FORM, headers=SAME_SITE)


def complaint(case: Case, visitors: Visitors) -> str:
    """What is wrong with the answer to a case, nothing if it is as stated. Allowed acts are undone, denied ones must need no undoing."""
    with transaction.atomic():
        with recorded_writes() as writes:
            response = visitors.ask(case)
        if case.answer not in REFUSED:
            transaction.set_rollback(True)
    if not is_as_stated(response, case):
        return f"{case}: {case.answer} is stated, the answer was {response.status_code} {response.headers.get('Location', '')}"
    if not writes:
        return ""
    if case.is_denied:
        return f"{case}: denied, but wrote {writes}"
    return f"{case}: only looked, but wrote {writes}" if case.method == "GET" and not case.path.startswith(OTHERS_SCREENS) else ""


def is_as_stated(response: HttpResponseBase, case: Case) -> bool:
    if case.answer == HARMLESS:
        return True
    if case.answer == SENT_BACK:
        return response.status_code == 302 and response["Location"] == "/admin/"
    if case.answer == ANSWERED:
        return response.status_code < 500
    if case.answer == LOGIN:
        return response.status_code == 302 and "login/?next=" in response["Location"]
    return response.status_code == case.answer


@contextmanager
def recorded_writes() -> Iterator[list[str]]:
    """The statements that change rows while this is open, a visitor's own session aside."""
    writes: list[str] = []

    def look(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        result = execute(sql, params, many, context)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and context["cursor"].rowcount and not any(table in sql for table in NOT_OURS):
            writes.append(sql[:120])
        return result

    with connection.execute_wrapper(look):
        yield writes


def fingerprint() -> dict[str, str]:
    """A hash of all rows of each table."""
    hashes = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in NOT_OURS:
            rows = repr(list(model._base_manager.order_by("pk").values_list()))
            hashes[model._meta.db_table] = hashlib.sha256(rows.encode()).hexdigest()
    return hashes
