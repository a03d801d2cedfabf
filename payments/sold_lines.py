"""What a producer order was sold with, line by line: a port. This room knows amounts and public numbers; a room above tells the lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

DELIVERY = "delivery"


@dataclass(frozen=True)
class Sold:
    """One line as it was frozen when it was sold, or the delivery. Amounts are for the whole line and include the tax.

    ``sold_paise`` is what the shopper paid for it, ``subsidy_paise`` what the shop added for a discount that it bears; the fee is that of
    both together.
    """

    key: str
    sold_paise: int
    pieces: int
    commission_paise: int
    tax_bp: int
    subsidy_paise: int = 0


# By producer order number, its lines in the sequence of the sale, the delivery last; nothing for a number that the room does not know.
Reader = Callable[[str], Sequence[Sold]]
_readers: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Join the port; the same name again takes the place of the one before."""
    _readers[name] = reader


def of(producer_order_number: str) -> list[Sold]:
    """The lines of a part, without those that cost nothing; an empty list where nobody knows it."""
    for reader in _readers.values():
        found = [sold for sold in reader(producer_order_number) if sold.sold_paise]
        if found:
            return found
    return []
