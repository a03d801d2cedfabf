"""Which groups could send in place of another one: the same kinds of goods in stock, at no higher price, in time.

A group is found where it has, for each line of the part, goods of the same product type that weigh no less, as many pieces as are to be
sent, none dearer than what was bought; and where goods and delivery together cost no more than what is paid for the part. A group that
has a part of the same order already is not asked again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing, Product
from money.paise import from_rupees, to_rupees
from orders import cancelling, packing, stock
from orders.models import LineRecord, ProducerOrder, Proposal, StandIn
from orders.oscar.basket.models import Line
from orders.quote_lines import net_grams
from orders.quotes import GroupQuote, Quote, quote_goods
from orders.stand_ins.errors import StandInRefused
from payments import moving, settlement
from payments.errors import MoveRefused
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

MOST_GROUPS = 12  # so many are quoted and shown
_MOST_RECORDS = 400  # so many goods of the same kinds are looked at, the nearest in price first


@dataclass(frozen=True)
class Pick:
    """What the other group would send for one line of the part."""

    record: LineRecord
    stock_record: StockRecord
    pieces: int


@dataclass(frozen=True)
class Option:
    """One group that could send, with what it would cost today; ``back_paise`` goes back to the shopper."""

    picks: list[Pick]
    quoted: GroupQuote
    back_paise: int


def check(part: ProducerOrder) -> int:
    """What is paid for the part and may become another group's. Raises ``StandInRefused``. Four queries."""
    if part.status not in cancelling.BEFORE_PACKING:
        raise StandInRefused(_("Only a part that is paid and not packed yet can be sent by another group."))
    if Proposal.objects.filter(order=part.order_id).exists():
        raise StandInRefused(_("This was agreed with its maker in a quote, so no other group can send it."))
    if settlement.mode_on(timezone.localdate()).code != settlement.NODAL:
        raise StandInRefused(_("The shop does not take the money for groups any more, so it can not give it to another group."))
    try:
        return moving.movable_paise(part.number)
    except MoveRefused as refusal:
        raise StandInRefused(refusal.reason) from None


def options(part: ProducerOrder) -> list[Option]:
    """Groups that could send it, the earliest arrival first, then the lowest price. Raises ``StandInRefused``."""
    left = check(part)
    picked = _by_group(part)
    if not picked:
        return []
    quoted = quote_goods(_goods(pick for picks in picked.values() for pick in picks), part.ship_to.postcode)
    found = [
        Option(picked[group.group.id], group, left - group.total_paise)
        for group in quoted.groups
        if fits(quoted, group, part) and group.total_paise <= left
    ]
    return sorted(found, key=lambda option: (option.quoted.arrives_to or date.max, option.quoted.total_paise, option.quoted.group.name))


def quote_of(stand_in: StandIn) -> Quote:
    """What a proposed group would send, at what it costs today. Raises ``StandInRefused`` where its goods are in the shop no more."""
    lines = list(stand_in.lines.select_related(*_loaded("stock_record")).order_by("pk"))
    if len(lines) < LineRecord.objects.filter(producer_order=stand_in.part_id, ordered__gt=F("declined") + F("cancelled")).count():
        raise StandInRefused(_("Its goods are not in the shop any more."))
    goods = [
        Line(pk=line.line_id, product=line.stock_record.product, stockrecord=line.stock_record, quantity=line.pieces) for line in lines
    ]
    return quote_goods(goods, stand_in.part.ship_to.postcode)


def fits(quoted: Quote, group: GroupQuote, part: ProducerOrder) -> bool:
    """Whether nothing stands in the way of a group, and its parcels come by the day on which the part is needed."""
    if group.arrives_to is None or any(problem.group_slug == group.group.slug for problem in quoted.problems):
        return False
    return part.needed_by is None or group.arrives_to <= part.needed_by


def _goods(picks: Iterable[Pick]) -> list[Line]:
    """Lines of no basket, numbered; they are never saved."""
    return [
        Line(pk=number, product=pick.stock_record.product, stockrecord=pick.stock_record, quantity=pick.pieces)
        for number, pick in enumerate(picks, start=1)
    ]


