"""The journals of cash: owed at the door, with a group, counted, in the bank."""

from payments.cash_models import CashHandIn, CashReceipt, CashWriteOff
from payments.ledger import accounts
from payments.ledger.posting import Line, Posting


def taken(receipt: CashReceipt) -> Posting:
    """A shopper paid at the door: the group has the shop's cash."""
    return Posting(
        kind="cash_taken",
        key=f"cash_taken:{receipt.number}",
        source=receipt.number,
        lines=(Line(accounts.CASH_IN_HAND, receipt.amount_paise, receipt.group_id), Line(accounts.CASH_DUE, -receipt.amount_paise)),
        order_number=receipt.order_number,
        at=receipt.taken_at,
        memo=receipt.producer_order_number,
    )


def of(hand_in: CashHandIn) -> list[Posting]:
    """What has become of cash that two people have counted."""
    found = [counted(hand_in)] if hand_in.checked_at else []
    return [*found, banked(hand_in)] if hand_in.banked_at else found


def counted(hand_in: CashHandIn) -> Posting:
    """Two people have counted what a group brought."""
    if hand_in.write_off:
        return found(hand_in, hand_in.write_off)
    return Posting(
        kind="cash_counted",
        key=f"cash_counted:{hand_in.number}",
        source=hand_in.number,
        lines=(Line(accounts.CASH_BOX, hand_in.amount_paise), Line(accounts.CASH_IN_HAND, -hand_in.amount_paise, hand_in.group_id)),
        at=hand_in.checked_at,
    )


def found(hand_in: CashHandIn, gone: CashWriteOff) -> Posting:
    """Cash that was written off is in the box after all: the loss is less, or what its group has had in advance."""
    is_kept = gone.bearer == CashWriteOff.Bearer.GROUP
    borne = Line(accounts.ADVANCES, -hand_in.amount_paise, hand_in.group_id) if is_kept else Line(accounts.LOSS_CASH, -hand_in.amount_paise)
    return Posting(
        kind="cash_found",
        key=f"cash_found:{hand_in.number}",
        source=hand_in.number,
        lines=(Line(accounts.CASH_BOX, hand_in.amount_paise), borne),
        at=hand_in.checked_at,
        memo=gone.number,
    )


def banked(hand_in: CashHandIn) -> Posting:
    """The shop has paid the counted cash into its bank account."""
    return Posting(
        kind="cash_banked",
        key=f"cash_banked:{hand_in.number}",
        source=hand_in.number,
        lines=(Line(accounts.FUNDS_BANK, hand_in.amount_paise), Line(accounts.CASH_BOX, -hand_in.amount_paise)),
        at=hand_in.banked_at,
        memo=hand_in.reference,
    )


def written_off(found: CashWriteOff) -> Posting:
    """The shop does not wait for this cash any more: it is a loss, or an advance to the group that has kept it."""
    receipt = found.receipt
    if found.bearer == CashWriteOff.Bearer.GROUP:
        borne = Line(accounts.ADVANCES, receipt.amount_paise, receipt.group_id)
    else:
        borne = Line(accounts.LOSS_CASH, receipt.amount_paise)
    return Posting(
        kind="cash_written_off",
        key=f"cash_written_off:{found.number}",
        source=found.number,
        lines=(borne, Line(accounts.CASH_IN_HAND, -receipt.amount_paise, receipt.group_id)),
        order_number=receipt.order_number,
        at=found.approved_at,
        memo=receipt.number,
    )
