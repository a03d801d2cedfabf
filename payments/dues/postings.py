"""The journals of what the shop pays to others."""

from payments.dues_models import GatewaySettlement, TaxDeposit
from payments.ledger import accounts
from payments.ledger.posting import Line, Posting

PAYABLE = {TaxDeposit.Kind.TCS: accounts.TCS_PAYABLE, TaxDeposit.Kind.TDS: accounts.TDS_PAYABLE}


def settled(row: GatewaySettlement) -> Posting:
    """A gateway paid into the bank what it had for the shop, less its fee."""
    return Posting(
        kind="gateway_settled",
        key=f"gateway_settled:{row.number}",
        source=row.number,
        lines=(
            Line(accounts.FUNDS_BANK, row.paid_paise),
            Line(accounts.GATEWAY_FEES, row.fee_paise),
            Line(accounts.funds_of(row.provider), -row.paid_paise - row.fee_paise),
        ),
        at=row.at,
        memo=row.reference,
    )


def deposited(row: TaxDeposit) -> Posting:
    """Tax at source went to the government."""
    return Posting(
        kind="tax_deposited",
        key=f"tax_deposited:{row.number}",
        source=row.number,
        lines=(Line(PAYABLE[TaxDeposit.Kind(row.kind)], row.amount_paise), Line(accounts.FUNDS_BANK, -row.amount_paise)),
        at=row.approved_at,
        memo=f"{row.month:%Y-%m} {row.challan}",
    )
