"""What a code takes off the lines of a basket: decided from the code's row alone, divided to the paisa over the lines it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from money.paise import PAISE_PER_RUPEE, share, split
from money.words import rupees
from orders.models import Voucher
from orders.quote_lines import LineQuote, discounted
from orders.vouchers.errors import Refusal
from payments import settlement

LEAST_LINE_PAISE = PAISE_PER_RUPEE  # what a line still costs, so that no order and no line of a tax paper is for nothing
LONGEST = 16


@dataclass(frozen=True)
class Applied:
    """The lines as they are sold, and the code that made them so; or, with a refusal, the lines as they were."""

    lines: list[LineQuote]
    voucher: Voucher | None = None
    refusal: Refusal | None = None


def tidy(code: str) -> str:
    """A code as it is stored: capitals, without blanks and hyphens that people put in."""
    return "".join(sign for sign in code.upper() if not sign.isspace() and sign != "-")[: LONGEST + 1]


def apply(lines: list[LineQuote], code: str, *, on: date, mode: str, mobile: str = "") -> Applied:
    """Take off what the code takes off on a day; nothing, with the reason, where it can not be used. One query.

    ``mobile`` is who buys, where that is known. Whether the code is still free is decided when the order is placed (``uses.claim``).
    """
    mine = Q(orders__mobile=mobile, orders__given_back_at__isnull=True)
    found = Voucher.objects.annotate(used_by_mobile=Count("orders", filter=mine)).select_related("group").filter(code=tidy(code)).first()
    if found is None or (found.bearer == Voucher.Bearer.GROUP and found.consent_at is None):
        return Applied(lines, refusal=Refusal("unknown", _("There is no such code. Check how it is written.")))
    refusal = _closed(found, on, mode) or _too_often(found, found.used_by_mobile if mobile else 0)
    chosen = [line for line in lines if is_for(found, line)]
    refusal = refusal or _too_little(found, chosen)
    if refusal:
        return Applied(lines, refusal=refusal)
    off = _divided(found, chosen)
    by_shop = found.bearer == Voucher.Bearer.SHOP
    taken = {line.line_id: discounted(line, paise, by_shop=by_shop) for line, paise in zip(chosen, off, strict=True) if paise}
    return Applied([taken.get(line.line_id, line) for line in lines], found)


def is_for(voucher: Voucher, line: LineQuote) -> bool:
    """Whether the code is for these goods."""
    listing = line.listing
    return (
        voucher.group_id in (None, listing.group_id)
        and voucher.product_type_id in (None, listing.product_type_id)
        and voucher.family in ("", listing.product_type.family)
    )


def _closed(voucher: Voucher, on: date, mode: str) -> Refusal | None:
    """What stands in the way whoever asks for whatever goods."""
    if voucher.stopped_at is not None:
        return Refusal("stopped", _("This code is not valid any more."))
    if on < voucher.valid_from:
        return Refusal("not_yet", _("This code is valid from %(day)s on.") % {"day": _day(voucher.valid_from)})
    if on > voucher.valid_to:
        return Refusal("over", _("This code was valid until %(day)s.") % {"day": _day(voucher.valid_to)})
    if voucher.bearer == Voucher.Bearer.SHOP and not settlement.sells(mode):
        return Refusal("each_group", _("This code can not be used while the groups are paid directly: the shop could not pay its part."))
    return None


def _too_often(voucher: Voucher, used_by_mobile: int) -> Refusal | None:
    if voucher.most_uses is not None and voucher.uses >= voucher.most_uses:
        return Refusal("used_up", _("This code was used as often as it may be."))
    if voucher.most_uses_each is not None and used_by_mobile >= voucher.most_uses_each:
        return Refusal("used_by_you", _("This code was used with your mobile number as often as it may be."))
    return None


def _too_little(voucher: Voucher, chosen: Sequence[LineQuote]) -> Refusal | None:
    """Nothing in the basket that it is for, or not enough of it."""
    if not chosen:
        return Refusal("not_for_these", _("This code is not for the goods in your basket."))
    goods = sum(line.line_paise for line in chosen)
    if goods < voucher.least_goods_paise:
        words = _("This code is for goods of %(least)s or more; in your basket those that it is for cost %(goods)s.")
        return Refusal("too_small", words % {"least": rupees(voucher.least_goods_paise), "goods": rupees(goods)})
    if not any(_divided(voucher, chosen)):
        return Refusal("too_small", _("These goods cost too little for this code to take anything off."))
    return None


def _divided(voucher: Voucher, chosen: Sequence[LineQuote]) -> list[int]:
    """The discount over the lines in proportion to their prices, by largest remainder. Every line still costs a rupee."""
    prices = [line.line_paise for line in chosen]
    goods, least = sum(prices), min(prices)
    room = goods * max(0, least - LEAST_LINE_PAISE) // least if least else 0
    return split(min(_wanted(voucher, goods), room), prices)


def _wanted(voucher: Voucher, goods_paise: int) -> int:
    if voucher.kind == Voucher.Kind.AMOUNT:
        return voucher.amount_paise
    off = share(goods_paise, voucher.rate_bp)
    return min(off, voucher.ceiling_paise) if voucher.ceiling_paise else off


def _day(day: date) -> str:
    return date_format(day, "j F Y")
