"""Throttles: how often one visitor may try something. Counts live in the cache, never an address or a contact in plain."""

import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Throttle:
    """At most ``limit`` hits for one ``who`` in each window of ``per``.

    ``is_open_without_cache`` says what happens while the cache is away: guarded acts (login, finding an order) are refused, plain
    reading goes on.
    """

    name: str
    limit: int
    per: timedelta
    is_open_without_cache: bool = False

    def hit(self, who: str) -> bool:
        """Count one try of ``who``; whether it is allowed."""
        window_s = int(self.per.total_seconds())
        key = f"throttle:{self.name}:{int(time.time()) // window_s}:{hashed(who)}"
        try:
            cache.add(key, 0, timeout=window_s)
            return cache.incr(key) <= self.limit
        except Exception:
            log.error("throttle_without_cache", throttle=self.name, exc_info=True)
            return self.is_open_without_cache


def hashed(text: str) -> str:
    """A keyed hash, so that the cache holds neither addresses nor contacts."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def visitor(request: HttpRequest) -> str:
    """Who is calling: the hash of the address, as seen by the outermost proxy that we trust."""
    return hashed(address(request))


def address(request: HttpRequest) -> str:
    """The visitor's address. With TRUSTED_PROXIES = n, the n-th from the right in X-Forwarded-For.

    A visitor can forge only what stands left of it. Without trusted proxies the header is not read.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(forwarded) >= trusted:
        return forwarded[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))
