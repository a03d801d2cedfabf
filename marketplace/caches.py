"""The shared cache, which the shop can do without: while it is away, pages are slower and what must be counted is refused."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")

# A page asks the cache a few times. One that does not answer at once is away.
WAIT_S = 0.25
OPTIONS = {"socket_connect_timeout": WAIT_S, "socket_timeout": WAIT_S, "retry": Retry(NoBackoff(), 0)}


def _or_else(otherwise: Callable[..., Answer]) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """While the cache is away, answer with what ``otherwise`` makes of the arguments."""

    def forgiving(method: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(method)
        def asked(self: RedisCache, *args: Any, **kwargs: Any) -> Answer:
            try:
                return method(self, *args, **kwargs)
            except RedisError as error:
                log.warning("cache_away", call=method.__name__, error=type(error).__name__)
                return otherwise(*args, **kwargs)

        return asked

    return forgiving


def _nothing_known(keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
    return {}


class ForgivingRedisCache(RedisCache):
    """Redis that forgets instead of failing.

    ``incr`` still raises: a throttle that can not count has to know it (``accounts.throttles``).
    """

    get = _or_else(lambda key, default=None, version=None: default)(RedisCache.get)
    get_many = _or_else(_nothing_known)(RedisCache.get_many)
    has_key = _or_else(lambda key, version=None: False)(RedisCache.has_key)
    add = _or_else(lambda *args, **kwargs: False)(RedisCache.add)
    set = _or_else(lambda *args, **kwargs: None)(RedisCache.set)
    set_many = _or_else(lambda *args, **kwargs: [])(RedisCache.set_many)
    touch = _or_else(lambda *args, **kwargs: False)(RedisCache.touch)
    delete = _or_else(lambda *args, **kwargs: False)(RedisCache.delete)
    delete_many = _or_else(lambda *args, **kwargs: None)(RedisCache.delete_many)
