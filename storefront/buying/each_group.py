"""What an order page shows where each group is paid by itself: for each part what is paid, what waits until when, what lapsed."""

from collections.abc import Mapping
from dataclasses import dataclass

from orders.pages import OrderPage, PartRow
from payments.models import Payment
from payments.providers import offline
from storefront.buying.forms import ReferenceForm

# How a payment of one part stands, as the template asks for it.
_STATES: Mapping[str, str] = {
    Payment.Status.PAID: "paid",
    Payment.Status.EXPIRED: "lapsed",
    Payment.Status.FAILED: "given_up",
}


@dataclass(frozen=True)
class GroupPay:
    """One group's payment. ``state``: paid, waits, told (the shopper gave a reference), too_much, lapsed or given_up."""

    part: PartRow
    payment: Payment
    state: str
    received_paise: int
    missing_paise: int
    form: ReferenceForm
    link: str = ""
    qr: str = ""
    note: str = ""
    upi_id: str = ""

    @property
    def too_much_paise(self) -> int:
        return -self.missing_paise


def pays(shown: OrderPage, form: ReferenceForm, wrong: str) -> list[GroupPay]:
    """A row for each group, in the order of the parts. The form that has to be corrected stands at its own payment."""
    return [_pay(part, part.payment, form if part.payment.number == wrong else None) for part in shown.parts if part.payment]


def _pay(part: PartRow, payment: Payment, form: ReferenceForm | None) -> GroupPay:
    received: int = getattr(payment, "received_paise", 0)
    missing = payment.amount_paise - received
    state = _STATES.get(payment.status) or _waiting(payment, received)
    ways = _ways(payment, missing) if state in ("waits", "told") else {}
    own = form or ReferenceForm(auto_id=f"{payment.number}-%s")
    return GroupPay(part, payment, state, received, missing, own, **ways)


def _waiting(payment: Payment, received_paise: int) -> str:
    if received_paise > payment.amount_paise:
        return "too_much"
    return "told" if payment.shopper_reference and not received_paise else "waits"


def _ways(payment: Payment, missing_paise: int) -> dict[str, str]:
    """The code and the link that lead to the group's own UPI id, with its amount and its note."""
    account = payment.payee_account
    return {
        "link": offline.upi_link(payment, missing_paise),
        "qr": offline.upi_qr_svg(payment, missing_paise),
        "note": offline.transfer_note(payment),
        "upi_id": account.upi_id if account else "",
    }
