"""Which journals of the ledger stand for a payout: used when they are written and when they are compared."""

from payments.ledger import accounts
from payments.ledger.posting import Line, Posting
from payments.models import Payout


def sent(payout: Payout) -> Posting:
    """The bank has the file: what was owed to the group is on its way, less what it gives back of its advances."""
    lines = (
        Line(accounts.GROUPS_PAYABLE, payout.amount_paise + payout.recovered_paise, payout.group_id),
        Line(accounts.PAYOUTS_CLEARING, -payout.amount_paise, payout.group_id),
        Line(accounts.ADVANCES, -payout.recovered_paise, payout.group_id),
    )
    return Posting("payout_sent", f"payout_sent:{payout.number}", payout.number, lines, at=payout.sent_at)


def settled(payout: Payout) -> Posting:
    """The money has left the shop's account."""
    lines = (
        Line(accounts.PAYOUTS_CLEARING, payout.amount_paise, payout.group_id),
        Line(accounts.FUNDS_BANK, -payout.amount_paise),
    )
    return Posting("payout_settled", f"payout_settled:{payout.number}", payout.number, lines, at=payout.settled_at, memo=payout.reference)


def bounced(payout: Payout) -> Posting:
    """It came back, and is owed to the group again: from the way, or, after it was taken for paid, from the shop's account."""
    came_from = (
        Line(accounts.FUNDS_BANK, payout.amount_paise)
        if payout.settled_at
        else Line(accounts.PAYOUTS_CLEARING, payout.amount_paise, payout.group_id)
    )
    lines = (
        came_from,
        Line(accounts.ADVANCES, payout.recovered_paise, payout.group_id),
        Line(accounts.GROUPS_PAYABLE, -payout.amount_paise - payout.recovered_paise, payout.group_id),
    )
    return Posting("payout_bounced", f"payout_bounced:{payout.number}", payout.number, lines, at=payout.ended_at, memo=payout.reason)


def of(payout: Payout) -> list[Posting]:
    """Every journal that must stand for a payout in its present state."""
    found = [sent(payout)] if payout.sent_at else []
    if payout.settled_at:
        found.append(settled(payout))
    if payout.status == Payout.Status.BOUNCED:
        found.append(bounced(payout))
    return found
