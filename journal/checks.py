"""System checks of the journal."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def no_fault_point_in_an_open_shop(**_kwargs: Any) -> list[checks.CheckMessage]:
    """FAULT_POINT makes a process kill itself; it has no place where people buy."""
    if settings.FAULT_POINT and settings.SHOP_OPEN:
        return [checks.Error("FAULT_POINT is set in a shop that is open.", hint="Unset FAULT_POINT.", id="journal.E001")]
    return []
