"""What staff settle about carriers and facility centres. Promises that were made stay as they are."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.forms import model_to_dict

from delivery.models import Carrier, FacilityCentre
from journal import audit

if TYPE_CHECKING:
    from accounts.models import User


def settle_carrier(carrier: Carrier, *, divisor: int, most_g: int, refuses: list[str], source: str, acting_user: "User") -> None:
    """What a carrier counts and refuses from now on."""
    _write(carrier, {"divisor": divisor, "most_g": most_g, "refuses": sorted(refuses), "source": source}, "delivery.carrier", acting_user)


def settle_centre(
    centre: FacilityCentre,
    *,
    days_min: int,
    days_max: int,
    fee_paise: int,
    most_days_later: int,
    is_open: bool,
    acting_user: "User",
) -> None:
    """How a centre joins parcels from now on, and whether it does."""
    days = {"days_min": days_min, "days_max": days_max, "most_days_later": most_days_later}
    _write(centre, {**days, "fee_paise": fee_paise, "is_open": is_open}, "delivery.centre", acting_user)


def _write(row: Carrier | FacilityCentre, wanted: dict[str, object], action: str, acting_user: "User") -> None:
    with transaction.atomic():
        held = type(row)._default_manager.select_for_update().get(pk=row.pk)
        before = {name: value for name, value in model_to_dict(held).items() if name in wanted}
        if before == wanted:
            return
        type(row)._default_manager.filter(pk=row.pk).update(**wanted)
        audit.record(action=action, subject=held, acting_user=acting_user, before=before, after=wanted)
