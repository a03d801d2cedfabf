"""The lines of a basket with all facts a sale freezes: price, MRP, tax, fee, weight, picture, what is left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, QuerySet

from catalogue.models import Listing, Product, Season
from catalogue.seasons import from_column, open_season_column
from delivery.parcels import ready_days, shelf_life
from journal.composed import Composed, Hole
from journal.keyed import Keyed
from money.paise import from_rupees
from orders.oscar.basket.models import Basket, Line
from orders.returns.policies import Policy, for_goods
from payments import fees, tax
from payments.errors import NoTaxRate
from payments.models import CommissionRule, TaxRate
from payments.sellers import seller_on
from producers.calendar import closed_columns
from producers.oscar.models import StockRecord


@dataclass(frozen=True)
class LineQuote:
    """One line at today's price. ``left`` is how many pieces are free; dates are there once a pincode is known.

    ``line_paise`` is what is paid: the price of all pieces less ``discount_paise``, of which the shop bears ``subsidy_paise``.
    """

    line_id: int
    product_id: int
    listing: Listing
    stock_record: StockRecord
    title: str
    variant: str
    slug: str
    size_text: str
    picture: dict[str, Any] | None
    quantity: int
    left: int
    taxes: tax.TaxTable
    is_taxed: bool
    unit_price_paise: int
    mrp_paise: int
    line_paise: int
    hsn: str
    tax_rate: TaxRate | None
    tax_bp: int
    tax_paise: int
    commission_rule: CommissionRule
    commission_paise: int
    is_food: bool
    weight_g: int
    ready_days: int
    shelf_life_days: int | None
    season: Season | None = None
    net_g: int = 0
    return_policy: Policy | None = None
    discount_paise: int = 0
    subsidy_paise: int = 0
    arrives_from: date | None = None
    arrives_to: date | None = None
    agreed_by: date | None = None
    variant_mrp_paise: int | None = None
    is_withdrawn: bool = False  # the size, while the listing is on sale

    @property
    def window(self) -> tuple[date, date] | None:
        """Between which days it is sent, where that is fixed: a harvest, or what was agreed with the buyer."""
        if self.agreed_by:
            return self.agreed_by, self.agreed_by
        return (self.season.ships_from, self.season.ships_to) if self.season else None

    @property
    def full_paise(self) -> int:
        """The price of all pieces before anything is taken off."""
        return self.line_paise + self.discount_paise


# Units of weight in grams: goods sold in one of these can turn out lighter when they are packed.
_GRAMS = {"g": 1, "kg": 1_000}


@dataclass(frozen=True)
class _Tables:
    """What is looked up for all lines at once. ``charging`` are the groups on whose goods tax is charged."""

    listings: Mapping[int, Listing]
    seasons: Mapping[int, Season]
    taxes: tax.TaxTable
    rules: Mapping[int, CommissionRule]
    charging: Collection[int]
    on: date


def read_lines(basket: Basket, on: date) -> list[LineQuote]:
    """The basket's lines in the order in which they were added. Three queries, none for an unsaved basket."""
    if basket.pk is None:
        return []
    return read(_LINES.rows(basket=basket.pk), on)


def _lines(basket: Hole) -> QuerySet[Line]:
    found = Line.objects.filter(basket=basket).select_related("product__product_class", "product__variant", "stockrecord__partner")
    return found.order_by("pk")


_LINES = Composed(Line, _lines, basket=Line._meta.get_field("basket"))


def read(lines: Sequence[Line], on: date) -> list[LineQuote]:
    """The same for lines with product and stock record that need not be in a basket. Two queries, none for no line."""
    if not lines:
        return []
    listings = _listings([line.product for line in lines], on)
    tables = _Tables(
        listings=listings,
        seasons={listing.pk: season for listing in listings.values() if (season := from_column(listing))},
        taxes=tax.table_for({listing.hsn for listing in listings.values()}, on),
        rules={listing.group_id: fees.from_rule_column(vars(listing)["fee_rule"], on) for listing in listings.values()},
        charging={listing.group_id for listing in listings.values() if seller_on(listing.group, on).charges_tax},
        on=on,
    )
    return [_read(line, tables) for line in lines]


# What people may change about a listing at any moment, as the state of a basket has it.
_OF_LISTING = ("pk", "version", "status", "mrp_paise", "weight_g", "group__version", "group__status")


def state_of(basket: Basket) -> list[tuple[Any, ...]]:
    """What people may change about the basket and its goods at any moment: pieces, prices, versions, states. One query.

    Quotes of one day between which this stayed the same agree, but for what is left and for rates, which begin with a day.
    """
    size = len(_OF_LISTING)
    return [(*row[:5], *(row[6 + size :] if row[5] else row[6 : 6 + size])) for row in _STATE.rows(basket=basket.pk)]


def _state(basket: Hole) -> QuerySet[Line, tuple[Any, ...]]:
    mine = ("pk", "product_id", "quantity", "stockrecord__price", "product__variant__mrp_paise", "product__parent_id")
    owners = [f"{owner}__{name}" for owner in ("product__listing", "product__parent__listing") for name in _OF_LISTING]
    return Line.objects.filter(basket=basket).order_by("pk").values_list(*mine, *owners)


_STATE = Composed(Line, _state, basket=Line._meta.get_field("basket"))


def state_in(lines: Sequence[LineQuote]) -> list[tuple[Any, ...]]:
    """The same, as the lines of a quote were read."""
    return [
        (
            *(line.line_id, line.product_id, line.quantity, line.stock_record.price, line.variant_mrp_paise),
            *(line.listing.pk, line.listing.version, line.listing.status, line.listing.mrp_paise, line.listing.weight_g),
            *(line.listing.group.version, line.listing.group.status),
        )
        for line in sorted(lines, key=lambda line: line.line_id)
    ]


