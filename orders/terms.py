"""What a group has agreed with a buyer: prices, the day by which it packs, the charge for sending. They stand in place of the listed ones.

Everything else of a quote stays as it is for every basket: tax, fee, the states a group may sell to, parcels, stock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.promise import Promise
from money.paise import split
from orders.quote_lines import LineQuote, agreed


@dataclass(frozen=True)
class Terms:
    """``prices`` by product, ``packed_by`` and ``delivery`` by group. A group without ``delivery`` asks the ordinary charge."""

    prices: Mapping[int, int]
    packed_by: Mapping[int, date]
    delivery: Mapping[int, int] = field(default_factory=dict)

    def lines(self, lines: Sequence[LineQuote]) -> list[LineQuote]:
        """The lines at their agreed prices and days."""
        return [agreed(line, self.prices[line.product_id], self.packed_by[line.listing.group_id]) for line in lines]

    def promises(self, group_id: int, promises: Sequence[Promise]) -> list[Promise]:
        """The promises of a group's parcels with the agreed charge shared out among them, and the agreed day in words."""
        words = _("Packed by %(day)s, as agreed") % {"day": date_format(self.packed_by[group_id], "j F Y")}
        charges = [promise.charge_paise for promise in promises]
        if group_id in self.delivery and promises:
            charges = split(self.delivery[group_id], charges)
        return [replace(promise, charge_paise=charge, note=words) for promise, charge in zip(promises, charges, strict=True)]
