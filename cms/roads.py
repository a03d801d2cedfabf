"""What is closed on the ways out of Ladakh, on the first screen of the administration, and how many parcels wait before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from wagtail.admin.ui.components import Component

from delivery.closing import MAY_RUN
from delivery.models import Closure
from orders.models import Parcel, ProducerOrder

SOON = timedelta(days=7)
_TO_BE_SENT = (ProducerOrder.Status.NEW, ProducerOrder.Status.ACCEPTED, ProducerOrder.Status.PACKED)
_HERE = (Parcel.Status.OPEN, Parcel.Status.PACKED)


@dataclass(frozen=True)
class Way:
    """What one act closed. ``parcels`` are those of paid parts that its hubs have still to take in, of whatever kind they are."""

    cause: str
    touches: str
    starts_on: date
    ends_on: date
    hubs: list[str]
    waits: bool
    has_begun: bool
    parcels: int


def ways(today: date | None = None) -> list[Way]:
    """What is closed today or will be within a week, the first to begin first. Two queries."""
    today = today or timezone.localdate()
    acts: dict[str, list[Closure]] = {}
    rows = Closure.objects.filter(ends_on__gte=today, starts_on__lte=today + SOON).select_related("hub")
    for row in rows.order_by("starts_on", "batch", "hub__name"):
        acts.setdefault(row.batch, []).append(row)
    here = _parcels_here()
    return [_way(act, here, today) for act in acts.values()]


def _way(act: list[Closure], here: Mapping[int, int], today: date) -> Way:
    first = act[0]
    hubs = [row.hub for row in act if row.hub]
    is_all = len(hubs) < len(act)
    return Way(
        cause=first.cause,
        touches=first.get_touches_display(),
        starts_on=first.starts_on,
        ends_on=first.ends_on,
        hubs=[] if is_all else [hub.name for hub in hubs],
        waits=first.waits,
        has_begun=first.starts_on <= today,
        parcels=sum(here.values()) if is_all else sum(here.get(pk, 0) for pk in {hub.pk for hub in hubs}),
    )


def _parcels_here() -> dict[int, int]:
    """How many parcels each hub has still to take in, by the key of the hub."""
    waiting = Parcel.objects.filter(status__in=_HERE, producer_order__status__in=_TO_BE_SENT, producer_order__group__origin__isnull=False)
    hub = "producer_order__group__origin__hub"
    return dict(waiting.order_by(hub).values_list(hub).annotate(Count("pk")))


class RoadsPanel(Component):
    """The panel. Who runs the delivery can change it from here."""

    name = "roads"
    order = 20
    template_name = "cms/staff/roads.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        return {"ways": ways(), "may_run": user.has_perm(MAY_RUN)}
