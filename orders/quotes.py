"""What a basket costs today at one pincode, group by group: the quote a shopper sees, agrees to, and is held to.

The basket page, the checkout and the placing of the order all use this one function, so they can not disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing
from catalogue.seasons import takes_orders
from delivery.errors import NotDelivered
from delivery.parcels import ParcelSpec, PlannedLine, plan, volume
from delivery.promise import Promise, promises
from orders.fingerprints import fingerprint
from orders.models import Voucher
from orders.oscar.basket.models import Basket
from orders.oscar.basket.models import Line as BasketLine
from orders.quote_lines import LineQuote, read, read_lines
from orders.terms import Terms
from orders.vouchers import applying
from orders.vouchers.applying import Applied
from orders.vouchers.errors import Refusal
from payments import payees, settlement, tax
from producers.calendar import Calendar, from_closed_columns
from producers.models import ProducerGroup

__all__ = ["GroupFacts", "GroupQuote", "LineQuote", "ParcelQuote", "Problem", "Quote", "quote", "quote_goods"]


@dataclass(frozen=True)
class Problem:
    """Why the quote can not be ordered as it is. ``code``: sold_out, few_left, not_sold, away, season, no_tax_rate or a delivery code."""

    code: str
    words: str | LazyText
    group_slug: str
    line_id: int | None = None


@dataclass(frozen=True)
class GroupFacts:
    """What a card says of the group that sells its lines."""

    id: int
    slug: str
    name: str
    village: str
    rollup: str


@dataclass(frozen=True)
class ParcelQuote:
    """One parcel with its promise; ``pieces`` are (basket line id, quantity)."""

    is_food: bool
    weight_g: int
    dispatch_days: int
    pieces: tuple[tuple[int, int], ...]
    promise: Promise | None


@dataclass(frozen=True)
class GroupQuote:
    """One group's part. Without a pincode there are parcels but no promises, and ``delivery_paise`` is zero.

    ``goods_paise`` is what is paid: ``discount_paise`` is taken off already. Of that the shop bears ``subsidy_paise``.
    ``back_on`` is the day on which a group that is away today packs again,
    ``pack_by`` the last day on which a harvest among the lines is sent. ``pin`` is where this part goes, a gift elsewhere than the rest.
    """

    group: GroupFacts
    lines: list[LineQuote]
    parcels: list[ParcelQuote]
    goods_paise: int
    delivery_paise: int
    delivery_tax_paise: int
    total_paise: int
    commission_paise: int
    dispatch_days: int
    arrives_from: date | None
    arrives_to: date | None
    refusal: NotDelivered | None = None
    discount_paise: int = 0
    subsidy_paise: int = 0
    back_on: date | None = None
    pack_by: date | None = None
    pin: str = ""


@dataclass(frozen=True)
class Quote:
    """The whole basket. ``hash`` is empty while it can not be ordered: no pincode, or a problem. ``mode`` says who is paid.

    ``voucher`` has taken ``discount_paise`` off ``goods_paise``; a code that takes nothing off says why in ``voucher_refusal``.
    """

    pin: str
    groups: list[GroupQuote]
    goods_paise: int
    delivery_paise: int
    total_paise: int
    tax_inside_paise: int
    problems: list[Problem] = field(default_factory=list)
    hash: str = ""
    mode: str = settlement.NODAL
    voucher: Voucher | None = None
    voucher_refusal: Refusal | None = None
    discount_paise: int = 0

    @property
    def lines(self) -> list[LineQuote]:
        """All lines, group by group."""
        return [line for group in self.groups for line in group.lines]


def quote(
    basket: Basket,
    pin: str,
    *,
    on: date | None = None,
    code: str = "",
    mobile: str = "",
    pins: Mapping[int, str] | None = None,
    terms: Terms | None = None,
) -> Quote:
    """The basket at today's prices. Writes nothing; a fixed number of queries for any number of lines and groups.

    An empty ``pin`` gives prices without delivery. ``code`` is a voucher's, ``mobile`` who buys, where that is known; ``pins`` are those of
    groups whose part goes elsewhere, ``terms`` what was agreed with the buyer. Raises ``UnknownPin``; what one group refuses is among the
    problems.
    """
    on = on or timezone.localdate()
    return _quote(read_lines(basket, on), pin, on, code=code, mobile=mobile, pins=pins, terms=terms)


def quote_goods(goods: Sequence[BasketLine], pin: str, on: date | None = None) -> Quote:
    """The same for goods that are in no basket; each line has a number of its own as ``pk``. Raises ``UnknownPin``."""
    on = on or timezone.localdate()
    return _quote(read(goods, on), pin, on)


def _quote(
    lines: list[LineQuote],
    pin: str,
    on: date,
    *,
    code: str = "",
    mobile: str = "",
    pins: Mapping[int, str] | None = None,
    terms: Terms | None = None,
) -> Quote:
    mode = settlement.mode_on(on).code
    applied = _applied(terms.lines(lines) if terms else lines, code, on, mode, mobile)
    by_group: dict[int, list[LineQuote]] = {}
    for line in applied.lines:
        by_group.setdefault(line.listing.group_id, []).append(line)
    plans = [_plan(group_lines) for group_lines in by_group.values()]
    days = {key: from_closed_columns(part[0].listing, part[0].listing.group) for key, part in by_group.items()}
    goes = {key: (pins or {}).get(key, pin) if pin else "" for key in by_group}
    answers = _promises(by_group, plans, goes, on, days)
    if terms:
        answers = [
            terms.promises(key, answer) if isinstance(answer, list) else answer for key, answer in zip(by_group, answers, strict=True)
        ]
    groups = [
        replace(_group(part, planned, answer), back_on=_back_on(days[key], on), pin=goes[key])
        for (key, part), planned, answer in zip(by_group.items(), plans, answers, strict=True)
    ]
    return _sum_up(pin, groups, mode, applied, on, {key: pause.back_on for key, days_of in days.items() if (pause := days_of.pause_on(on))})


def _applied(lines: list[LineQuote], code: str, on: date, mode: str, mobile: str) -> Applied:
    """The lines with what the code takes off; no query without a code, or for an empty basket."""
    return applying.apply(lines, code, on=on, mode=mode, mobile=mobile) if code and lines else Applied(lines)


def _back_on(calendar: Calendar, on: date) -> date | None:
    """The next day on which a group packs that is away today; nothing for one that is there."""
    return calendar.next_open(on) if calendar.away_on(on) else None


def _plan(lines: list[LineQuote]) -> list[ParcelSpec] | NotDelivered:
    try:
        return plan(_planned(line) for line in lines)
    except NotDelivered as refusal:
        return refusal


def _planned(line: LineQuote) -> PlannedLine:
    return PlannedLine(
        key=line.line_id,
        quantity=line.quantity,
        weight_g=line.weight_g,
        is_food=line.is_food,
        is_liquid=line.listing.is_liquid,
        is_fragile=line.listing.is_fragile,
        freezes=line.listing.freezes,
        volume_mm3=volume(line.listing.packed_mm),
        ships=line.window,
        ready_days=line.ready_days,
        shelf_life_days=line.shelf_life_days,
    )


_Answer = list[Promise] | NotDelivered | None


def _promises(
    parts: Mapping[int, list[LineQuote]],
    plans: Sequence[list[ParcelSpec] | NotDelivered],
    goes: Mapping[int, str],
    on: date,
    days: Mapping[int, Calendar],
) -> list[_Answer]:
    """For each group its promises or its refusal; ``None`` for all where no pincode was given. Five queries for each pincode."""
    answers: dict[int, _Answer] = {
        key: planned if isinstance(planned, NotDelivered) else None for key, planned in zip(parts, plans, strict=True)
    }
    specs = {key: [] if isinstance(planned, NotDelivered) else planned for key, planned in zip(parts, plans, strict=True)}
    for pin in dict.fromkeys(pin for pin in goes.values() if pin):
        there = [key for key in parts if goes[key] == pin]
        requests = [(getattr(parts[key][0].listing.group, "origin", None), specs[key]) for key in there]
        for key, answer in zip(there, promises(requests, pin, on, days), strict=True):
            answers[key] = answers[key] or answer
    return list(answers.values())


def _group(lines: list[LineQuote], planned: list[ParcelSpec] | NotDelivered, answer: _Answer) -> GroupQuote:
    """One group's card: its lines with the dates of the parcels they travel in, its parcels and its sums."""
    specs = [] if isinstance(planned, NotDelivered) else planned
    given = answer if isinstance(answer, list) else [None] * len(specs)
    parcels = [
        ParcelQuote(spec.is_food, spec.weight_g, spec.dispatch_days, spec.pieces, promise)
        for spec, promise in zip(specs, given, strict=True)
    ]
    promised = [parcel.promise for parcel in parcels if parcel.promise]
    goods = sum(line.line_paise for line in lines)
    delivery = sum(promise.charge_paise for promise in promised)
    return GroupQuote(
        group=_facts(lines[0].listing.group),
        lines=[_dated(line, parcels) for line in lines],
        parcels=parcels,
        goods_paise=goods,
        delivery_paise=delivery,
        delivery_tax_paise=_delivery_tax(lines, delivery),
        total_paise=goods + delivery,
        commission_paise=sum(line.commission_paise for line in lines),
        dispatch_days=max(line.ready_days for line in lines),
        arrives_from=min((promise.arrives_from for promise in promised), default=None),
        arrives_to=max((promise.arrives_to for promise in promised), default=None),
        refusal=answer if isinstance(answer, NotDelivered) else None,
        discount_paise=sum(line.discount_paise for line in lines),
        subsidy_paise=sum(line.subsidy_paise for line in lines),
        pack_by=max((line.window[1] for line in lines if line.window), default=None),
    )


