"""Credits of the bank's statement that are for no order, and that another row of this room tells of: deposits of cash, gateways, fees."""

import re

from payments.models import CashHandIn, FeeReceipt, GatewaySettlement, StatementCredit

_NOTE = re.compile(r"DC[2-9A-HJ-NP-TV-Z]{8}")  # the number of a count without its dash, as a deposit slip carries it


def deposit_of(credit: StatementCredit) -> CashHandIn | None:
    """Cash that two people have counted and that this credit brings into the bank: its number in the bank's words, its exact amount."""
    text = re.sub(r"[^A-Z0-9]", "", f"{credit.words} {credit.reference}".upper())
    numbers = {f"{note[:2]}-{note[2:]}" for note in _NOTE.findall(text)}
    if not numbers:
        return None
    counted = CashHandIn.objects.filter(status=CashHandIn.Status.CHECKED, amount_paise=credit.amount_paise)
    return counted.filter(number__in=numbers).first()


def number_of(credit: StatementCredit) -> str:
    """The number of the row that tells of this very money under this very reference; nothing where there is none. Three queries at most."""
    amount, reference = credit.amount_paise, credit.reference
    rows = (
        CashHandIn.objects.filter(status=CashHandIn.Status.BANKED, reference=reference, amount_paise=amount),
        GatewaySettlement.objects.filter(reference=reference, paid_paise=amount),
        FeeReceipt.objects.filter(reference=reference, amount_paise=amount),
    )
    return next((row.number for found in rows if (row := found.first())), "")
