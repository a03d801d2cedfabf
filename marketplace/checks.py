"""Checks of a shop that goes public (`manage.py check --deploy`)."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def staff_of_an_open_shop_have_a_second_factor(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A password alone must not open the orders, addresses and money of a real shop."""
    if settings.SHOP_OPEN and not settings.STAFF_SECOND_FACTOR:
        return [
            checks.Error(
                "STAFF_SECOND_FACTOR is off in a shop that is open.", hint="Leave STAFF_SECOND_FACTOR empty.", id="marketplace.E001"
            )
        ]
    return []