def _delivery_tax(lines: list[LineQuote], delivery_paise: int) -> int:
    """Tax inside the charge for delivery, as the invoice will have it: none where the seller may not charge tax."""
    if not any(line.tax_paise for line in lines):
        return 0
    spent: dict[int, int] = {}
    for line in lines:
        spent[line.tax_bp] = spent.get(line.tax_bp, 0) + line.line_paise
    return tax.inside(delivery_paise, tax.principal_rate(spent))


def _facts(group: ProducerGroup) -> GroupFacts:
    return GroupFacts(id=group.pk, slug=group.slug, name=group.name, village=group.village, rollup=group.district.rollup)


def _dated(line: LineQuote, parcels: list[ParcelQuote]) -> LineQuote:
    """The line with the range of days of all parcels that hold a piece of it."""
    mine = [parcel.promise for parcel in parcels if parcel.promise and any(key == line.line_id for key, _count in parcel.pieces)]
    return replace(
        line,
        arrives_from=min((promise.arrives_from for promise in mine), default=None),
        arrives_to=max((promise.arrives_to for promise in mine), default=None),
    )


def _sum_up(pin: str, groups: list[GroupQuote], mode: str, applied: Applied, on: date, paused: Mapping[int, date]) -> Quote:
    """The quote of the groups. ``paused`` are those that sell nothing today, with the day on which they are back."""
    found = (problem for group in groups for problem in _problems(group, on, paused.get(group.group.id)))
    problems = [*found, *_not_payable(groups, mode)]
    summed = Quote(
        pin=pin,
        mode=mode,
        groups=groups,
        goods_paise=sum(group.goods_paise for group in groups),
        delivery_paise=sum(group.delivery_paise for group in groups),
        total_paise=sum(group.total_paise for group in groups),
        tax_inside_paise=sum(group.delivery_tax_paise + sum(line.tax_paise for line in group.lines) for group in groups),
        problems=problems,
        voucher=applied.voucher,
        voucher_refusal=applied.refusal,
        discount_paise=sum(group.discount_paise for group in groups),
    )
    return replace(summed, hash=fingerprint(summed)) if groups and pin and not problems else summed


