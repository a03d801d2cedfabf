"""What every way of paying offers. A provider never touches orders; it knows payments only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.utils.functional import Promise

from payments.errors import UnknownProvider
from payments.models import Payment, Refund


@dataclass(frozen=True)
class Method:
    """One choice at checkout."""

    code: str
    label: str | Promise


class Provider(Protocol):
    """One way money reaches the shop.

    ``methods`` is empty while the shop has no account for it. ``hold`` is how long stock waits for the money. ``has_pay_page``: the
    shopper pays on a page of the shop's own, which talks to a gateway; such a payment can be closed for good.
    """

    code: str
    label: str | Promise
    has_pay_page: bool

    @property
    def methods(self) -> tuple[Method, ...]: ...

    @property
    def hold(self) -> timedelta: ...

    def require_method(self, method: str) -> None:
        """Raises ``UnknownProvider`` for a method that is not offered."""

    def payment_ended(self, payment: Payment) -> None:
        """A payment is not waited for any more. Called in the transaction that says so; what is done outside is owed to the outbox."""

    def refund_owed(self, refund: Refund) -> None:
        """Money has to go back. Called in the transaction that writes the refund."""


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
    """The providers that the shop has an account for, in the order in which they were registered."""
    return [provider for provider in _providers.values() if provider.methods]
