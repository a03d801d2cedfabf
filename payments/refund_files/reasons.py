"""Why the bank did not pay a refund: codes for the books, words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BOUNCED: dict[str, "str | Promise"] = {
    "no_such_upi": _("There is no such UPI id"),
    "upi_blocked": _("The UPI id is closed or blocked"),
    "bank_trouble": _("The bank could not carry it out"),
}
# The same UPI id would come back again: the shopper has to give another one.
NEEDS_NEW_UPI = ("no_such_upi", "upi_blocked")
DROPPED = "file_dropped"
ALL: dict[str, "str | Promise"] = {**BOUNCED, DROPPED: _("The file was never handed over")}


def words(code: str) -> "str | Promise":
    """A reason in words; the code itself for one that is not known any more."""
    return ALL.get(code, code)
