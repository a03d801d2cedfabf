"""Which journal stands for which row: one function for each event of money, used when it is written and when it is compared."""

from collections.abc import Iterable

from payments import providers
from payments.dispute_models import DISPUTE_LOST
from payments.ledger import accounts
from payments.ledger.posting import Line, Posting
from payments.models import (
    Allocation,
    AllocationMove,
    BankEntry,
    Earning,
    EarningChange,
    FeeReceipt,
    Payment,
    Refund,
    Transfer,
    TransferReversal,
)
from payments.providers.offline import OfflineProvider
from payments.settlement import LICENSED_GATEWAY, NODAL, PAY_EACH_GROUP


def _book(payment: Payment) -> accounts.Book:
    return accounts.book_of(payment.mode, payment.provider)


def bank_entry(entry: BankEntry, payment: Payment) -> Posting:
    """A line of the bank statement, of the shop's or of the group that is paid: it came from a shopper, or (below zero) went back."""
    book, group = _book(payment), payment.payee_group_id
    return Posting(
        kind="money_came" if entry.amount_paise > 0 else "money_sent_back",
        key=f"bank_entry:{entry.pk}",
        source=payment.number,
        lines=(Line(book.funds, entry.amount_paise, group), Line(book.shoppers, -entry.amount_paise, group)),
        order_number=payment.order_number,
        at=entry.at,
        memo=entry.reference,
    )


def card_money(payment: Payment) -> Posting:
    """A gateway took the whole amount of a payment; or the shopper owes it at the door."""
    book, group = _book(payment), payment.payee_group_id
    kind = "owed_at_door" if providers.get(payment.provider).can.on_delivery else "money_came"
    return Posting(
        kind=kind,
        key=f"{kind}:{payment.number}",
        source=payment.number,
        lines=(Line(book.funds, payment.amount_paise, group), Line(book.shoppers, -payment.amount_paise, group)),
        order_number=payment.order_number,
        at=payment.paid_at,
        memo=payment.reference,
    )


def captured(payment: Payment, parts: Iterable[Allocation]) -> Posting:
    """The payment is whole: its money belongs to its parts from now on, with what the shop adds for a discount that it bears."""
    book, found = _book(payment), list(parts)
    held = [Line(book.held, -part.captured_paise - part.subsidy_paise, part.group_id) for part in found]
    added = Line(accounts.DISCOUNTS, sum(part.subsidy_paise for part in found))
    return Posting(
        kind="captured",
        key=f"captured:{payment.number}",
        source=payment.number,
        lines=(Line(book.shoppers, payment.amount_paise, payment.payee_group_id), added, *held),
        order_number=payment.order_number,
        at=payment.paid_at,
    )


def part_moved(move: AllocationMove) -> Posting:
    """Another group sends in place of the first: what was held for the one is held for the other."""
    payment, held = move.source.payment, _book(move.source.payment).held
    return Posting(
        kind="part_moved",
        key=f"part_moved:{move.target.producer_order_number}",
        source=move.target.producer_order_number,
        lines=(Line(held, move.amount_paise, move.source.group_id), Line(held, -move.amount_paise, move.target.group_id)),
        order_number=payment.order_number,
        at=move.created_at,
        memo=move.source.producer_order_number,
    )


def refund_owed(refund: Refund, change: EarningChange | None) -> Posting:
    """Before delivery the money is still held; after it the group gives back what it earned, and the shop its fee of that.

    What the shop bears is its loss, whatever became of the group's part. What it had added for a discount comes back to it.
    """
    part = refund.allocation
    if refund.bearer == Refund.Bearer.SHOP:
        taken: tuple[Line, ...] = (Line(_loss_of(refund), refund.amount_paise),)
    elif change is None:
        taken = (Line(_book(part.payment).held, refund.amount_paise + refund.subsidy_paise, part.group_id),)
    else:
        taken = (
            *_from_group(part, change),
            Line(accounts.COMMISSION, change.commission_paise - change.commission_tax_paise),
            Line(accounts.COMMISSION_TAX, change.commission_tax_paise),
            Line(accounts.TCS_PAYABLE, change.tcs_paise),
            Line(accounts.TDS_PAYABLE, change.tds_paise),
        )
    book, owes = _refund_book(refund)
    return Posting(
        kind="refund_owed",
        key=f"refund_owed:{refund.number}",
        source=refund.number,
        lines=(*taken, Line(accounts.DISCOUNTS, -refund.subsidy_paise), Line(book.refunds, -refund.amount_paise, owes)),
        order_number=part.payment.order_number,
        at=refund.created_at,
        memo=f"{part.producer_order_number} {refund.reason}",
    )


def _loss_of(refund: Refund) -> str:
    """What kind of loss the shop bears: a parcel, or a dispute."""
    return accounts.LOSS_DISPUTES if refund.reason == DISPUTE_LOST else accounts.LOSS_TRANSIT


def _from_group(part: Allocation, change: EarningChange) -> tuple[Line, ...]:
    """What a refund after delivery takes from the group: from what it is owed; or, where it has the money, it puts the whole amount aside
    for its shopper, and owes the shop so much less in fees.
    """
    if part.payment.mode == PAY_EACH_GROUP:
        return (
            Line(accounts.DIRECT_FUNDS, -change.gross_paise, part.group_id),
            Line(accounts.GROUPS_OWING, change.gross_paise - change.net_paise, part.group_id),
        )
    return (Line(owed_to_groups(part.payment.mode), -change.net_paise, part.group_id),)