def _listing_key(product: Product) -> int:
    """A listing belongs to a standalone or parent product; a variant is a child of it."""
    return product.parent_id or product.pk


def _listings(products: list[Product], on: date) -> dict[int, Listing]:
    """Listings by the product they belong to, with group, origin, hub, type, running season and the picture of their card.

    Beside each are the rule of the shop's fee and the closed days of its group (``from_closed_columns``).
    """
    return {listing.product_id: listing for listing in _LISTINGS.rows(keys={_listing_key(product) for product in products}, on=on)}


def _with_all(keys: list[Any], on: Hole) -> QuerySet[Listing]:
    return (
        Listing.objects.filter(product__pk__in=keys)
        .annotate(open_season=open_season_column(), fee_rule=fees.rule_column(on), **closed_columns(on))
        .select_related(
            "group__origin__hub", "group__origin__centre__hub", "group__district", "product__product_class", "product_type", "facts"
        )
        .defer("facts__words", "story", "group__about", "group__history")
    )


_LISTINGS = Keyed(Listing, _with_all, key=Product._meta.get_field("id"), on=DateField())


def _read(line: Line, tables: _Tables) -> LineQuote:
    listing = tables.listings[_listing_key(line.product)]
    variant = getattr(line.product, "variant", None)
    record = line.stockrecord
    _lend_product(record, line.product, listing)
    price = from_rupees(record.price or 0)
    rate, is_taxed = _rate(tables.taxes, listing, price), listing.group_id in tables.charging
    rule = tables.rules[listing.group_id]
    amount = price * line.quantity
    facts = getattr(listing, "facts", None)
    return LineQuote(
        line_id=line.pk,
        product_id=line.product_id,
        listing=listing,
        stock_record=record,
        title=listing.title,
        variant=variant.label if variant else "",
        is_withdrawn=variant is not None and variant.withdrawn_at is not None,
        slug=listing.slug,
        size_text=(variant.size_text if variant else "") or listing.size_text,
        picture=facts.picture if facts else None,
        quantity=line.quantity,
        left=record.net_stock_level,
        taxes=tables.taxes,
        is_taxed=is_taxed,
        unit_price_paise=price,
        mrp_paise=variant.mrp_paise if variant else listing.mrp_paise,
        variant_mrp_paise=variant.mrp_paise if variant else None,
        line_paise=amount,
        hsn=listing.hsn,
        tax_rate=rate,
        tax_bp=rate.rate_bp if rate else 0,
        tax_paise=tax.inside(amount, rate.rate_bp) if rate and is_taxed else 0,
        commission_rule=rule,
        commission_paise=fees.fee(amount, rule),
        is_food=listing.is_food,
        weight_g=variant.weight_g if variant else listing.weight_g,
        return_policy=for_goods(listing.product_type, price, tables.on),
        season=tables.seasons.get(listing.pk),
        net_g=net_grams(listing.net_unit, variant.net_quantity if variant else listing.net_quantity),
        ready_days=ready_days(listing.dispatch_days, listing.made_to_order_days),
        shelf_life_days=shelf_life(listing.hsn, listing.product_type.shelf_life_days),
    )


def discounted(line: LineQuote, discount_paise: int, *, by_shop: bool) -> LineQuote:
    """The line with something taken off. Tax is that inside what is left, at the rate of what a piece costs then.

    A discount given before the supply lowers its value (CGST Act s. 15(3)(a)), and some rates hold up to a price a piece. Where the group
    bears the discount its fee is that of what is left too; where the shop does, that of the full price.
    """
    amount = line.line_paise - discount_paise
    rate = _rate(line.taxes, line.listing, amount // line.quantity)
    return replace(
        line,
        line_paise=amount,
        discount_paise=discount_paise,
        subsidy_paise=discount_paise if by_shop else 0,
        tax_rate=rate,
        tax_bp=rate.rate_bp if rate else 0,
        tax_paise=tax.inside(amount, rate.rate_bp) if rate and line.is_taxed else 0,
        commission_paise=line.commission_paise if by_shop else fees.fee(amount, line.commission_rule),
    )


def agreed(line: LineQuote, unit_price_paise: int, packed_by: date) -> LineQuote:
    """The line at a price and for a day that were agreed with the buyer (``orders.terms``). Tax and fee are those of that price."""
    amount = unit_price_paise * line.quantity
    rate = _rate(line.taxes, line.listing, unit_price_paise)
    return replace(
        line,
        unit_price_paise=unit_price_paise,
        line_paise=amount,
        tax_rate=rate,
        tax_bp=rate.rate_bp if rate else 0,
        tax_paise=tax.inside(amount, rate.rate_bp) if rate and line.is_taxed else 0,
        commission_paise=fees.fee(amount, line.commission_rule),
        ready_days=0,
        agreed_by=packed_by,
    )


def net_grams(unit: str, quantity: Decimal) -> int:
    """What a piece weighs without its pack, in grams; nothing for goods that are not sold by weight."""
    return int(quantity * _GRAMS[unit]) if unit in _GRAMS else 0


def _lend_product(record: StockRecord, product: Product, listing: Listing) -> None:
    """Give the stock record the product that is already loaded, so that asking whether it is tracked costs no query."""
    if product.parent_id:
        product.parent = listing.product
    record.product = product


def _rate(taxes: tax.TaxTable, listing: Listing, price: int) -> TaxRate | None:
    try:
        return taxes.rate(tax.Goods(hsn=listing.hsn, handmade=listing.handmade, unit_price_paise=price))
    except NoTaxRate:
        return None
