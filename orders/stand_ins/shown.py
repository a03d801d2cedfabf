"""The open questions about other groups, as the order's page asks them: what was bought beside what would come."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from orders.models import StandIn
from orders.quotes import LineQuote, Quote
from orders.stand_ins import finding
from orders.stand_ins.errors import StandInRefused


@dataclass(frozen=True)
class ShownLine:
    """One line: what was bought, and what the other group would send for it."""

    pieces: int
    title: str
    price_paise: int
    now: LineQuote


@dataclass(frozen=True)
class ShownStandIn:
    """A question as it stands at this moment. ``seen`` is empty where the other group can not send it (any more)."""

    key: int
    group_name: str
    other_name: str
    other_slug: str
    village: str
    answer_by: datetime
    seen: str = ""
    lines: tuple[ShownLine, ...] = ()
    goods_paise: int = 0
    delivery_paise: int = 0
    total_paise: int = 0
    back_paise: int = 0
    arrives_from: date | None = None
    arrives_to: date | None = None
    was_due_on: date | None = None


def open_stand_ins(order_number: str) -> list[ShownStandIn]:
    """What the shopper of an order is asked now. One query, and some thirty for each question."""
    found = StandIn.objects.filter(answered_at__isnull=True, part__order__number=order_number, part__status=F("part_status"))
    return [_shown(stand_in) for stand_in in found.select_related("part__group", "part__ship_to", "group").order_by("pk")]


def _shown(stand_in: StandIn) -> ShownStandIn:
    part, other = stand_in.part, stand_in.group
    head = (stand_in.pk, part.group.name, other.name, other.slug, other.village, stand_in.answer_by)
    try:
        left, quoted = finding.check(part), finding.quote_of(stand_in)
    except StandInRefused:
        return ShownStandIn(*head)
    group = quoted.groups[0]
    if not finding.fits(quoted, group, part) or quoted.total_paise > min(left, stand_in.total_paise):
        return ShownStandIn(*head)
    return ShownStandIn(
        *head,
        seen=quoted.hash,
        lines=_lines(stand_in, quoted),
        goods_paise=group.goods_paise,
        delivery_paise=group.delivery_paise,
        total_paise=group.total_paise,
        back_paise=left - group.total_paise,
        arrives_from=group.arrives_from,
        arrives_to=group.arrives_to,
        was_due_on=max(parcel.promised_to for parcel in part.parcels.all()),
    )


def _lines(stand_in: StandIn, quoted: Quote) -> tuple[ShownLine, ...]:
    bought = {line.line_id: line.line for line in stand_in.lines.select_related("line")}
    return tuple(ShownLine(line.quantity, bought[line.line_id].title, bought[line.line_id].unit_price_paise, line) for line in quoted.lines)
