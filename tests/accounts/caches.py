"""A cache that is away."""

from typing import Any, NoReturn

from django.core.cache.backends.base import BaseCache


class AwayCache(BaseCache):
    """Every call fails, as with a Redis that is down."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _away(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ConnectionError("the cache is away")

    add = get = set = touch = delete = incr = _away

    def clear(self) -> None:
        """Nothing is kept."""