def _problems(group: GroupQuote, on: date, back_on: date | None) -> list[Problem]:
    """What stands in the way of ordering this group's part."""
    slug = group.group.slug
    found = [Problem(group.refusal.code, group.refusal.reason, slug)] if group.refusal else []
    for line in group.lines:
        is_gone = line.listing.status not in _sold_as(line) or (line.is_withdrawn and not line.agreed_by)
        if line.listing.group.status != ProducerGroup.Status.APPROVED or is_gone:
            found.append(Problem("not_sold", _("This is not sold at the moment."), slug, line.line_id))
        elif back_on and not line.agreed_by:
            words = _("The group is away. It sells again from %(day)s on.") % {"day": date_format(back_on, "j F Y")}
            found.append(Problem("away", words, slug, line.line_id))
        elif line.season and not line.agreed_by and not takes_orders(line.season, on):
            days = {"first": date_format(line.season.opens_on, "j F Y"), "last": date_format(line.season.closes_on, "j F Y")}
            found.append(Problem("season", _("Orders for it are taken from %(first)s to %(last)s.") % days, slug, line.line_id))
        elif line.left <= 0:
            found.append(Problem("sold_out", _("This is sold out."), slug, line.line_id))
        elif line.left < line.quantity:
            found.append(Problem("few_left", _("Fewer are left than you asked for."), slug, line.line_id))
        if line.tax_rate is None:
            found.append(Problem("no_tax_rate", _("This can not be sold before its tax rate is known."), slug, line.line_id))
    return found


def _sold_as(line: LineQuote) -> tuple[str, ...]:
    """States of a listing that can be ordered: what was agreed with one buyer need not stand in the shop."""
    return (Listing.Status.LIVE, Listing.Status.PAUSED) if line.agreed_by else (Listing.Status.LIVE,)


def _not_payable(groups: list[GroupQuote], mode: str) -> list[Problem]:
    """Groups that can not be paid in this mode. One query, none where the shop is paid."""
    missing = payees.not_payable(mode, (group.group.id for group in groups))
    words = _("This group can not be paid at the moment, so nothing can be ordered from it.")
    return [
        Problem("not_payable", words, group.group.slug, line.line_id)
        for group in groups
        if group.group.id in missing
        for line in group.lines
    ]
