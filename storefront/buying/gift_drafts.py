"""What is different about parts of the order, between the pages of the checkout; kept beside the draft and dropped with it."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest

from orders.contacts import Address
from orders.gifts import Gift, Gifts

_KEY = "checkout_gifts"


def read(request: HttpRequest) -> dict[int, Gift]:
    """By group; empty for most orders, and where it is from another version of the shop."""
    kept = request.session.get(_KEY)
    try:
        return {int(group_id): _gift(row) for group_id, row in kept.items()} if isinstance(kept, dict) else {}
    except (KeyError, TypeError, ValueError):
        return {}


def keep(request: HttpRequest, gifts: Gifts) -> None:
    request.session[_KEY] = {
        str(group_id): {**asdict(gift), "needed_by": gift.needed_by.isoformat() if gift.needed_by else ""}
        for group_id, gift in gifts.items()
    }


def drop(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def _gift(row: dict[str, Any]) -> Gift:
    address = Address(**row["address"]) if row["address"] else None
    needed_by = date.fromisoformat(row["needed_by"]) if row["needed_by"] else None
    return Gift(row["name"], row["mobile"], address, row["note"], needed_by)
