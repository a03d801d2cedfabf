"""Why an order was not placed or not changed, by name. Each carries what its screen needs to say so."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise

from delivery.errors import NotDelivered, UnknownPin

if TYPE_CHECKING:
    from orders.quotes import LineQuote, Quote

__all__ = [
    "AddressRefused",
    "AddressUnknown",
    "BadContact",
    "BasketEmpty",
    "DeliveryRefused",
    "HandOverRefused",
    "NoMail",
    "NotDelivered",
    "NotPossible",
    "PackRefused",
    "PlaceRefused",
    "QuoteChanged",
    "ShrinkRefused",
    "SoldOut",
    "TooManyAddresses",
    "UndoTooLate",
    "UnknownPin",
]


class BadContact(ValueError):
    """A name, mobile number, e-mail address or postal address that can not be used. ``field`` names it."""

    def __init__(self, field: str, reason: str | Promise) -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


class AddressUnknown(LookupError):
    """The account keeps no such address."""


class TooManyAddresses(Exception):
    """The account keeps as many addresses as one can."""


class BasketEmpty(Exception):
    """There is nothing in the basket."""


class SoldOut(Exception):
    """Some lines ask for more than is left. Nothing was held."""

    def __init__(self, lines: "list[LineQuote]") -> None:
        super().__init__(", ".join(line.title for line in lines))
        self.lines = lines


class QuoteChanged(Exception):
    """What the shopper agreed to no longer holds; ``quote`` is what holds now and has to be agreed to anew."""

    def __init__(self, quote: "Quote") -> None:
        super().__init__(quote.hash)
        self.quote = quote


class PlaceRefused(Exception):
    """The order can not be placed for a reason that no new quote mends."""

    def __init__(self, code: str, reason: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class NotPossible(Exception):
    """The row is not in a state that allows this; ``status`` is the state it is in."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class NoMail(Exception):
    """The shopper left no e-mail address, and text messages have no words for it: nothing can be sent."""


class AddressRefused(Exception):
    """The address can not be changed (any more), and why."""

    def __init__(self, code: str, reason: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class PackRefused(Exception):
    """The part can not be packed like this. ``line_id`` names the line record whose lots are wrong, if it is one."""

    def __init__(self, code: str, reason: str | Promise, *, line_id: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.line_id = line_id


class ShrinkRefused(Exception):
    """A line can not become this much less, or would become more. ``line_id`` names the line record, if it is one."""

    def __init__(self, code: str, reason: str | Promise, *, line_id: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.line_id = line_id


class HandOverRefused(Exception):
    """The parcels can not be handed over like this. ``field`` names what is wrong, ``parcel`` whose it is."""

    def __init__(self, field: str, reason: str | Promise, *, parcel: str = "") -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason
        self.parcel = parcel


class UndoTooLate(Exception):
    """The step can not be taken back any more: its ten minutes are over, the shopper was told, or more has happened since."""


class DeliveryRefused(Exception):
    """A parcel can not have arrived, or not have failed to arrive, on this day."""

    def __init__(self, code: str, reason: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
