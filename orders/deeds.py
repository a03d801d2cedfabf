"""What was done with an order and its parts, in the words that staff read in the journal on its page; and what an entry tells besides."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from journal import deeds
from money.words import rupees

WORDS = {
    "orders.placed": _("The order was placed"),
    "orders.opened": _("The order was opened by staff"),
    "orders.released": _("The groups were told"),
    "orders.links_revoked": _("The links of the order were closed"),
    "orders.address_changed": _("The address was changed"),
    "orders.accepted": _("The group accepted its part"),
    "orders.declined": _("The group declined its part"),
    "orders.cancelled": _("The part was called off"),
    "orders.packed": _("The part was packed"),
    "orders.handed_over": _("The part was handed over"),
    "orders.undone": _("The last step was taken back"),
    "orders.arrived": _("A parcel arrived"),
    "orders.not_arrived": _("A parcel was missed"),
    "orders.lost": _("A parcel was given up"),
    "orders.came_back": _("A parcel came back to the group"),
    "orders.closed": _("The days of return are over"),
    "orders.fewer": _("The shopper called off some pieces"),
    "orders.short": _("The group sends less"),
    "orders.choice_asked": _("The shopper was asked whether to wait"),
    "orders.stand_in_asked": _("The shopper was asked about another group"),
    "orders.stand_in_void": _("The question about another group was dropped"),
    "orders.handed_on": _("Another group sends the part"),
    "orders.cash_taken": _("The group took the cash at the door"),
    "orders.cards_revoked": _("The cards of the part were closed"),
    "orders.return_asked": _("A return was asked for"),
    "orders.return_approved": _("The return was agreed to"),
    "orders.return_refused": _("The return was refused"),
    "orders.return_to_staff": _("The return went to staff"),
    "orders.return_sent": _("The shopper sent it back"),
    "orders.return_received": _("The group has it back"),
    "orders.return_reminded": _("The shopper was reminded of the return"),
    "orders.return_lapsed": _("It was not sent back in time"),
    "orders.return_settled": _("The return is settled"),
    "orders.for_shopper.link_sent": _("Asked for by the shopper: the link was sent again"),
    "orders.for_shopper.link_replaced": _("Asked for by the shopper: a fresh link"),
    "orders.for_shopper.address_changed": _("Asked for by the shopper: another address"),
    "orders.for_shopper.called_off": _("Asked for by the shopper: the order is called off"),
    "orders.for_shopper.part_called_off": _("Asked for by the shopper: a part is called off"),
    "orders.for_shopper.arrived": _("Said by the shopper: a parcel arrived"),
    "orders.for_shopper.not_arrived": _("Said by the shopper: a parcel is missing"),
    "orders.for_shopper.lost": _("Decided for the shopper: a parcel is lost"),
    "orders.for_shopper.came_back": _("Decided for the shopper: a parcel came back"),
    "orders.direct_came": _("The group has the money"),
    "orders.direct_sent_back": _("The group sent money back"),
    "orders.direct_refund_sent": _("The group sent the refund"),
}

# What an entry tells to people of all that it holds, in this order. The rest of it (keys, hashes, modes) is for who reads the table.
_AMOUNTS = ("amount_paise", "total_paise", "missing_paise")
_TOLD = (
    "number",
    "new_part",
    "parcel",
    "payment",
    "refund",
    "producer_orders",
    "parcels",
    "goods",
    "reference",
    "shopper_reference",
    "problem",
    "words",
)


def told(detail: Mapping[str, Any]) -> str:
    """The amounts, numbers and words of an entry, one after the other."""
    said = [rupees(detail[name]) for name in _AMOUNTS if detail.get(name)]
    for name in _TOLD:
        value = detail.get(name) or ""
        said.append(", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return " · ".join(filter(None, said))


def register() -> None:
    deeds.name(WORDS)
