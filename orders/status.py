"""The state of an order in one word and one sentence: derived, never stored, the same for shop, workspace, staff and mails."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders import reasons
from orders.models import OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order

Status = ProducerOrder.Status
PaymentStatus = OrderRecord.PaymentStatus

GONE = (Status.DECLINED, Status.CANCELLED)
# What a delivered part came to where no parcel of it has arrived (``part_end``).
_NOT_THERE = (Parcel.Status.LOST, Parcel.Status.RETURNED)
_ARRIVED = (Status.DELIVERED, Status.CLOSED)
# The end of a part that another group sends: nothing is missing for it.
_HANDED_ON = "handed_on"
# A part's way, in order. The order as a whole is as far as its slowest part.
_WAY = (Status.HELD, Status.NEW, Status.ACCEPTED, Status.PACKED, Status.HANDED_OVER, Status.DELIVERED, Status.CLOSED)

_WORDS: dict[str, str | Promise] = {
    "awaiting_payment": _("Waiting for your payment"),
    "not_paid": _("Not paid in time; the goods are on sale again"),
    "partly_paid": _("A part is paid; the rest waits for your payment"),
    "nothing_sent": _("None of the groups can send its part"),
    "with_groups": _("Paid; the groups have your order"),
    "with_groups_unpaid": _("The groups have your order; you pay at the door"),
    "partly_accepted": _("Some groups have accepted, others have not answered yet"),
    "accepted": _("All groups are preparing their parts"),
    "packed": _("Packed"),
    "partly_sent": _("A part is on its way"),
    "sent": _("On its way"),
    "delivered": _("Delivered"),
    "lost": _("Lost on the way"),
    "came_back": _("Nobody took it, and it went back"),
}

# What staff read instead of what is said to the shopper.
_STAFF_WORDS: dict[str, str | Promise] = {
    "awaiting_payment": _("Waits for the payment"),
    "partly_paid": _("A part is paid; the rest waits for the payment"),
    "with_groups": _("Paid; the groups have the order"),
    "with_groups_unpaid": _("The groups have the order; it is paid at the door"),
}

# What a shopper reads beside one group's part.
PART_WORDS: dict[str, str | Promise] = {
    Status.HELD: _("Waits for your payment"),
    Status.NEW: _("The group has your order and has not answered yet"),
    Status.ACCEPTED: _("Accepted; the group is preparing it"),
    Status.PACKED: _("Packed"),
    Status.HANDED_OVER: _("On its way"),
    Status.DELIVERED: _("Delivered"),
    Status.CLOSED: _("Delivered"),
    Status.DECLINED: _("The group can not send its part"),
    Status.CANCELLED: _("Not sent"),
}

# What everybody reads beside one parcel.
PARCEL_WORDS: dict[str, str | Promise] = {
    Parcel.Status.OPEN: _("Not packed yet"),
    Parcel.Status.PACKED: _("Packed"),
    Parcel.Status.HANDED_OVER: _("On its way"),
    Parcel.Status.IN_TRANSIT: _("On its way"),
    Parcel.Status.DELIVERED: _("Delivered"),
    Parcel.Status.NOT_ARRIVED: _("Missed; the group asks the carrier"),
    Parcel.Status.LOST: _("Lost on the way"),
    Parcel.Status.RETURNED: _("Sent back"),
    Parcel.Status.CANCELLED: _("Not sent"),
}


@dataclass(frozen=True)
class OrderState:
    """``code`` for programs, ``words`` for people, how many parts will not come, and how many left and never arrived."""

    code: str
    words: str | Promise
    parts: int
    parts_gone: int
    parts_not_there: int = 0


def part_end(part: ProducerOrder) -> str:
    """How far a part is; of a delivered one of which no parcel has arrived, what became of them; whether another group sends it.

    No query with parcels loaded.
    """
    if part.status == Status.CANCELLED and part.decline_reason == reasons.HANDED_ON:
        return _HANDED_ON
    if part.status not in _ARRIVED:
        return part.status
    ends = {parcel.status for parcel in part.parcels.all()} - {Parcel.Status.CANCELLED}
    if not ends or Parcel.Status.DELIVERED in ends:
        return part.status
    return Parcel.Status.LOST if Parcel.Status.LOST in ends else Parcel.Status.RETURNED


def part_words(part: ProducerOrder) -> str | Promise:
    """What a shopper reads beside one group's part."""
    end = part_end(part)
    if end == _HANDED_ON:
        return reasons.words(reasons.HANDED_ON)
    return PARCEL_WORDS[end] if end in _NOT_THERE else PART_WORDS[end]


def order_state(order: Order) -> OrderState:
    """The state of an order. Some queries, none where record, producer orders and their parcels are loaded (``prefetch_related``)."""
    return derive(order.record.payment_status, [part_end(part) for part in order.producer_orders.all()])


def derive(payment_status: str, ends: Sequence[str]) -> OrderState:
    """The state that follows from the payment and from the ``part_end`` of each part."""
    ends = [end for end in ends if end != _HANDED_ON]
    code = _code(payment_status, ends)
    gone, not_there = sum(end in GONE for end in ends), sum(end in _NOT_THERE for end in ends)
    return OrderState(code=code, words=_WORDS[code], parts=len(ends), parts_gone=gone, parts_not_there=not_there)


def _code(payment_status: str, ends: Sequence[str]) -> str:
    left = [end for end in ends if end not in GONE]
    living = [Status.DELIVERED if end in _NOT_THERE else end for end in left]
    if payment_status == PaymentStatus.AWAITING:
        return "awaiting_payment"
    if payment_status == PaymentStatus.CANCELLED:
        return "not_paid"
    if not living:
        return "nothing_sent"
    if Status.HELD in living and payment_status != PaymentStatus.PAID and not _has_left(living):
        return "partly_paid"
    if all(status in _ARRIVED for status in living):
        if any(end not in _NOT_THERE for end in left):
            return "delivered"
        return "lost" if Parcel.Status.LOST in left else "came_back"
    return _on_the_way(living, is_unpaid=payment_status == PaymentStatus.ON_DELIVERY)


def _on_the_way(living: Sequence[str], *, is_unpaid: bool) -> str:
    """How far an order is of which not all has arrived."""
    steps = [_WAY.index(Status(status)) for status in living]
    slowest, fastest = min(steps), max(steps)
    if fastest >= _WAY.index(Status.HANDED_OVER):
        return "sent" if slowest >= _WAY.index(Status.HANDED_OVER) else "partly_sent"
    if slowest >= _WAY.index(Status.PACKED):
        return "packed"
    if slowest >= _WAY.index(Status.ACCEPTED):
        return "accepted"
    if fastest >= _WAY.index(Status.ACCEPTED):
        return "partly_accepted"
    return "with_groups_unpaid" if is_unpaid else "with_groups"


def _has_left(living: Sequence[str]) -> bool:
    return any(_WAY.index(Status(status)) >= _WAY.index(Status.HANDED_OVER) for status in living)


def staff_headline(state: OrderState) -> str | Promise:
    """The same sentence for staff, who are not the shopper."""
    return headline(replace(state, words=_STAFF_WORDS.get(state.code, state.words)))


def headline(state: OrderState) -> str | Promise:
    """The sentence over an order page."""
    if state.parts_not_there and state.code not in ("lost", "came_back"):
        return _("%(words)s; a part did not arrive") % {"words": state.words}
    if state.parts_gone and state.code not in ("nothing_sent", "not_paid"):
        return _("%(words)s; a part can not be sent") % {"words": state.words}
    return state.words
