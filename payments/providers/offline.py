"""Paying without a gateway: a UPI payment with our reference in it, or a bank transfer. Staff match or confirm the money."""

import io
from datetime import timedelta
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from money.paise import to_rupees
from payments.models import Allocation, EarningChange, Payment, Refund
from payments.providers.base import Abilities, Method, Offered
from payments.settlement import NODAL

UPI = "upi"
# Any of the eight masks is read. Trying all of them takes 6 ms, and by the standard's own count of what disturbs a reader (ISO/IEC 18004,
# 7.8.3) this one has 2 % more of it than the best of eight has, on average of the addresses we make.
_MASK = 6
BANK = "bank"


class OfflineProvider(Offered):
    """UPI and bank transfer to the shop's own account."""

    code = "offline"
    label: str | Promise = _("UPI or bank transfer")
    has_pay_page = False
    can = Abilities(modes=frozenset({NODAL}), by_hand=True)

    @property
    def methods(self) -> tuple[Method, ...]:
        return (Method(UPI, _("UPI")), Method(BANK, _("Bank transfer")))

    @property
    def hold(self) -> timedelta:
        """A transfer may take a working day, and staff look in the morning."""
        hold: timedelta = settings.OFFLINE_HOLD
        return hold

    def payment_asked(self, payment: Payment) -> None:
        """Nothing: the order page says where to pay."""

    def payment_captured(self, payment: Payment) -> None:
        """Nothing: the money is the shop's to keep for the groups."""

    def part_earned(self, part: Allocation) -> None:
        """Nothing."""

    def payment_ended(self, payment: Payment) -> None:
        """Nothing: nobody can be told that a transfer is not waited for any more."""

    def refund_owed(self, refund: Refund) -> None:
        """Nothing: staff send the money from the shop's bank and record it."""

    def loss_given_back(self, change: EarningChange) -> None:
        """Nothing: no bank disputes a transfer."""


def transfer_note(payment: Payment) -> str:
    """What the shopper writes as the purpose of a transfer, so that staff find the order."""
    return payment.number.replace("-", "")


def upi_link(payment: Payment, amount_paise: int | None = None) -> str:
    """The address that opens a UPI app with payee, amount and reference filled in (NPCI UPI linking specification 1.6).

    ``tr`` is a reference of at most 35 letters and digits; the amount has two places and no grouping. ``amount_paise`` is asked
    where a part of the payment came already, else the whole amount. A payment to a group goes to the group's own UPI id.
    """
    payee = payment.payee_account
    fields = {
        "pa": payee.upi_id if payee else settings.SHOP_UPI_ID,
        "pn": payee.holder if payee else settings.SHOP_NAME,
        "am": str(to_rupees(payment.amount_paise if amount_paise is None else amount_paise)),
        "cu": payment.currency,
        "tr": transfer_note(payment),
        "tn": transfer_note(payment),
    }
    return "upi://pay?" + urlencode(fields, quote_via=quote, safe="@")


def upi_qr_svg(payment: Payment, amount_paise: int | None = None) -> str:
    """The same address as a QR code, an SVG element without size, style or script: the page's CSS sizes it."""
    out = io.BytesIO()
    code = segno.make(upi_link(payment, amount_paise), error="m", micro=False, mask=_MASK)
    code.save(out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=4, svgclass="qr", lineclass=None, light="#fff")
    return out.getvalue().decode()
