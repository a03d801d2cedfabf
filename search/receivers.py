"""A listing that readers see differently is owed fresh facts, in the transaction that changed it."""

from typing import Any

from django.dispatch import receiver

from catalogue.signals import listing_changed
from search.owed import owe_refresh


@receiver(listing_changed, dispatch_uid="search.owe_refresh")
def owe(*, listing_id: int, **kwargs: Any) -> None:
    """Stock, price, text, picture, status, group and certificates all come through this signal."""
    owe_refresh([listing_id])