def _by_group(part: ProducerOrder) -> dict[int, list[Pick]]:
    """For each group that has something for every line of the part, what that is; the nearest in price first. Four queries."""
    wanted = [record for record in stock.lines_of([part]) if packing.pieces_of(record)]
    types = _types_of(wanted)
    if not wanted or len(types) < len(wanted):
        return {}
    others = ProducerGroup.objects.filter(status=ProducerGroup.Status.APPROVED).exclude(producer_orders__order=part.order_id)
    live = Listing.objects.filter(status=Listing.Status.LIVE, product_type__in=set(types.values()), group__in=others)
    by_group: dict[int, list[StockRecord]] = {}
    for held in _stock_of(live, max(record.unit_price_paise for record in wanted))[:_MOST_RECORDS]:
        by_group.setdefault(_listing_of(held.product).group_id, []).append(held)
    found = {group: picks for group, held in by_group.items() if (picks := _picks(wanted, types, held))}
    nearest = sorted(found, key=lambda group: -sum(from_rupees(pick.stock_record.price) * pick.pieces for pick in found[group]))
    return {group: found[group] for group in nearest[:MOST_GROUPS]}


def _types_of(records: Sequence[LineRecord]) -> dict[int, int]:
    """The product type of each line, by the line's key; a line whose goods are gone has none. One query."""
    owners = {record.pk: _owner(record.line.stockrecord.product) for record in records if record.line.stockrecord}
    types = dict(Listing.objects.filter(product__in=set(owners.values())).values_list("product_id", "product_type_id"))
    return {key: types[owner] for key, owner in owners.items() if owner in types}


def _owner(product: Product) -> int:
    return product.parent_id or product.pk


def _stock_of(live: QuerySet[Listing], most_paise: int) -> QuerySet[StockRecord]:
    """Stock records with free pieces of some listings or their variants, none dearer than ``most_paise``."""
    ours = Q(product__listing__in=live) | Q(product__parent__listing__in=live)
    found = StockRecord.objects.filter(ours, price__lte=to_rupees(most_paise), num_in_stock__gt=Coalesce(F("num_allocated"), 0))
    return found.select_related(*_loaded()).order_by("-price", "pk")


def _loaded(prefix: str = "") -> list[str]:
    ways = ("partner", "product__product_class", "product__variant", "product__listing", "product__parent__listing")
    return [f"{prefix}__{way}" if prefix else way for way in ways]


def _listing_of(product: Product) -> Listing:
    listing: Listing = product.parent.listing if product.parent_id else product.listing
    return listing


def _picks(wanted: Sequence[LineRecord], types: dict[int, int], held: Sequence[StockRecord]) -> list[Pick]:
    """For each line the goods that come nearest to it, each stock record once; nothing where a line finds none."""
    found: list[Pick] = []
    for record in wanted:
        taken = {pick.stock_record.pk for pick in found}
        good = [one for one in held if one.pk not in taken and _is_like(one, record, types[record.pk])]
        if not good:
            return []
        nearest = min(good, key=lambda one: (_size_of(one.product) != record.size_text, -one.price, one.pk))
        found.append(Pick(record, nearest, packing.pieces_of(record)))
    return found


def _is_like(held: StockRecord, record: LineRecord, product_type: int) -> bool:
    """The same kind, enough pieces, not dearer, and no lighter where it is sold by weight."""
    listing, variant = _listing_of(held.product), getattr(held.product, "variant", None)
    grams = net_grams(listing.net_unit, variant.net_quantity if variant else listing.net_quantity)
    return (
        listing.product_type_id == product_type
        and held.net_stock_level >= packing.pieces_of(record)
        and from_rupees(held.price) <= record.unit_price_paise
        and grams >= record.net_g
    )


def _size_of(product: Product) -> str:
    variant = getattr(product, "variant", None)
    return (variant.size_text if variant else "") or _listing_of(product).size_text
