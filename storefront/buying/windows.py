"""How far each group's part of an order is, as a row of windows that light up."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.models import ProducerOrder
from orders.queries import OrderPage, PartRow

Status = ProducerOrder.Status

STAGES = (
    gettext_lazy("Placed"),
    gettext_lazy("Paid"),
    gettext_lazy("Accepted"),
    gettext_lazy("Packed"),
    gettext_lazy("On the way"),
    gettext_lazy("Delivered"),
)
# How many windows are lit in each state of a part. A part that will not come keeps the windows it had.
_LIT = {Status.HELD: 1, Status.NEW: 2, Status.ACCEPTED: 3, Status.PACKED: 4, Status.HANDED_OVER: 5, Status.DELIVERED: 6, Status.CLOSED: 6}


@dataclass(frozen=True)
class Window:
    """One stage. ``state``: lit (reached), waiting (somebody has to act now), dark."""

    label: str | Promise
    detail: str
    state: str
    is_current: bool


@dataclass(frozen=True)
class PartCard:
    """One group's part with its windows and, for those who do not see them, the same in words."""

    part: PartRow
    windows: list[Window]
    label: str
    is_gone: bool


# What stands where others read "Paid", of an order that is paid at the door: its groups have it at once.
_WITH_GROUP = gettext_lazy("With the group")


def part_cards(page: OrderPage) -> list[PartCard]:
    """A card for each part of an order."""
    return [_card(page, part) for part in page.parts]


def _stages(page: OrderPage) -> tuple[str | Promise, ...]:
    return (STAGES[0], _WITH_GROUP, *STAGES[2:]) if page.is_at_door else STAGES


def _card(page: OrderPage, part: PartRow) -> PartCard:
    is_gone = part.status in (Status.DECLINED, Status.CANCELLED)
    paid = part.payment.status == "paid" if part.payment else page.payment_status not in ("awaiting", "cancelled")
    lit = (2 if paid else 1) if is_gone else _LIT[Status(part.status)]
    waiting = lit == 1 and not is_gone
    windows = [
        Window(
            label=label,
            detail=date_format(timezone.localtime(page.placed_at), "j M") if number == 1 else "",
            state="lit" if number <= lit else "waiting" if waiting and number == lit + 1 else "dark",
            is_current=number == lit,
        )
        for number, label in enumerate(_stages(page), start=1)
    ]
    label = _("%(group)s: %(words)s") % {"group": part.group_name, "words": part.words}
    return PartCard(part=part, windows=windows, label=label, is_gone=is_gone)
