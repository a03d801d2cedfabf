"""Taking a step back: a new transition, within ten minutes, while the news of it still waits in the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import faults
from orders import moves, packing, papers, stock, told
from orders.errors import NotPossible, UndoTooLate
from orders.models import LineLot, OrderEvent, Parcel, ProducerOrder
from provenance.models import Lot

if TYPE_CHECKING:
    from accounts.models import User

Status = ProducerOrder.Status
UNDOABLE = ("accepted", "packed", "handed_over")
# Steps after which nothing before them is taken back any more.
_FINAL = ("declined", "cancelled", "arrived", "not_arrived", "delivered", "closed", "lost", "came_back", "cash_taken")


@dataclass(frozen=True)
class Step:
    """The last step of a part, if it can still be taken back, and until when."""

    event_id: int
    kind: str
    until: datetime

    @property
    def is_open(self) -> bool:
        """Whether the ten minutes still run; goods of a withdrawn lot may be unpacked after them."""
        return self.until > timezone.now()

    @property
    def minutes_left(self) -> int:
        """Whole minutes, never fewer than one while there is time."""
        return max(1, round((self.until - timezone.now()).total_seconds() / 60))


def last_steps(producer_orders: Iterable[ProducerOrder]) -> dict[int, Step]:
    """By producer order, the step that can be taken back now. One query, two where something is packed."""
    parts = list(producer_orders)
    events = OrderEvent.objects.filter(producer_order__in=parts, kind__in=(*UNDOABLE, *_FINAL, "undone")).order_by("pk")
    stacks: dict[int, list[OrderEvent]] = {}
    for event in events:
        stack = stacks.setdefault(event.producer_order_id or 0, [])
        if event.kind == "undone":
            stack[:] = [held for held in stack if held.pk != event.detail.get("event")]
        else:
            stack.append(event)
    recalled = _recalled([part for part in parts if part.status == Status.PACKED])
    tops = {key: stack[-1] for key, stack in stacks.items() if stack and stack[-1].kind in UNDOABLE}
    now = timezone.now()
    return {
        key: Step(event.pk, event.kind, told.can_be_undone_until(event))
        for key, event in tops.items()
        if told.can_be_undone_until(event) > now or (event.kind == "packed" and key in recalled)
    }


def _recalled(parts: list[ProducerOrder]) -> set[int]:
    """Parts with a lot that was withdrawn after they were packed: they may be unpacked at any time."""
    if not parts:
        return set()
    withdrawn = LineLot.objects.filter(line__producer_order__in=parts, lot__status=Lot.Status.WITHDRAWN)
    return set(withdrawn.values_list("line__producer_order_id", flat=True))


def undo(producer_order: ProducerOrder, *, event_id: int, acting_user: "User", on_behalf_of: str = "") -> ProducerOrder:
    """Take back the last step of a part, named by its line in the history, so that pressing twice takes back one step.

    Accepted goes back to new, packed to accepted (its lots get their pieces back), handed over to packed (the pieces are in stock
    again). Raises ``UndoTooLate`` when the ten minutes are over, the shopper was told, or something was done since.
    """
    with transaction.atomic():
        moves.lock_order(producer_order.order_id)
        producer_order.refresh_from_db()
        if _is_undone(producer_order, event_id):
            return producer_order
        step = last_steps([producer_order]).get(producer_order.pk)
        if step is None or step.event_id != event_id:
            raise UndoTooLate
        event = OrderEvent.objects.get(pk=event_id)
        if event.kind != "packed" and not told.take_back(event):
            raise UndoTooLate
        faults.point("orders.undo.after_notice")
        before = producer_order.status
        _BACK[event.kind](producer_order, event)
        faults.point("orders.undo.after_rows")
        detail: dict[str, Any] = {"event": event.pk, "step": event.kind}
        moves.record(producer_order, "undone", before, acting_user=acting_user, on_behalf_of=on_behalf_of, **detail)
        faults.point("orders.undo.before_commit")
    faults.point("orders.undo.after_commit")
    return producer_order


def _is_undone(part: ProducerOrder, event_id: int) -> bool:
    undone = OrderEvent.objects.filter(producer_order=part, kind="undone", pk__gt=event_id)
    return any(event.detail.get("event") == event_id for event in undone)


def _unaccept(part: ProducerOrder, event: OrderEvent) -> None:
    moves.move(part, (Status.ACCEPTED,), Status.NEW, accepted_at=None)


def _unpack(part: ProducerOrder, event: OrderEvent) -> None:
    """Pieces go back into their lots, parcels are open again."""
    moves.move(part, (Status.PACKED,), Status.ACCEPTED, packed_at=None)
    parcels = Parcel.objects.filter(producer_order=part).exclude(status=Parcel.Status.CANCELLED)
    if parcels.filter(status=Parcel.Status.PACKED).update(status=Parcel.Status.OPEN, version=F("version") + 1) != parcels.count():
        raise NotPossible(part.status)
    packing.give_lots_back(part)


def _take_home(part: ProducerOrder, event: OrderEvent) -> None:
    """The parcels of that step are with the group again. What was typed of their journey stays, to be corrected.

    A tax paper that was issued is credited in full; its number stays used.
    """
    numbers = list(event.detail["parcels"])
    parcels = list(Parcel.objects.filter(producer_order=part, number__in=numbers, status=Parcel.Status.HANDED_OVER))
    if len(parcels) != len(numbers):
        raise UndoTooLate
    stock.unship(parcels)
    Parcel.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(
        status=Parcel.Status.PACKED, handed_over_on=None, handed_over_at=None, expected_by=None, version=F("version") + 1
    )
    if part.status == Status.HANDED_OVER:
        moves.move(part, (Status.HANDED_OVER,), Status.PACKED, handed_over_at=None)
    papers.withdraw_for(part)


_BACK = {"accepted": _unaccept, "packed": _unpack, "handed_over": _take_home}
