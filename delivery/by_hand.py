"""How far a group can bring a parcel itself: to the pincodes of its own hub, all of them inside Ladakh."""

from delivery.models import Origin
from delivery.origins import nearest_hub


def reaches(origin: Origin | None, pin: str) -> bool:
    """Whether a group at this origin can bring parcels to a pincode by hand. The origin comes with its hub loaded."""
    return origin is not None and nearest_hub(pin) == origin.hub.code
