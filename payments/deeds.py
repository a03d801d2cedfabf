"""What was done with a payment, a refund, a payout, a file for the bank, and the account of a group, in the words that staff read."""

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
    "payments.intent_opened": _("A payment was opened at the gateway"),
    "payments.intent_found": _("The payment was found at the gateway"),
    "payments.shopper_reference": _("The shopper gave a reference"),
    "payments.bank_entry": _("Money came, or went back"),
    "payments.statement_decided": _("A line of the bank statement was decided"),
    "payments.paid": _("The payment is whole"),
    "payments.failed": _("The payment was given up"),
    "payments.expired": _("It was not paid in time"),
    "payments.prolonged": _("It is waited for longer"),
    "payments.problem": _("A message of the gateway does not fit"),
    "payments.problem_settled": _("The message that did not fit is settled"),
    "payments.refund_due": _("A refund is owed"),
    "payments.refund_sent": _("The refund was sent"),
    "payments.refund_failed": _("The refund could not be sent"),
    "payments.refund_came_back": _("The refund came back from the bank"),
    "payments.refund_by_dispute": _("The shopper has it through a dispute"),
    "payments.refund_destination_given": _("The shopper said where the refund goes"),
}


def register() -> None:
    deeds.name(WORDS)
