"""What orders hold of a person, for the file that this person gets (``accounts.own_data``)."""

from typing import Any

from accounts import own_data
from accounts.models import User
from notices.models import Notice
from orders.enquiries.clock import enquiries_of
from orders.models import Grievance, LineRecord, OrderRecord, ProducerOrder, ReturnRequest

ADDRESS = ("first_name", "line1", "line2", "line4", "state", "postcode", "phone_number")


def orders_of(user: User) -> list[dict[str, Any]]:
    """Orders placed with the account: what was bought, where it went, who was to be reached. Five queries."""
    records = OrderRecord.objects.filter(order__user=user).select_related("order__shipping_address").order_by("pk")
    parts, lines, returns = _by_order(user)
    return [
        {
            "number": record.order.number,
            "placed_at": record.order.date_placed,
            "payment": record.payment_status,
            "total_paise": record.total_paise,
            "name": record.contact_name,
            "mobile": record.contact_mobile,
            "email": record.contact_email,
            "firm": record.buyer_firm,
            "gstin": record.buyer_gstin,
            "agreed_to": record.consent_text,
            "agreed_at": record.consented_at,
            "address": {name: str(getattr(record.order.shipping_address, name, "") or "") for name in ADDRESS},
            "parts": parts.get(record.order_id, []),
            "lines": lines.get(record.order_id, []),
            "returns": returns.get(record.order_id, []),
        }
        for record in records
    ]


def _by_order(user: User) -> tuple[dict[int, list[Any]], dict[int, list[Any]], dict[int, list[Any]]]:
    """Rows of the orders of a person, by the key of the order."""
    found: tuple[dict[int, list[Any]], dict[int, list[Any]], dict[int, list[Any]]] = ({}, {}, {})
    part_rows = ProducerOrder.objects.filter(order__user=user).values("order_id", "number", "group__name", "status", "delivered_on")
    line_rows = LineRecord.objects.filter(producer_order__order__user=user).values(
        "producer_order__order_id", "title", "ordered", "unit_price_paise", "line_paise"
    )
    return_rows = ReturnRequest.objects.filter(producer_order__order__user=user).values(
        "producer_order__order_id", "number", "status", "reason", "words", "asked_at"
    )
    for rows, kept in zip((part_rows, line_rows, return_rows), found, strict=True):
        for row in own_data.rows(rows.order_by("pk")):
            key = row.pop("order_id", None) or row.pop("producer_order__order_id")
            kept.setdefault(key, []).append(row)
    return found


def complaints_of(user: User) -> list[dict[str, Any]]:
    """Complaints about orders of the account; those that came without an order belong to whoever holds their link."""
    numbers = OrderRecord.objects.filter(order__user=user).values("order__number")
    rows = Grievance.objects.filter(order_number__in=numbers).exclude(order_number="").order_by("pk")
    return own_data.rows(rows.values("number", "order_number", "name", "email", "mobile", "subject", "words", "status", "opened_at"))


def notices_of(user: User) -> list[dict[str, Any]]:
    """What the account was told."""
    return own_data.rows(Notice.objects.filter(user=user).order_by("pk").values("kind", "to", "title", "body"))


def register() -> None:
    """Join the file."""
    own_data.register("orders", orders_of)
    own_data.register("complaints", complaints_of)
    own_data.register("enquiries", enquiries_of)
    own_data.register("notices", notices_of)