def owed_to_groups(mode: str) -> str:
    """Where it stands what a group has earned and not received: who pays it, the shop or the gateway."""
    return accounts.GROUPS_GATEWAY if mode == LICENSED_GATEWAY else accounts.GROUPS_PAYABLE


def _refund_book(refund: Refund) -> tuple[accounts.Book, int | None]:
    """Through which accounts a refund goes, and which group owes it: none where the shop has the money, or bears the cost itself."""
    payment = refund.allocation.payment
    if refund.bearer == Refund.Bearer.SHOP and payment.payee_group_id is not None:
        return accounts.book_of(NODAL, OfflineProvider.code), None
    return _book(payment), payment.payee_group_id


def refund_sent(refund: Refund) -> Posting:
    """What was owed has left, under the reference it carries; or the shopper got it through a dispute that was lost."""
    book, group = _refund_book(refund)
    funds = accounts.LOSS_DISPUTES if refund.dispute_id else _sent_from(refund, book, group)
    return Posting(
        kind="refund_sent",
        key=f"refund_sent:{refund.number}:{refund.reference}",
        source=refund.number,
        lines=(Line(book.refunds, refund.amount_paise, group), Line(funds, -refund.amount_paise, group)),
        order_number=refund.allocation.payment.order_number,
        at=refund.sent_at,
        memo=refund.reference,
    )


def _sent_from(refund: Refund, book: accounts.Book, group: int | None) -> str:
    return accounts.FUNDS_BANK if group is None and _was_sent_by_hand(refund) else book.funds


def refund_returned(refund: Refund, reference: str, *, by_hand: bool = False) -> Posting:
    """What had left for the shopper under ``reference`` came back, to the gateway or (``by_hand``) the bank: it is owed again."""
    funds = accounts.FUNDS_BANK if by_hand else accounts.funds_of(refund.allocation.payment.provider)
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
    is_by_hand = providers.get(refund.allocation.payment.provider).can.by_hand
    return is_by_hand or bool(refund.failure) or refund.sent_by_id is not None


def earned(earning: Earning) -> Posting:
    """A part is delivered: what was held for it is the group's, less the fee and the taxes that the shop passes on."""
    return Posting(
        kind="earned",
        key=f"earned:{earning.producer_order_number}",
        source=earning.producer_order_number,
        lines=(
            *_to_group(earning),
            Line(accounts.COMMISSION, earning.commission_tax_paise - earning.commission_paise),
            Line(accounts.COMMISSION_TAX, -earning.commission_tax_paise),
            Line(accounts.TCS_PAYABLE, -earning.tcs_paise),
            Line(accounts.TDS_PAYABLE, -earning.tds_paise),
        ),
        order_number=earning.order_number,
        at=earning.created_at,
    )


def _to_group(earning: Earning) -> tuple[Line, ...]:
    """Where the shop holds the money it owes the group what it earned. Where the group has it, the money leaves the memorandum, and the
    group owes the shop the rest.
    """
    group = earning.group_id
    if earning.mode == PAY_EACH_GROUP:
        return (
            Line(accounts.DIRECT_HELD, earning.gross_paise, group),
            Line(accounts.DIRECT_FUNDS, -earning.gross_paise, group),
            Line(accounts.GROUPS_OWING, earning.gross_paise - earning.net_paise, group),
        )
    return Line(accounts.HELD, earning.gross_paise, group), Line(owed_to_groups(earning.mode), -earning.net_paise, group)


def fee_paid(receipt: FeeReceipt) -> Posting:
    """A group that is paid by its shoppers has paid fees to the shop."""
    return Posting(
        kind="fee_paid",
        key=f"fee_paid:{receipt.number}",
        source=receipt.number,
        lines=(Line(accounts.FUNDS_BANK, receipt.amount_paise), Line(accounts.GROUPS_OWING, -receipt.amount_paise, receipt.group_id)),
        at=receipt.received_at,
        memo=receipt.reference,
    )


def transfer_made(transfer: Transfer) -> Posting:
    """A gateway keeps a group's share for it."""
    part = transfer.allocation
    return Posting(
        kind="transfer_made",
        key=f"transfer_made:{transfer.number}",
        source=transfer.number,
        lines=(
            Line(accounts.TRANSFERS_HELD, transfer.amount_paise, part.group_id),
            Line(accounts.funds_of(part.payment.provider), -transfer.amount_paise),
        ),
        order_number=part.payment.order_number,
        at=transfer.made_at,
    )


def transfer_reversed(reversal: TransferReversal) -> Posting:
    """Something of a share went back: from what is kept for the group, or, after it was released, from what the group has had."""
    part = reversal.transfer.allocation
    gave = accounts.GROUPS_GATEWAY if reversal.was_released else accounts.TRANSFERS_HELD
    return Posting(
        kind="transfer_reversed",
        key=f"transfer_reversed:{reversal.number}",
        source=reversal.number,
        lines=(
            Line(accounts.funds_of(part.payment.provider), reversal.amount_paise),
            Line(gave, -reversal.amount_paise, part.group_id),
        ),
        order_number=part.payment.order_number,
        at=reversal.sent_at,
    )


def transfer_released(transfer: Transfer) -> Posting:
    """The gateway pays the group what it keeps for it."""
    part, paise = transfer.allocation, transfer.released_paise or 0
    return Posting(
        kind="transfer_released",
        key=f"transfer_released:{transfer.number}",
        source=transfer.number,
        lines=(Line(accounts.GROUPS_GATEWAY, paise, part.group_id), Line(accounts.TRANSFERS_HELD, -paise, part.group_id)),
        order_number=part.payment.order_number,
        at=transfer.released_at,
    )
