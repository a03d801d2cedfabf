"""What the kinds of notices are called where staff write the words of text messages. A kind that is not here has no such words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "login_code": _("Code to log in"),
    "group_applied": _("A group applied"),
    "group_invitation": _("Somebody is asked to join a group"),
    "recovery_link": _("Link to a new password"),
    "recovery_begun": _("A new access is asked for a member"),
    "group_approved": _("The group was approved"),
    "group_begins": _("The group was approved, with the first link"),
    "contract_new": _("The contract has a new text"),
    "paper_runs_out": _("A paper of the group runs out"),
    "bank_account_changed": _("The bank details were changed"),
    "listing_approved": _("A listing was approved"),
    "listing_changes_asked": _("A listing was given back"),
    "voice_note_written": _("A recording was written down"),
    "producer_order_new": _("A new order for a group"),
    "producer_order_reminder": _("An order waits for the group's answer"),
    "producer_order_fewer": _("The shopper wants fewer pieces"),
    "producer_order_cancelled": _("A part was called off"),
    "producer_order_address": _("The shopper's address was changed"),
    "payout_account_needed": _("Money waits, and no bank account is there"),
    "payout_paid": _("The bank has paid the group"),
    "payout_came_back": _("A payout came back"),
    "order_placed": _("An order was placed"),
    "order_paid": _("An order is paid"),
    "order_expired": _("An order was not paid in time"),
    "order_payment_rejected": _("A payment could not be found"),
    "order_choice": _("The shopper has to choose"),
    "order_stand_in": _("Another group may send: the shopper is asked"),
    "order_called_off": _("An order was called off"),
    "orders_found": _("Links to orders, asked for"),
    "order_handed_over": _("Parcels are on their way"),
    "order_refund_sent": _("A refund was sent"),
    "order_lot_withdrawn": _("A lot was withdrawn"),
    "back_in_stock": _("Goods are there again"),
}


def words_of(kind: str) -> str:
    """The words for a kind; its own name where it has none."""
    return str(WORDS.get(kind, kind))
