"""A provider with an account that may take no money in the mode of today: the start says so, and shoppers are not offered it."""

from typing import Any

from django.core import checks
from django.utils import timezone

from payments import settlement
from payments.providers import base


@checks.register("payments")
def providers_fit_the_mode_of_today(**_kwargs: Any) -> list[checks.CheckMessage]:
    """No error: what came through it in an earlier mode is still refunded through it."""
    try:
        mode = settlement.mode_on(timezone.localdate()).code
    except (settlement.NoSettlementMode, OSError, ValueError, KeyError, TypeError):
        return []  # payments.E001 says it
    idle = [code for code in base.with_account() if mode not in base.get(code).can.modes]
    return [
        checks.Warning(
            f"{code} has keys, but takes no money in the settlement mode of today, {mode}: its payee would be another. "
            "Shoppers are not offered it; what it took before is still refunded through it.",
            hint="See docs/providers.md: which provider takes money in which mode.",
            id="payments.W020",
        )
        for code in idle
    ]
