"""A lot is called back: its page says why and what to do, its pieces leave the stock, and who has some of it is told."""

from django.db import transaction
from django.db.models import F

from accounts.models import User
from catalogue.models import Listing
from catalogue.signals import listing_changed
from journal import audit
from provenance.errors import LotRefused, LotWithdrawn
from provenance.lots import listings_of
from provenance.models import Lot, StockLot
from provenance.pieces import held_records, leave_stock
from provenance.signals import lot_withdrawn


def withdraw(lot: Lot, *, reason: str, what_to_do: str, acting_user: User | None, on_behalf_of: str = "") -> Lot:
    """Call a lot back. Its page tells buyers why and what to do; no more pieces are taken from it and none of it is for sale.

    Raises ``LotRefused`` without both texts and ``LotWithdrawn`` when it was withdrawn before.
    """
    if not reason.strip() or not what_to_do.strip():
        raise LotRefused("Say why the lot is withdrawn and what a buyer should do.")
    with transaction.atomic():
        holding = list(StockLot.objects.filter(lot=lot).values_list("stock_record_id", flat=True))
        held_records(holding)
        told = list(listings_of(lot).values_list("pk", flat=True))
        changed = Lot.objects.filter(pk=lot.pk, status=Lot.Status.OPEN).update(
            status=Lot.Status.WITHDRAWN, withdrawn_reason=reason, what_to_do=what_to_do, version=F("version") + 1
        )
        if not changed:
            raise LotWithdrawn(f"Lot {lot.code} has been withdrawn already.")
        lot.refresh_from_db()
        audit.record(
            action="lot.withdraw",
            subject=lot,
            acting_user=acting_user,
            on_behalf_of=on_behalf_of,
            before={"status": Lot.Status.OPEN.value},
            after={"status": lot.status, "what_to_do": what_to_do},
            reason=reason,
        )
        leave_stock(holding, acting_user=acting_user, on_behalf_of=on_behalf_of)
        for listing_id in told:
            listing_changed.send(sender=Listing, listing_id=listing_id)
        lot_withdrawn.send(sender=Lot, lot=lot)
    return lot
