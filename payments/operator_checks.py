"""The shop does not start with an operator whose papers would be wrong."""

from typing import Any

from django.conf import settings
from django.core import checks

from producers import gstin

DEMO_GSTIN = "38AAAAA0000A1ZZ"
_HINT = "Set OPERATOR_NAME, OPERATOR_ADDRESS and OPERATOR_GSTIN (docs/tax.md)."


@checks.register("payments")
def operator_is_registered_in_ladakh(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Tax papers name CGST and UTGST of Ladakh, so their seller is registered there; an open shop is not run by an invented one."""
    number = settings.OPERATOR_GSTIN
    if not gstin.is_of_ladakh(number):
        return [checks.Error(f"OPERATOR_GSTIN {number!r} is not a valid GSTIN of Ladakh.", hint=_HINT, id="payments.E010")]
    if settings.SHOP_OPEN and number == DEMO_GSTIN:
        return [checks.Error("An open shop can not be run by the demo operator.", hint=_HINT, id="payments.E011")]
    return []
