"""Packing and handing over that were written down without signal: the same functions as their pages call."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from orders import handover, packing
from orders.errors import HandOverRefused, NotPossible, PackRefused
from orders.models import Parcel, ProducerOrder
from producers.models import ProducerGroup
from workspace.handover import HandOverForm
from workspace.outbox_acts import part_of
from workspace.outbox_entry import Done, Entry, Kinds, Refused, valid

Status = ProducerOrder.Status
MOST_PARTS = 30


def pack(entry: Entry) -> Done:
    """Everything is in its parcel; lots that expire first go first. Who chooses lots by hand packs on the page."""
    part = part_of(entry)
    seen = entry.text("seen")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    if entry.text("all") != "on":
        raise Refused(_("Tick that everything is in the parcel."))
    try:
        packing.pack(part, version=version, **entry.who)
    except PackRefused as refusal:
        raise Refused(str(refusal.reason)) from refusal
    except NotPossible:
        raise Refused(_("This can not be packed now. Look at the order.")) from None
    return Done(_("Order %(number)s is packed.") % {"number": part.number}, _page(part))


def hand_over(entry: Entry) -> Done:
    """The parcels that were ticked have left with a carrier."""
    part = part_of(entry)
    parcels = list(Parcel.objects.filter(producer_order=part, status=Parcel.Status.PACKED).order_by("pk"))
    if not parcels:
        raise Refused(_("There is nothing to hand over. Was it packed? Look at the order."))
    form = valid(HandOverForm(parcels, entry.data))
    said = form.cleaned_data
    try:
        handover.hand_over(
            part,
            parcels=form.chosen(),
            carrier=said["carrier"],
            carrier_name=said["carrier_name"],
            on=said["on"],
            weights=form.weights(),
            insured=form.insured(),
            **entry.who,
        )
    except HandOverRefused as refusal:
        raise Refused(str(refusal.reason)) from refusal
    except NotPossible:
        raise Refused(_("This can not be handed over now. Look at the order.")) from None
    return Done(_("Order %(number)s is handed over.") % {"number": part.number}, _page(part))


def to_send(group: ProducerGroup) -> list[dict[str, Any]]:
    """The parts that are accepted or packed with their parcels: what is packed here can be handed over here too. Three queries."""
    waiting = ProducerOrder.objects.filter(group=group, status__in=(Status.ACCEPTED, Status.PACKED), released_at__isnull=False)
    parts = list(waiting.prefetch_related("lines", "parcels").order_by("due_at", "pk")[:MOST_PARTS])
    ready = (Parcel.Status.OPEN, Parcel.Status.PACKED)
    return [
        {
            "part": part,
            "is_packed": part.status == Status.PACKED,
            "goods": [(record.title, packing.pieces_of(record)) for record in part.lines.all()],
            "parcels": sorted((parcel for parcel in part.parcels.all() if parcel.status in ready), key=lambda parcel: parcel.pk),
        }
        for part in parts
    ]


def _page(part: ProducerOrder) -> str:
    return reverse("workspace-order", args=[part.number])


KINDS: Kinds = {
    "pack": ("accept_orders", pack),
    "hand_over": ("accept_orders", hand_over),
}
