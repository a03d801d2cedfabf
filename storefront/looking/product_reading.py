"""Everything a product page needs, read in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, SlugField, Subquery
from django.utils import timezone

from catalogue.attributes import AttributeFact, facts_column, from_facts_column
from catalogue.models import Listing, ListingSlug, Product
from catalogue.seasons import open_season_column
from catalogue.texts import prefetch
from journal.composed import Composed
from media.derivatives import sources_in_order, with_sizes
from media.models import Picture
from money.paise import from_rupees
from payments import fees
from payments.receives import Receives, of_price
from producers.calendar import away_columns
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord
from provenance.marks import Mark, certificates_column, from_certificates_column
from provenance.models import Lot, LotStep, SoldElsewhere
from search.models import SEARCHED, ProductFacts

NEIGHBOURS = 4
RECALLED_FOR = timedelta(days=2 * 365)  # so long after a lot was made its recall is told beside the goods; its own page tells it for good
# Of a product's facts the page reads the headings alone.
UNREAD = tuple(f"facts__{name}" for name in SEARCHED if name != "category_paths")
TRANSLATED = ("title", "summary", "story", "size_text", "name", "village", "description")


@dataclass(frozen=True)
class Choice:
    """One piece that can be put into the basket: the single product or a variant."""

    product_id: int
    label: str
    size_text: str
    price_paise: int
    mrp_paise: int
    net_quantity: Any
    weight_g: int
    left: int


@dataclass(frozen=True)
class ProductReading:
    """A listing with what stands around it. ``lot`` and ``steps`` are those of the lot that is sent next, ``withdrawn`` is one that
    buyers may still have at home, ``sold_at_stall`` the day on which the group last sold some without the shop.
    """

    listing: Listing
    choices: list[Choice]
    pictures: list[dict[str, Any]]
    attributes: list[AttributeFact]
    marks: list[Mark]
    lot: Lot | None
    steps: list[LotStep]
    withdrawn: Lot | None
    sold_at_stall: date | None
    receives: Receives | None
    neighbours: list[ProductFacts]

    @property
    def first(self) -> Choice:
        """The choice that is shown first: one that can be had, otherwise the first of all."""
        return first_of(self.choices)

    @property
    def most_left(self) -> int:
        """The free pieces of the choice that has most of them."""
        return max((choice.left for choice in self.choices), default=0)

    @property
    def has_price_range(self) -> bool:
        return len({choice.price_paise for choice in self.choices}) > 1


def first_of(choices: Sequence[Choice]) -> Choice:
    """The first piece that can be had; the first of all where none can. Raises ``IndexError`` for none at all."""
    return next((choice for choice in choices if choice.left > 0), choices[0])


def find(slug: str) -> Listing:
    """The listing at this address, on sale or paused, with all that is one row beside it: group, origin, running season, the rate of
    the fee, the group's closed days of today, its certificates, the product's attributes. Raises ``Listing.DoesNotExist``.
    """
    listing = _FIND.first(timezone.localdate(), slug=slug)
    if listing is None:
        raise Listing.DoesNotExist(slug)
    return listing


def _found(today: date, slug: Any) -> QuerySet[Listing]:
    shown = (Listing.Status.LIVE, Listing.Status.PAUSED)
    rows = Listing.objects.filter(status__in=shown, group__status=ProducerGroup.Status.APPROVED)
    related = ("product__product_class", "product_type", "group__district", "group__origin__hub", "facts", "voices")
    beside = {"open_season": open_season_column(), "fee_bp": fees.commission_column(today), **away_columns(today)}
    beside |= {"attribute_values": facts_column(), "certificates": certificates_column(today)}
    return rows.annotate(**beside).select_related(*related).defer(*UNREAD).filter(slug=slug)


_FIND = Composed(Listing, _found, slug=SlugField())


def present_slug(former: str) -> str:
    """Where a listing with this former address stands now. Raises ``ListingSlug.DoesNotExist``."""
    return ListingSlug.objects.select_related("listing").get(slug=former).listing.slug


def read(listing: Listing, *, language: str, on: date) -> ProductReading:
    """All facts around a listing: six statements with the one of ``find``, one more in a language other than English."""
    prefetch([listing, listing.group, listing.product_type], TRANSLATED, language)
    records = _records(listing)
    choices = [_choice(listing, record) for record in records]
    attributes = from_facts_column(vars(listing)["attribute_values"], listing.product_type)
    named = {fact.code: fact.value for fact in attributes}
    lot, steps, withdrawn = _journey(listing, on)
    stall = max((record.stall_at for record in records if record.stall_at), default=None)
    return ProductReading(
        listing=listing,
        choices=choices,
        pictures=_pictures(listing),
        attributes=attributes,
        marks=from_certificates_column(vars(listing)["certificates"], listing.product_type, attributes=named),
        lot=lot,
        steps=steps,
        withdrawn=withdrawn,
        sold_at_stall=timezone.localdate(stall) if stall else None,
        receives=_receives(listing, choices, on),
        neighbours=_neighbours(listing),
    )


def _own_products(product: Any) -> QuerySet[Product, Any]:
    """The product and its variants, found by their indexes: a choice between columns of two tables would look at every product."""
    return Product.objects.filter(Q(pk=product) | Q(parent=product)).order_by().values("pk")


def _records(listing: Listing) -> list[Any]:
    """That of the single product, or those of the variants in their order; a parent has no stock record of its own. One query."""
    return sorted(_RECORDS.rows(product=listing.product_id), key=_position)


def _records_of(product: Any) -> QuerySet[StockRecord]:
    mine = Q(product__in=_own_products(product), product__variant__withdrawn_at__isnull=True)
    stall = SoldElsewhere.objects.filter(stock_record=OuterRef("pk"), undone_at__isnull=True).order_by("-sold_at").values("sold_at")[:1]
    return StockRecord.objects.filter(mine).select_related("product__variant").annotate(stall_at=Subquery(stall))


_RECORDS = Composed(StockRecord, _records_of, product=BigIntegerField())


def _position(record: StockRecord) -> tuple[int, int]:
    variant = getattr(record.product, "variant", None)
    return (variant.position if variant else 0, record.product_id)


def _choice(listing: Listing, record: StockRecord) -> Choice:
    variant = getattr(record.product, "variant", None)
    owner = variant or listing
    return Choice(
        product_id=record.product_id,
        label=variant.label if variant else "",
        size_text=owner.size_text or listing.size_text,
        price_paise=from_rupees(record.price or 0),
        mrp_paise=owner.mrp_paise,
        net_quantity=owner.net_quantity,
        weight_g=owner.weight_g,
        left=max(0, (record.num_in_stock or 0) - (record.num_allocated or 0)),
    )


def _pictures(listing: Listing) -> list[dict[str, Any]]:
    """All pictures with their sizes, the main one first. One query."""
    return sources_in_order(_PICTURES.rows(product=listing.product_id))


def _pictures_of(product: Any) -> QuerySet[Picture]:
    rows = Picture.objects.filter(product_images__product=product)
    return with_sizes(rows.order_by("product_images__display_order", "product_images__pk"))


_PICTURES = Composed(Picture, _pictures_of, product=BigIntegerField())


def _journey(listing: Listing, on: date) -> tuple[Lot | None, list[LotStep], Lot | None]:
    """The open lot that leaves first (the one that keeps shortest, then the oldest), and one that was withdrawn. One query."""
    steps = _STEPS.rows(product=listing.product_id)
    keeping = [step.lot for step in steps if step.lot.best_before is None or step.lot.best_before >= on]
    fresh = [lot for lot in keeping if lot.status == Lot.Status.OPEN]
    recalled = [lot for lot in keeping if lot.status == Lot.Status.WITHDRAWN and lot.made_on >= on - RECALLED_FOR]
    withdrawn = max(recalled, key=lambda one: (one.made_on, one.pk), default=None)
    if not fresh:
        return None, [], withdrawn
    lot = min(fresh, key=lambda one: (one.best_before or date.max, one.made_on, one.pk))
    return lot, [step for step in steps if step.lot_id == lot.pk], withdrawn


def _steps_of(product: Any) -> QuerySet[LotStep]:
    mine = Q(lot__stock_lots__stock_record__product__in=_own_products(product))
    told = Q(lot__status=Lot.Status.OPEN, lot__stock_lots__quantity__gt=0) | Q(lot__status=Lot.Status.WITHDRAWN)
    rows = LotStep.objects.filter(mine, told)
    return rows.select_related("lot__place", "place").order_by("lot__made_on", "lot", "position").distinct()


_STEPS = Composed(LotStep, _steps_of, product=BigIntegerField())


def _receives(listing: Listing, choices: Sequence[Choice], on: date) -> Receives | None:
    """By the rule and the rates that would be frozen on a sale today; nothing where no rule of the fee holds. One query."""
    fee_bp: int | None = vars(listing)["fee_bp"]
    if not choices or fee_bp is None:
        return None
    price = first_of(choices).price_paise
    return of_price(price, group=listing.group, fee_bp=fee_bp, hsn=listing.hsn, handmade=listing.handmade, on=on)


def _neighbours(listing: Listing) -> list[ProductFacts]:
    """More from the same group, as its own queue orders them."""
    return _NEIGHBOURS.rows(group=listing.group.slug, listing=listing.pk)


def _neighbours_of(group: Any, listing: Any) -> QuerySet[ProductFacts]:
    rows = ProductFacts.objects.filter(group_slug=group).exclude(listing=listing)
    return rows.defer(*SEARCHED).order_by("turn", "pk")[:NEIGHBOURS]


_NEIGHBOURS = Composed(ProductFacts, _neighbours_of, group=SlugField(), listing=BigIntegerField())
