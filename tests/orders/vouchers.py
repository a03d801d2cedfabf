"""Codes for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from orders.models import Voucher
from orders.vouchers import making
from orders.vouchers.making import Terms
from producers.models import ProducerGroup


def staff() -> User:
    found, _made = User.objects.get_or_create(email="codes@example.com", defaults={"is_staff": True})
    return found


def make_voucher(code: str = "LADAKH10", **fields: Any) -> Voucher:
    """A code that is valid today; ten percent that the shop bears, unless said otherwise."""
    today = timezone.localdate()
    days = {"valid_from": today - timedelta(days=1), "valid_to": today + timedelta(days=1)}
    given: dict[str, Any] = {"words": "Ten percent off", "bearer": "shop", **days, **fields}
    if "amount_paise" not in given:
        given.setdefault("rate_bp", 1_000)
    return making.make(Terms(code=code, **given), acting_user=staff())


def make_group_voucher(group: ProducerGroup, code: str = "OURS10", **fields: Any) -> Voucher:
    """A code that the group bears and has agreed to."""
    made = make_voucher(code, bearer="group", group=group, **fields)
    return making.agree(made, acting_user=staff(), paper="Letter of 2 November, folder 7")
