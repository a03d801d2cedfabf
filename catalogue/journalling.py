"""Every change of a listing is written down and told, in the transaction of the change."""

from typing import Any

from accounts.models import User
from catalogue.models import Listing
from catalogue.signals import listing_changed
from journal import audit


def record_change(
    action: str,
    listing: Listing,
    acting_user: User | None,
    on_behalf_of: str = "",
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """The entry of the audit trail, and the signal to the rooms that show the listing."""
    audit.record(
        action=action, subject=listing, acting_user=acting_user, on_behalf_of=on_behalf_of, before=before, after=after, reason=reason
    )
    listing_changed.send(sender=Listing, listing_id=listing.pk)
