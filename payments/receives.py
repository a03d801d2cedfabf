"""What a group receives of a price: one reckoning for the page in the shop and for the group's own pages.

It is what comes to the group's account: the price less the shop's fee, which has its own tax inside (``earnings.earn``). Tax that the
group itself owes out of that is told beside it and never taken off: only the group knows what it sets off against it.
"""

from dataclasses import dataclass
from datetime import date

from payments import fees, settlement, tax
from payments.errors import NoTaxRate
from producers.models import ProducerGroup

TaxStatus = ProducerGroup.TaxStatus


@dataclass(frozen=True)
class Receives:
    """``group_paise`` and ``fee_paise`` sum to the price. The taxes are parts of the price and of what the group receives, in this order:
    what the shopper's paper names, and what a registered group pays of its own. Nothing where the rate of the goods is not known.
    """

    price_paise: int
    group_paise: int
    fee_paise: int
    fee_bp: int
    price_tax_paise: int
    price_tax_bp: int
    group_tax_paise: int
    pays_composition_tax: bool
    is_withheld_from: bool

    @property
    def fee_percent(self) -> str:
        return f"{self.fee_bp / 100:g}"

    @property
    def price_tax_percent(self) -> str:
        return f"{self.price_tax_bp / 100:g}"


def of_price(price_paise: int, *, group: ProducerGroup, fee_bp: int, hsn: str, handmade: bool, on: date) -> Receives:
    """For one piece sold on a day at a price that includes tax. One query."""
    mode = settlement.mode_on(on)
    operator_sells = settlement.sells(mode.code)
    fee_paise = fees.fee_at(price_paise, fee_bp)
    received = price_paise - fee_paise
    table = tax.table_for([hsn], on)
    is_registered = group.tax_status == TaxStatus.REGULAR
    price_bp = _rate(table, hsn, handmade, price_paise) if operator_sells or is_registered else 0
    # Where the operator sells it buys from the group at what the group receives, at the rate that holds at that price (``invoices.py``).
    taxed = received if operator_sells else price_paise
    return Receives(
        price_paise=price_paise,
        group_paise=received,
        fee_paise=fee_paise,
        fee_bp=fee_bp,
        price_tax_paise=tax.inside(price_paise, price_bp),
        price_tax_bp=price_bp,
        group_tax_paise=tax.inside(taxed, _rate(table, hsn, handmade, taxed)) if is_registered else 0,
        pays_composition_tax=group.tax_status == TaxStatus.COMPOSITION,
        is_withheld_from=mode.withholds_tcs or mode.withholds_tds,
    )


def _rate(table: tax.TaxTable, hsn: str, handmade: bool, price_paise: int) -> int:
    """In basis points; none where no rate is known."""
    try:
        return table.rate(tax.Goods(hsn, handmade, price_paise)).rate_bp
    except NoTaxRate:
        return 0
