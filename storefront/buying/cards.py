"""What the basket and checkout pages say of a quote: the same facts, put into the words and choices of a page."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.gifts import NONE, Gift, Gifts
from orders.quotes import GroupQuote, LineQuote, Quote
from storefront.looking.states import state_of

TOLD_IN_BASKET = ("few", "made_to_order", "ahead")
CHOICES = 10  # how many pieces the select offers; a larger order is typed by choosing the largest and again


@dataclass(frozen=True)
class LineCard:
    """One line with the numbers its select offers and what stands in its way."""

    line: LineQuote
    choices: list[int]
    problem: str | Promise
    is_gone: bool
    state: str = ""  # what changes its day or says that there are few


@dataclass(frozen=True)
class GroupCard:
    """One group's card; ``notes`` are what changes the dates of its parcels, for example a closed pass.

    ``arrivals`` are the days of its parcels, each pair once, the earliest first. ``is_ahead``: everything waits for a harvest.
    """

    quote: GroupQuote
    lines: list[LineCard]
    notes: list[str]
    rollup: str
    gift: Gift | None = None
    arrivals: list[tuple[date, date]] = field(default_factory=list)
    is_ahead: bool = False


def basket_cards(quote: Quote, gifts: Gifts = NONE) -> list[GroupCard]:
    """The cards of a basket, in the order of the quote. ``gifts`` are the parts that go elsewhere."""
    problems = {problem.line_id: problem for problem in quote.problems if problem.line_id is not None}
    words = {line_id: problem.words for line_id, problem in problems.items()}
    return [_card(group, words, gifts.get(group.group.id)) for group in quote.groups]


def _card(group: GroupQuote, problems: dict[int, str | Promise], gift: Gift | None) -> GroupCard:
    notes = [parcel.promise.note for parcel in group.parcels if parcel.promise and parcel.promise.note]
    lines = [_line(line, problems.get(line.line_id, "")) for line in group.lines]
    return GroupCard(
        quote=group,
        lines=lines,
        notes=list(dict.fromkeys(notes)),
        rollup=group.group.rollup,
        gift=gift,
        arrivals=sorted({(parcel.promise.arrives_from, parcel.promise.arrives_to) for parcel in group.parcels if parcel.promise}),
        is_ahead=all(line.season for line in group.lines),
    )


def _line(line: LineQuote, problem: str | Promise) -> LineCard:
    """The select offers what is free; what the visitor asked for is among the choices, even where it is too much."""
    free = range(1, min(line.left, CHOICES) + 1)
    state = "" if problem or line.agreed_by else _state(line)
    return LineCard(line=line, choices=sorted({*free, line.quantity}), problem=problem, is_gone=line.left <= 0, state=state)


def _state(line: LineQuote) -> str:
    """The words of the product page, where they are more than the days to pack that stand over the whole card."""
    state = state_of(line.listing, line.left, timezone.localdate(), season=line.season)
    return state.words if state.code in TOLD_IN_BASKET else ""


@dataclass(frozen=True)
class SumRow:
    """One row of the box "To pay"."""

    label: str
    paise: int
    is_quiet: bool = False


def sum_rows(quote: Quote) -> list[SumRow]:
    """Goods, what a code takes off, delivery once the pincode is known, and the tax that is inside the prices."""
    pieces = sum(line.quantity for line in quote.lines)
    piece_words = ngettext("%(count)d piece", "%(count)d pieces", pieces) % {"count": pieces}
    group_words = ngettext("%(count)d group", "%(count)d groups", len(quote.groups)) % {"count": len(quote.groups)}
    title = _("%(pieces)s from %(groups)s") % {"pieces": piece_words, "groups": group_words}
    rows = [SumRow(title, quote.goods_paise + quote.discount_paise)]
    if quote.voucher:
        rows.append(SumRow(_("Code %(code)s") % {"code": quote.voucher.code}, -quote.discount_paise))
    if quote.pin:
        places = len({group.pin for group in quote.groups})
        words = _("%(parcels)s to %(pin)s") if places == 1 else _("%(parcels)s to %(places)d addresses")
        told = {"parcels": parcel_words(quote), "pin": quote.groups[0].pin if places == 1 else quote.pin, "places": places}
        rows.append(SumRow(words % told, quote.delivery_paise))
    rows.append(SumRow(_("GST, inside the prices"), quote.tax_inside_paise, is_quiet=True))
    return rows


def parcel_words(quote: Quote) -> str:
    """How many parcels come, in words."""
    count = sum(len(group.parcels) for group in quote.groups)
    return ngettext("%(count)d parcel", "%(count)d parcels", count) % {"count": count}
