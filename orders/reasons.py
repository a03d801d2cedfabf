"""Why a part of an order is not sent: the reasons a group can choose, and those the shop gives itself."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.returns import policies
from payments.dispute_models import DISPUTE_LOST, DISPUTE_RETURNED

# What a group member picks when declining.
DECLINE: dict[str, str | Promise] = {
    "out_of_stock": _("Sold out or gone"),
    "damaged": _("Damaged or not good enough to send"),
    "too_late": _("Can not be ready in time"),
    "road_closed": _("The road is closed"),
    "group_away": _("The group is away or closed"),
    "other": _("Another reason"),
}
# Why staff do not take a payment for paid that the shopper has told of.
PAYMENT: dict[str, str | Promise] = {
    "not_found": _("We do not find this payment on our bank statement"),
    "other_reference": _("The reference belongs to another payment"),
    "went_back": _("The bank has sent the money back"),
    "other_payment": _("Another reason"),
}
# Why a group sends less of a line than was ordered. The goods are not there, so they do not go on sale again.
SHORT: dict[str, str | Promise] = {
    "too_few": _("There are fewer than we thought"),
    "damaged": _("Damaged or not good enough to send"),
    "lighter": _("They weigh less than ordered"),
}
NOT_PAID = "not_paid"
LATE = "late_payment"
CALLED_OFF = "called_off"
LOST = "lost"
CAME_BACK = "came_back"
HANDED_ON = "handed_on"
UNANSWERED = "unanswered"
DISPUTED = "disputed"
OWN: dict[str, str | Promise] = {
    NOT_PAID: _("Not paid in time"),
    LATE: _("Paid after the goods were sold to others"),
    CALLED_OFF: _("Called off as you asked"),
    LOST: _("Lost on the way"),
    CAME_BACK: _("Nobody took the parcel, and it went back"),
    HANDED_ON: _("Another group sends it"),
    UNANSWERED: _("The group has not answered"),
    DISPUTED: _("Your bank has taken the payment back"),
    DISPUTE_LOST: _("Your bank has taken the payment back"),
    DISPUTE_RETURNED: _("The bank has decided anew: the price is due"),
}
# Reasons that speak to the shopper, as groups and staff read them.
_OF_THE_SHOPPER: dict[str, str | Promise] = {
    CALLED_OFF: _("Called off as the shopper asked"),
    DISPUTED: _("The shopper's bank has taken the payment back"),
    DISPUTE_LOST: _("The shopper's bank has taken the payment back"),
}


class UnknownReason(ValueError):
    """Not one of the reasons that can be chosen here."""


def words(code: str) -> str | Promise:
    """A reason in words, to the shopper; nothing for no reason."""
    if code.startswith("return_"):
        return policies.REASONS.get(code.removeprefix("return_"), "")
    return DECLINE.get(code) or SHORT.get(code) or PAYMENT.get(code) or OWN.get(code, "")


def words_for_others(code: str) -> str | Promise:
    """The same to a group or to staff."""
    return _OF_THE_SHOPPER.get(code) or words(code)
