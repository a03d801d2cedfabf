"""A listing that readers see differently is owed fresh facts, in the transaction that changed it."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from catalogue.signals import listing_changed, listings_changed
from search.owed import owe_refresh


@receiver(listing_changed, dispatch_uid="search.owe_refresh")
def owe(*, listing_id: int, **kwargs: Any) -> None:
    """Stock, price, text, picture, status, group and certificates all come through this signal."""
    owe_refresh([listing_id])


@receiver(listings_changed, dispatch_uid="search.owe_refresh_of_many")
def owe_many(*, listing_ids: Iterable[int], **kwargs: Any) -> None:
    """One promise for all."""
    owe_refresh(listing_ids)
