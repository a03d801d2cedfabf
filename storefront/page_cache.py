"""Pages that are the same for everybody, kept in the process for visitors without a cookie. On with PAGE_CACHE=1.

Only what ``shared.py`` marks as public is kept, as long as it may be kept by any cache, and thrown away as soon as products have
changed: a process asks for the edition of the facts at most once a second. Pages carry no count of the basket, so a basket spoils
nothing. A kept page is compressed once, with brotli where the browser takes it. A list, a product or a label that is shown from
here counts like any other.
"""

import gzip
import re
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from search import edition, exposure
from search.contract import Result
from storefront.looking.copied import is_from_outside

MOST = 400
ASK_AGAIN_S = 1.0
SMALLEST_TO_COMPRESS = 500
BROTLI_QUALITY = 6
# Answers to these are for one visitor: a pincode is throttled by address.
PERSONAL = ("pin",)
# What the key holds, or who has it gets no kept page; whatever else an answer varies by is not kept.
KNOWN_TO_VARY = frozenset({"accept-encoding", "cookie", "save-data"})
MAX_AGE = re.compile(r"max-age=(\d+)")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """An answer, ready to be sent, and the list or the product that it shows."""

    body: bytes
    headers: dict[str, str]
    made_at: float
    until: float
    shown: Result | None
    viewed: tuple[str, str] | None  # group and listing
    label: str  # of the lot


@dataclass
class Pages:
    """What one process keeps, the longest unused first, and the edition of the facts that it was made from."""

    kept: OrderedDict[Key, Kept] = field(default_factory=OrderedDict)
    token: str = ""
    asked_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: Key, now: float) -> Kept | None:
        """The page, unless it is too old or products have changed since."""
        self._follow(now)
        with self.lock:
            one = self.kept.get(key)
            if one is None or one.until <= now:
                return None
            self.kept.move_to_end(key)
            return one

    def put(self, key: Key, one: Kept) -> None:
        with self.lock:
            self.kept[key] = one
            self.kept.move_to_end(key)
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)

    def _follow(self, now: float) -> None:
        if now - self.asked_at < ASK_AGAIN_S:
            return
        self.asked_at = now
        try:
            token = edition.read().token
        except DatabaseError:
            return  # what is kept is at most a minute old, and better than no page
        if token != self.token:
            with self.lock:
                self.kept.clear()
                self.token = token


class PageCacheMiddleware:
    """Stands outside of everything that a page costs, inside of what refuses a request and of what compresses all other answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.pages = Pages()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or request.META.get("HTTP_COOKIE") or any(name in request.GET for name in PERSONAL):
            return self.get_response(request)
        encoding, now = _encoding(request), time.monotonic()
        key = _key(request, encoding)
        one = self.pages.find(key, now)
        if one is None:
            return self._make(request, key, encoding, now)
        if one.shown is not None:
            exposure.note(one.shown)
        if one.viewed is not None:
            exposure.note_view(*one.viewed)
        if one.label and is_from_outside(request):
            exposure.note_label(one.label)
        headers = {**one.headers, "Age": str(int(now - one.made_at)), "X-Request-Id": uuid.uuid4().hex[:16]}
        return HttpResponse(one.body, headers=headers)

    def _make(self, request: HttpRequest, key: Key, encoding: str, now: float) -> HttpResponse:
        """The answer, kept where everybody may have it. Such a one is compressed here, once, and not each time on its way out."""
        token = self.pages.token
        response = self.get_response(request)
        fresh_s = _may_be_kept(response)
        if fresh_s and token == self.pages.token:
            _compress(response, encoding)
            shown, viewed, label = (getattr(response, name, None) for name in ("shown", "viewed", "label"))
            self.pages.put(key, Kept(response.content, dict(response.items()), now, now + fresh_s, shown, viewed, label or ""))
        return response


def _key(request: HttpRequest, encoding: str) -> Key:
    held = request.META
    light = held.get("HTTP_SAVE_DATA", "").lower()
    host = held.get("HTTP_HOST", ""), held.get("HTTP_X_FORWARDED_HOST", "")
    return (*host, str(request.scheme), request.get_full_path(), encoding, light)


def _encoding(request: HttpRequest) -> str:
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    names = {part.partition(";")[0].strip() for part in accepted.split(",") if not re.search(r";\s*q=0(\.0*)?\s*$", part)}
    return next((name for name in ("br", "gzip") if name in names), "")


def _may_be_kept(response: HttpResponse) -> int:
    """For how many seconds; none for anything that is not for everybody."""
    control = response.headers.get("Cache-Control", "")
    age = MAX_AGE.search(control)
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    is_whole = is_page and not response.streaming and not response.has_header("Content-Encoding") and not response.cookies
    if not is_whole or age is None or "public" not in control or varies - KNOWN_TO_VARY:
        return 0
    return int(age.group(1))


def _compress(response: HttpResponse, encoding: str) -> None:
    patch_vary_headers(response, ["Accept-Encoding"])
    if not encoding or len(response.content) < SMALLEST_TO_COMPRESS:
        return
    made = brotli.compress(response.content, quality=BROTLI_QUALITY) if encoding == "br" else gzip.compress(response.content, 6)
    response.content = made
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(made))
