"""The permissions that these screens ask for. ``marketplace/roles.py`` says which role holds which."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User

MAY_PROPOSE = "payments.propose_payout"
MAY_APPROVE = "payments.approve_payout"
MAY_READ_TAX = "payments.read_tax_lists"
ALL = (MAY_PROPOSE, MAY_APPROVE)


def staff_member(request: HttpRequest) -> User:
    """Who is acting. The permission was asked for: nobody is anonymous behind it."""
    return cast(User, request.user)
