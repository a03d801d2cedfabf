"""Why a part of an order is not sent: the reasons a group can choose, and those the shop gives itself."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a group member picks when declining.
DECLINE: dict[str, str | Promise] = {
    "out_of_stock": _("Sold out or gone"),
    "damaged": _("Damaged or not good enough to send"),
    "too_late": _("Can not be ready in time"),
    "road_closed": _("The road is closed"),
    "group_away": _("The group is away or closed"),
    "other": _("Another reason"),
}
NOT_PAID = "not_paid"
LATE = "late_payment"
OWN: dict[str, str | Promise] = {
    NOT_PAID: _("Not paid in time"),
    LATE: _("Paid after the goods were sold to others"),
}


class UnknownReason(ValueError):
    """Not one of the reasons a group can choose."""


def words(code: str) -> str | Promise:
    """A reason in words; nothing for no reason."""
    return DECLINE.get(code) or OWN.get(code, "")
