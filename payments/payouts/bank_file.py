"""The text of the file that the bank takes: one NEFT transfer a line, and a last line with their number and sum.

The same rows always make the same bytes, so that the file can be made again and compared; account numbers are opened for it alone and
kept nowhere. Banks differ in the names of columns; these are the ones that every bulk upload asks for.
"""

from collections.abc import Sequence

from money.paise import from_rupees, to_rupees
from payments import bulk_file
from payments.bank_accounts import number_of
from payments.models import Payout
from payments.payouts.errors import FileDiffers

COLUMNS = ("TYPE", "BENEFICIARY NAME", "BENEFICIARY ACCOUNT", "IFSC", "AMOUNT", "REFERENCE")
NEFT = "NEFT"
fingerprint = bulk_file.fingerprint


def text_of(payouts: Sequence[Payout]) -> str:
    """The file for these payouts, read back and compared. Each payout carries its account.

    Raises ``FileDiffers`` where what stands in the text is not what is to be paid, ``sealing.NotOpened`` for an account number that
    does not open.
    """
    total = sum(payout.amount_paise for payout in payouts)
    text = bulk_file.write(COLUMNS, [_row(payout) for payout in payouts], [bulk_file.TOTAL, len(payouts), "", "", to_rupees(total), ""])
    _check(text, payouts)
    return text


def _row(payout: Payout) -> list[object]:
    account = payout.account
    return [NEFT, account.holder, number_of(account), account.ifsc, to_rupees(payout.amount_paise), reference_of(payout)]


def reference_of(payout: Payout) -> str:
    """What the transfer carries: the payout's number without its hyphen, which not every bank takes."""
    return bulk_file.reference_of(payout.number)


def _check(text: str, payouts: Sequence[Payout]) -> None:
    """Read the file as the bank does: every line and the totals have to be those of the rows."""
    head, lines, last = bulk_file.read(text)
    wanted = [(payout.account.ifsc, payout.amount_paise, reference_of(payout)) for payout in payouts]
    if head != COLUMNS or [(line[3], from_rupees(line[4]), line[5]) for line in lines] != wanted:
        raise FileDiffers("lines")
    if any(not line[2].isdecimal() or not line[2].endswith(payout.account.last_four) for line, payout in zip(lines, payouts, strict=True)):
        raise FileDiffers("accounts")
    if last[0] != bulk_file.TOTAL or int(last[1]) != len(lines) or from_rupees(last[4]) != sum(from_rupees(line[4]) for line in lines):
        raise FileDiffers("totals")
