"""What every way of paying offers. A provider never touches orders; it knows payments only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.utils.functional import Promise

from payments.errors import UnknownProvider


@dataclass(frozen=True)
class Method:
    """One choice at checkout."""

    code: str
    label: str | Promise


class Provider(Protocol):
    """One way money reaches the shop. ``hold`` is how long stock waits for it."""

    code: str
    label: str | Promise
    methods: tuple[Method, ...]

    @property
    def hold(self) -> timedelta: ...

    def require_method(self, method: str) -> None:
        """Raises ``UnknownProvider`` for a method that is not offered."""


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Make a provider known; called once from ``PaymentsConfig.ready``."""
    _providers[provider.code] = provider


def get(code: str) -> Provider:
    """The provider of that code. Raises ``UnknownProvider``."""
    try:
        return _providers[code]
    except KeyError:
        raise UnknownProvider(code) from None


def offered() -> list[Provider]:
    """All providers, in the order in which they were registered."""
    return list(_providers.values())
