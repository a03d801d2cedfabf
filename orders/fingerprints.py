"""What a shopper is shown and agrees to, as one hash: another price, date, charge, pincode or tax makes another one."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orders.quote_lines import LineQuote
    from orders.quotes import ParcelQuote, Quote


def fingerprint(quoted: "Quote") -> str:
    """A hash over everything the shopper is shown and agrees to: pieces, prices, discounts, parcels, charges, dates, tax, totals."""
    content: dict[str, Any] = {
        "pin": quoted.pin,
        "mode": quoted.mode,
        "voucher": quoted.voucher.code if quoted.voucher else "",
        "sums": [quoted.goods_paise, quoted.delivery_paise, quoted.total_paise, quoted.tax_inside_paise],
        "groups": [
            {
                "group": group.group.slug,
                "pin": group.pin,
                "lines": [_line_content(line) for line in group.lines],
                "parcels": [_parcel_content(parcel) for parcel in group.parcels],
            }
            for group in quoted.groups
        ],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _line_content(line: "LineQuote") -> list[Any]:
    policy = line.return_policy.sha256 if line.return_policy else ""
    return [line.product_id, line.quantity, line.unit_price_paise, line.mrp_paise, line.discount_paise, line.tax_bp, policy]


def _parcel_content(parcel: "ParcelQuote") -> list[Any]:
    promise = parcel.promise
    dates = [promise.charge_paise, promise.arrives_from.isoformat(), promise.arrives_to.isoformat()] if promise else []
    return [parcel.is_food, parcel.weight_g, *dates]
