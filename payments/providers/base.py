"""What every way of paying offers. A provider never touches orders; it knows payments only."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.utils.functional import Promise

from payments import settlement
from payments.errors import UnknownProvider
from payments.models import Allocation, EarningChange, Payment, Refund


@dataclass(frozen=True)
class Method:
    """One choice at checkout."""

    code: str
    label: str | Promise


@dataclass(frozen=True)
class Abilities:
    """What a provider can do. ``modes``: the settlement modes in which it may take money (``payments.settlement``).

    ``by_hand``: people say that money came and went, and write down a line of a bank statement for it; the others are asked themselves.
    ``close``: a payment that is not waited for any more can be closed, so that nobody can pay it. ``refund``: it sends money back when it
    is told to. ``split``: one payment is divided between several groups by the provider. ``hold``: their shares are kept until released.
    ``on_delivery``: nothing is waited for; groups take the money at the door.
    """

    modes: frozenset[str]
    by_hand: bool = False
    close: bool = False
    refund: bool = False
    split: bool = False
    hold: bool = False
    on_delivery: bool = False


class Offered(ABC):
    """What all providers answer alike."""

    code: str

    @property
    @abstractmethod
    def methods(self) -> tuple[Method, ...]:
        """What the shopper can choose at present."""

    def require_method(self, method: str) -> None:
        """Raises ``UnknownProvider`` for a method that is not offered."""
        if method not in {offered.code for offered in self.methods}:
            raise UnknownProvider(f"{self.code}: {method}")


class Provider(Protocol):
    """One way money reaches the shop, or the groups.

    ``methods`` is empty while the shop has no account for it. ``hold`` is how long stock waits for the money. ``has_pay_page``: the
    shopper pays on a page of the shop's own, which talks to a gateway; such a payment can be closed for good.
    """

    code: str
    label: str | Promise
    has_pay_page: bool
    can: Abilities

    @property
    def methods(self) -> tuple[Method, ...]: ...

    @property
    def hold(self) -> timedelta: ...

    def require_method(self, method: str) -> None:
        """Raises ``UnknownProvider`` for a method that is not offered."""

    def payment_asked(self, payment: Payment) -> None:
        """A payment is waited for from now on. Called in the transaction that writes it, after its allocations."""

    def payment_captured(self, payment: Payment) -> None:
        """The whole payment is there and divided between its parts. Called in the transaction that records it."""

    def part_earned(self, part: Allocation) -> None:
        """A part was delivered and earned. Called in the transaction that writes the earning."""

    def payment_ended(self, payment: Payment) -> None:
        """A payment is not waited for any more. Called in the transaction that says so; what is done outside is owed to the outbox."""

    def refund_owed(self, refund: Refund) -> None:
        """Money has to go back. Called in the transaction that writes the refund."""

    def loss_given_back(self, change: EarningChange) -> None:
        """A group has again what a lost dispute took from it. Called in the transaction that writes it, which holds the earning."""


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


def paid_by(code: str, method: str) -> str | Promise:
    """How somebody pays, in words: by the method, or by the provider where it does not offer that method any more."""
    found = _providers.get(code)
    if found is None:
        return code
    return next((offered.label for offered in found.methods if offered.code == method), found.label)


def offered(mode: str = settlement.NODAL) -> list[Provider]:
    """The providers that may take money in a settlement mode and that the shop has an account for, in the order of their registration."""
    return [provider for provider in _providers.values() if mode in provider.can.modes and provider.methods]


def for_mode(code: str, method: str, mode: str) -> Provider:
    """The provider of that code, if it offers the method and may take money in the mode. Raises ``UnknownProvider``."""
    chosen = get(code)
    chosen.require_method(method)
    if mode not in chosen.can.modes:
        raise UnknownProvider(f"{code} in {mode}")
    return chosen


def by_hand() -> list[str]:
    """Codes of the providers whose money people write down."""
    return [code for code, provider in _providers.items() if provider.can.by_hand]


def with_account() -> list[str]:
    """Codes of the gateways for which the shop has keys."""
    return [code for code, provider in _providers.items() if provider.can.close and provider.methods]
