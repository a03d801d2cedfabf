"""What was done with a payout, a file for the bank, and the account of a group, in the words that staff read."""

from django.utils.translation import gettext_lazy as _

from journal import deeds

WORDS = {
    "payments.bank_account_changed": _("The bank details were changed"),
    "payments.account_checked": _("The account was compared with its papers"),
    "payments.group_linked": _("The group was linked with the card gateway"),
    "payments.payout_due": _("The payout was put together"),
    "payments.payout_proposed": _("The payout was proposed"),
    "payments.payout_approved": _("The payout was approved"),
    "payments.payout_withdrawn": _("The payout was withdrawn"),
    "payments.payout_settled": _("The bank has paid"),
    "payments.payout_bounced": _("The bank sent the money back"),
    "payments.payout_file_made": _("The file was made"),
    "payments.payout_file_opened": _("The file was opened"),
    "payments.payout_file_sent": _("The file was given to the bank"),
    "payments.payout_file_dropped": _("The file was given up"),
}


def register() -> None:
    deeds.name(WORDS)
