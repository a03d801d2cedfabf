"""Why a payout was withdrawn or came back from the bank: codes for the books, words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the bank says when it sends money back (return reasons of NEFT, put plainly).
BOUNCED: dict[str, "str | Promise"] = {
    "no_such_account": _("There is no such account"),
    "account_closed": _("The account is closed"),
    "account_blocked": _("The account is blocked"),
    "name_differs": _("The name is not the one of the account's holder"),
    "ifsc_wrong": _("The IFSC is not the one of the account's branch"),
    "bank_trouble": _("The bank could not carry it out"),
    "other_bounce": _("Another reason"),
}
# The same details would come back again: nothing is paid before the group has given others.
NEEDS_NEW_ACCOUNT = ("no_such_account", "account_closed", "account_blocked", "name_differs", "ifsc_wrong")
REFUSED: dict[str, "str | Promise"] = {
    "amount_doubtful": _("The amount has to be looked at"),
    "group_asked": _("The group asked to wait"),
    "other_refusal": _("Another reason"),
}
WITHDRAWN: dict[str, "str | Promise"] = {
    **REFUSED,
    "less_than_nothing": _("Refunds have used up the amount"),
    "on_hold": _("The bank account can not be used"),
    "account_changed": _("The group has given another bank account"),
    "disputed": _("A shopper's bank disputes the payment of a sale in it"),
    "file_dropped": _("The file for the bank was never handed over"),
}
NEEDS_WORDS = ("other_bounce", "other_refusal")
ALL: dict[str, "str | Promise"] = {**BOUNCED, **WITHDRAWN}


def words(code: str) -> "str | Promise":
    """A reason in words; the code itself for one that is not known any more."""
    return ALL.get(code, code)
