"""Which journals stand for a dispute: used when they are written and when they are compared. What groups bear is refunds."""

from payments.ledger import accounts
from payments.ledger.posting import Line, Posting
from payments.ledger.postings import owed_to_groups
from payments.models import Dispute, DisputeMove, EarningChange


def moved(move: DisputeMove) -> Posting:
    """The gateway took the disputed money with its fee, or gave it back; what comes back late makes a loss that was borne less."""
    dispute, fee = move.dispute, move.fee_paise
    total = move.amount_paise + fee
    stands = accounts.LOSS_DISPUTES if move.is_late else accounts.DISPUTES_OPEN
    kind = "dispute_withdrawn" if (move.amount_paise or fee) > 0 else "dispute_returned"
    return Posting(
        kind=kind,
        key=f"{kind}:{move.gateway_id}",
        source=dispute.number,
        lines=(
            Line(stands, move.amount_paise),
            Line(accounts.DISPUTES_FEES, fee),
            Line(accounts.funds_of(dispute.provider), -total),
        ),
        order_number=dispute.payment.order_number,
        at=move.at,
        memo=move.gateway_id,
    )


def lost(dispute: Dispute) -> Posting:
    """The shopper keeps the money. All of it is the shop's loss, which what the groups bear, and what was owed back anyhow, makes less."""
    return Posting(
        kind="dispute_lost",
        key=f"dispute_lost:{dispute.number}",
        source=dispute.number,
        lines=(Line(accounts.LOSS_DISPUTES, dispute.amount_paise), Line(accounts.DISPUTES_OPEN, -dispute.amount_paise)),
        order_number=dispute.payment.order_number,
        at=dispute.closed_at,
        memo=dispute.gateway_id,
    )


def given_back(change: EarningChange) -> Posting:
    """A group has again what a lost dispute took from it: the mirror of what it owed then, out of the money that came back."""
    refund, move = change.refund, change.move
    return Posting(
        kind="loss_given_back",
        key=f"loss_given_back:{refund.number}:{move.gateway_id if move else ''}",
        source=refund.number,
        lines=(
            Line(accounts.LOSS_DISPUTES, change.gross_paise),
            Line(owed_to_groups(change.earning.mode), -change.net_paise, change.earning.group_id),
            Line(accounts.COMMISSION, change.commission_paise - change.commission_tax_paise),
            Line(accounts.COMMISSION_TAX, change.commission_tax_paise),
            Line(accounts.TCS_PAYABLE, change.tcs_paise),
            Line(accounts.TDS_PAYABLE, change.tds_paise),
        ),
        order_number=change.earning.order_number,
        at=change.created_at,
        memo=change.earning.producer_order_number,
    )
