"""Which journal stands for which row: one function for each event of money, used when it is written and when it is compared."""

from collections.abc import Iterable

from payments.ledger import accounts
from payments.ledger.posting import Line, Posting
from payments.models import Allocation, BankEntry, Earning, EarningChange, Payment, Refund
from payments.providers.offline import OfflineProvider


def bank_entry(entry: BankEntry, payment: Payment) -> Posting:
    """A line of the bank statement: it came from a shopper, or (below zero) went back."""
    return Posting(
        kind="money_came" if entry.amount_paise > 0 else "money_sent_back",
        key=f"bank_entry:{entry.pk}",
        source=payment.number,
        lines=(Line(accounts.FUNDS_BANK, entry.amount_paise), Line(accounts.SHOPPERS, -entry.amount_paise)),
        order_number=payment.order_number,
        at=entry.at,
        memo=entry.reference,
    )


def card_money(payment: Payment) -> Posting:
    """A gateway took the whole amount of a payment."""
    return Posting(
        kind="money_came",
        key=f"money_came:{payment.number}",
        source=payment.number,
        lines=(Line(accounts.funds_of(payment.provider), payment.amount_paise), Line(accounts.SHOPPERS, -payment.amount_paise)),
        order_number=payment.order_number,
        at=payment.paid_at,
        memo=payment.reference,
    )


def captured(payment: Payment, parts: Iterable[Allocation]) -> Posting:
    """The payment is whole: its money belongs to its parts from now on."""
    held = [Line(accounts.HELD, -part.captured_paise, part.group_id) for part in parts]
    return Posting(
        kind="captured",
        key=f"captured:{payment.number}",
        source=payment.number,
        lines=(Line(accounts.SHOPPERS, payment.amount_paise), *held),
        order_number=payment.order_number,
        at=payment.paid_at,
    )


def refund_owed(refund: Refund, change: EarningChange | None) -> Posting:
    """Before delivery the money is still held; after it the group gives back what it earned, and the shop its fee of that.

    What the shop bears is its loss, whatever became of the group's part.
    """
    part = refund.allocation
    if refund.bearer == Refund.Bearer.SHOP:
        taken: tuple[Line, ...] = (Line(accounts.LOSS_TRANSIT, refund.amount_paise),)
    elif change is None:
        taken = (Line(accounts.HELD, refund.amount_paise, part.group_id),)
    else:
        taken = (
            Line(accounts.GROUPS_PAYABLE, -change.net_paise, part.group_id),
            Line(accounts.COMMISSION, change.commission_paise - change.commission_tax_paise),
            Line(accounts.COMMISSION_TAX, change.commission_tax_paise),
        )
    return Posting(
        kind="refund_owed",
        key=f"refund_owed:{refund.number}",
        source=refund.number,
        lines=(*taken, Line(accounts.REFUNDS_PAYABLE, -refund.amount_paise)),
        order_number=part.payment.order_number,
        at=refund.created_at,
        memo=f"{part.producer_order_number} {refund.reason}",
    )


def refund_sent(refund: Refund) -> Posting:
    """What was owed has left, under the reference it carries."""
    funds = accounts.FUNDS_BANK if _was_sent_by_hand(refund) else accounts.funds_of(refund.allocation.payment.provider)
    return Posting(
        kind="refund_sent",
        key=f"refund_sent:{refund.number}:{refund.reference}",
        source=refund.number,
        lines=(Line(accounts.REFUNDS_PAYABLE, refund.amount_paise), Line(funds, -refund.amount_paise)),
        order_number=refund.allocation.payment.order_number,
        at=refund.sent_at,
        memo=refund.reference,
    )


def refund_returned(refund: Refund, reference: str) -> Posting:
    """What had left for the shopper's card under ``reference`` came back to the gateway: it is owed again."""
    funds = accounts.funds_of(refund.allocation.payment.provider)
    return Posting(
        kind="refund_returned",
        key=f"refund_returned:{refund.number}:{reference}",
        source=refund.number,
        lines=(Line(funds, refund.amount_paise), Line(accounts.REFUNDS_PAYABLE, -refund.amount_paise)),
        order_number=refund.allocation.payment.order_number,
        memo=reference,
    )


def _was_sent_by_hand(refund: Refund) -> bool:
    """From the shop's bank: there is no gateway, the gateway could not do it before, or a person recorded it."""
    is_offline = refund.allocation.payment.provider == OfflineProvider.code
    return is_offline or bool(refund.failure) or refund.sent_by_id is not None


def earned(earning: Earning) -> Posting:
    """A part is delivered: what was held for it is the group's, less the fee."""
    fee = earning.commission_paise - earning.commission_tax_paise
    return Posting(
        kind="earned",
        key=f"earned:{earning.producer_order_number}",
        source=earning.producer_order_number,
        lines=(
            Line(accounts.HELD, earning.gross_paise, earning.group_id),
            Line(accounts.GROUPS_PAYABLE, -earning.net_paise, earning.group_id),
            Line(accounts.COMMISSION, -fee),
            Line(accounts.COMMISSION_TAX, -earning.commission_tax_paise),
            Line(accounts.TCS_PAYABLE, -earning.tcs_paise),
            Line(accounts.TDS_PAYABLE, -earning.tds_paise),
        ),
        order_number=earning.order_number,
        at=earning.created_at,
    )
