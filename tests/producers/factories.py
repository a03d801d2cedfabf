"""Groups and people for tests, made through the room's own functions. Plain functions; every argument has a default."""

import itertools
from typing import Any

from accounts.models import User
from producers.models import District, ProducerGroup
from producers.onboarding import apply, approve

_counter = itertools.count(1)
GSTIN = "38AAAAA0001A1ZY"


def make_user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(email=email or f"person-{next(_counter)}@example.com", **fields)


def staff() -> User:
    return make_user(is_staff=True)


def apply_group(name: str = "", **fields: Any) -> ProducerGroup:
    """A group that has applied."""
    given = {
        "kind": "cooperative",
        "district": District.objects.get(code="leh"),
        "village": "Phyang",
        "pin": "194101",
        "address": "Lower Phyang, Leh",
        "legal_name": "Society (test)",
        "tax_status": "regular",
        "gstin": GSTIN,
        "fssai": "21026001000123",
        **fields,
    }
    return apply(name=name or f"Group {next(_counter)}", **given)


def make_group(name: str = "", **fields: Any) -> ProducerGroup:
    """A group that may sell."""
    return approve(apply_group(name, **fields), acting_user=None)
