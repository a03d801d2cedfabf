"""Which journals of the ledger stand for an advance. What payouts give back of it stands in the journals of the payouts."""

from payments.advance_models import Advance
from payments.ledger import accounts
from payments.ledger.posting import Line, Posting


def paid(advance: Advance) -> Posting:
    """The group owes what left the shop's account."""
    lines = (Line(accounts.ADVANCES, advance.amount_paise, advance.group_id), Line(accounts.FUNDS_BANK, -advance.amount_paise))
    return Posting("advance_paid", f"advance_paid:{advance.number}", advance.number, lines, at=advance.paid_at, memo=advance.reference)


def bounced(advance: Advance) -> Posting:
    """The bank has sent it back."""
    lines = (Line(accounts.FUNDS_BANK, advance.amount_paise), Line(accounts.ADVANCES, -advance.amount_paise, advance.group_id))
    return Posting("advance_bounced", f"advance_bounced:{advance.number}", advance.number, lines, at=advance.ended_at, memo=advance.note)


def of(advance: Advance) -> list[Posting]:
    """Every journal that must stand for an advance in its present state. Of kept cash ``cash_written_off`` tells."""
    if advance.is_kept_cash:
        return []
    found = [paid(advance)] if advance.paid_at else []
    return [*found, bounced(advance)] if advance.status == Advance.Status.BOUNCED else found
