"""Another address for one part that goes to somebody else, until it is packed. The other parts stay as they are."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from journal import outbox
from orders import address as addresses
from orders import at_door_rules, letters, moves
from orders.address import TELL_NEW_ADDRESS, can_change, move_parcels, write_row
from orders.contacts import check_state
from orders.errors import AddressRefused
from orders.gifts import Gift
from orders.models import OrderRecord, ProducerOrder

if TYPE_CHECKING:
    from accounts.models import User

Status = ProducerOrder.Status


def change(part: ProducerOrder, gift: Gift, *, acting_user: "User | None" = None, version: int | None = None) -> ProducerOrder:
    """Write name, number and address of who receives one part; its note stays. Dates follow the pincode, the charge that was paid stays.

    Raises ``AddressRefused`` once it is packed, for a part that goes where the rest goes, where it would cost more or come too late, or
    when it was changed since ``version``; ``NotDelivered``, ``BadContact`` or ``UnknownPin`` as for the whole order.
    """
    gift = gift.tidied()
    if gift.address is None:
        raise ValueError("A gift that moves has an address.")
    with transaction.atomic():
        record = moves.lock_order(part.order_id)
        found = ProducerOrder.objects.select_for_update(of=("self",)).select_related(*addresses.WITH_ORIGIN, "ship_to", "order")
        held = found.get(pk=part.pk)
        if version is not None and version != held.version:
            raise AddressRefused("changed_meanwhile", _("The order was changed meanwhile. Please look at it again."))
        if held.ship_to_id == held.order.shipping_address_id or not can_change([held.status]):
            raise AddressRefused("packed", _("This part is packed already, or goes where the rest goes. Please call us."))
        if held.ship_to.postcode != gift.address.pin:
            check_state(record.buyer_gstin, gift.address.pin)
            if not at_door_rules.check_address([held], gift.address.pin):
                raise AddressRefused("not_at_door", _("You pay at the door, and the group can not bring it there itself. Please call us."))
            move_parcels([held], gift.address.pin)
        if changed := write_row(held.ship_to, gift.contact, gift.address):
            _tell(record, held, changed, acting_user)
    return held


def _tell(record: OrderRecord, part: ProducerOrder, changed: list[str], acting_user: "User | None") -> None:
    """A packer's page with the old address is outdated; history, journal and mails. The journal names the fields only."""
    ProducerOrder.objects.filter(pk=part.pk).update(version=F("version") + 1)
    OrderRecord.objects.filter(pk=record.pk).update(version=F("version") + 1)
    part.refresh_from_db(fields=["version"])
    letters.address_changed(record, record.version + 1)
    actor = "" if acting_user else "shopper"
    moves.record(part, "address_changed", part.status, acting_user=acting_user, actor=actor, fields=changed)
    if part.status in (Status.NEW, Status.ACCEPTED):
        payload = {"producer_orders": [part.number], "version": record.version + 1}
        outbox.owe(TELL_NEW_ADDRESS, key=f"{part.number}:{record.version + 1}", payload=payload)
