"""Make and change listings. This is the room's front door: states, prices and requirements can be imported from here too."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from catalogue.attributes import Value, write_attributes
from catalogue.errors import (
    GroupNotApproved,
    NotReady,
    PriceAboveMrp,
    SlugTaken,
    StaleVersion,
    StockTooLow,
    VariantRefused,
    WrongListingStatus,
)
from catalogue.journalling import record_change
from catalogue.models import Category, Listing, ListingSlug, Product, ProductCategory, ProductType, Variant
from catalogue.prices import change_price, change_stock, refuse_above_mrp
from catalogue.problems import Problem
from catalogue.publishing import UNFINISHED, ask_changes, pause, publish, resume, send_to_review, withdraw
from catalogue.requirements import problems_of, register_proofs, register_requirement
from catalogue.slugs import free_slug, refuse_former
from catalogue.texts import mark_outdated
from money.paise import to_rupees
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

EVERY_MONTH = tuple(range(1, 13))
TRANSLATED_FIELDS = ("title", "summary", "story", "size_text")


class Facts(TypedDict, total=False):
    """What a group says of its goods; every field has a default."""

    summary: str
    story: str
    story_language: str
    size_text: str
    net_quantity: Decimal
    net_unit: str
    weight_g: int
    packed_mm: Sequence[int]
    dispatch_days: int
    made_to_order_days: int | None
    handmade: bool
    is_food: bool
    is_liquid: bool
    is_fragile: bool
    freezes: bool
    hsn: str
    available_months: Sequence[int]
    place_code: str
    country_of_origin: str
    declarations: Mapping[str, Any]


def create_listing(
    *,
    group: ProducerGroup,
    product_type: ProductType,
    title: str,
    price_paise: int,
    mrp_paise: int,
    stock: int,
    acting_user: User | None,
    category: str = "",
    attributes: Mapping[str, Value] | None = None,
    slug: str = "",
    is_demo: bool = False,
    on_behalf_of: str = "",
    **facts: Unpack[Facts],
) -> Listing:
    """A draft of a group's goods, with Oscar's product and its one stock record. ``category`` is the code of a heading.

    Raises ``GroupNotApproved``, ``PriceAboveMrp``, ``SlugTaken``, ``WrongAttribute``, or ``Category.DoesNotExist``.
    """
    refuse_above_mrp(price_paise, mrp_paise)
    if group.status == ProducerGroup.Status.APPLIED:
        raise GroupNotApproved(f"{group.slug} has not been approved.")
    with transaction.atomic():
        product = Product.objects.create(
            structure=Product.STANDALONE,
            title=title,
            slug=slug or free_slug(title),
            product_class=product_type.product_class,
            is_public=False,
        )
        listing = _insert(
            product=product,
            group=group,
            product_type=product_type,
            slug=product.slug,
            title=title,
            mrp_paise=mrp_paise,
            is_demo=is_demo,
            **_with_defaults(facts, group, product_type),
        )
        if category:
            ProductCategory.objects.create(product=product, category=Category.objects.get(code=category))
        if attributes:
            write_attributes(product=product, product_type=product_type, values=attributes)
        _stock_record(listing, product, price_paise, stock, sku=f"L{listing.pk}")
        record_change(
            "listing.create", listing, acting_user, on_behalf_of, after={"title": title, "price_paise": price_paise, "stock": stock}
        )
    return listing


def update_listing(
    *,
    listing: Listing,
    version: int,
    acting_user: User | None,
    title: str = "",
    attributes: Mapping[str, Value] | None = None,
    on_behalf_of: str = "",
    **facts: Unpack[Facts],
) -> Listing:
    """Change a draft, or a listing that was given back. ``version`` is the one that the person saw.

    Raises ``StaleVersion`` when somebody else was faster, and ``WrongListingStatus`` for a listing in review or on sale.
    """
    changes: dict[str, Any] = {**facts, **({"title": title} if title else {})}
    for field in ("packed_mm", "available_months"):
        if field in changes:
            changes[field] = list(changes[field])
    with transaction.atomic():
        held = Listing.objects.select_for_update().get(pk=listing.pk)
        before = {field: getattr(held, field) for field in changes}
        rows = Listing.objects.filter(pk=listing.pk, version=version, status__in=UNFINISHED)
        if not rows.update(version=F("version") + 1, **changes):
            if held.version != version:
                raise StaleVersion(f"The listing is at version {held.version}, not {version}.")
            raise WrongListingStatus(held.status, [str(status.value) for status in UNFINISHED])
        listing.refresh_from_db()
        if title:
            Product.objects.filter(pk=listing.product_id).update(title=title)
        if attributes is not None:
            write_attributes(product=listing.product, product_type=listing.product_type, values=attributes)
        mark_outdated(listing, [field for field in TRANSLATED_FIELDS if field in changes])
        record_change("listing.update", listing, acting_user, on_behalf_of, before=before, after=changes)
    return listing


def change_slug(*, listing: Listing, slug: str, acting_user: User | None) -> Listing:
    """Give a listing another address; the old one redirects for ever. Raises ``SlugTaken``."""
    with transaction.atomic():
        former = Listing.objects.select_for_update().get(pk=listing.pk).slug
        if former == slug:
            return listing
        try:
            with transaction.atomic():
                Listing.objects.filter(pk=listing.pk).update(slug=slug, version=F("version") + 1)
                ListingSlug.objects.create(slug=former, listing=listing, ended_at=timezone.now())
        except IntegrityError:
            raise SlugTaken(f"The address {slug!r} belongs to another listing.") from None
        refuse_former(slug)
        Product.objects.filter(pk=listing.product_id).update(slug=slug)
        listing.refresh_from_db(fields=["slug", "version"])
        record_change("listing.slug", listing, acting_user, "", before={"slug": former}, after={"slug": slug})
    return listing


def add_variant(
    *,
    listing: Listing,
    title: str,
    price_paise: int,
    stock: int,
    acting_user: User | None,
    mrp_paise: int | None = None,
    size_text: str = "",
    weight_g: int | None = None,
    net_quantity: Decimal | None = None,
    attributes: Mapping[str, Value] | None = None,
    on_behalf_of: str = "",
) -> Product:
    """Add a choice (``title`` is what sets it apart, for example a size) with its own stock record.

    What is not given is as on the listing. The first variant turns the single product into a parent, which is not sold itself; its
    own stock record goes. Raises ``VariantRefused`` when the listing is no draft any more, ``PriceAboveMrp``, ``WrongAttribute``.
    """
    mrp = listing.mrp_paise if mrp_paise is None else mrp_paise
    refuse_above_mrp(price_paise, mrp)
    with transaction.atomic():
        held = Listing.objects.select_for_update().select_related("product", "product_type").get(pk=listing.pk)
        position = Variant.objects.filter(listing=held).count() + 1
        if position == 1:
            _make_parent(held)
        product = Product.objects.create(
            structure=Product.CHILD, parent=held.product, title=title, slug=f"{held.slug}-{position}", is_public=True
        )
        Variant.objects.create(
            product=product,
            listing=held,
            position=position,
            label=title,
            size_text=size_text,
            mrp_paise=mrp,
            weight_g=held.weight_g if weight_g is None else weight_g,
            net_quantity=held.net_quantity if net_quantity is None else net_quantity,
        )
        if attributes:
            write_attributes(product=product, product_type=held.product_type, values=attributes)
        _stock_record(held, product, price_paise, stock, sku=f"L{held.pk}-{position}")
        record_change(
            "listing.variant", held, acting_user, on_behalf_of, after={"label": title, "price_paise": price_paise, "stock": stock}
        )
    listing.product.structure = Product.PARENT
    return product


def _insert(**columns: Any) -> Listing:
    """Insert the row and only then look at former addresses (see ``slugs.refuse_former``)."""
    try:
        with transaction.atomic():
            listing = Listing.objects.create(**columns)
    except IntegrityError as error:
        if "slug" not in str(error):
            raise
        raise SlugTaken(f"The address {columns['slug']!r} belongs to another listing.") from None
    refuse_former(listing.slug)
    return listing


def _with_defaults(facts: Facts, group: ProducerGroup, product_type: ProductType) -> dict[str, Any]:
    """Every field of the listing that was not given, as the group and the type have it."""
    columns: dict[str, Any] = {
        "net_quantity": Decimal(1),
        "net_unit": product_type.sale_units[0] if product_type.sale_units else "piece",
        "weight_g": 500,
        "dispatch_days": group.dispatch_days,
        "is_food": product_type.is_food,
        "hsn": product_type.hsn.split("/")[0],
        "available_months": EVERY_MONTH,
        "packed_mm": (),
        "place_code": group.place_code,
        "declarations": {},
        **facts,
    }
    for field in ("available_months", "packed_mm"):
        columns[field] = list(columns[field])
    return columns


def _stock_record(listing: Listing, product: Product, price_paise: int, stock: int, *, sku: str) -> StockRecord:
    return StockRecord.objects.create(
        product=product,
        partner_id=listing.group.oscar_partner_id,
        partner_sku=sku,
        price_currency="INR",
        price=to_rupees(price_paise),
        num_in_stock=stock,
        num_allocated=0,
    )


def _make_parent(listing: Listing) -> None:
    if listing.status not in UNFINISHED:
        raise VariantRefused("A listing gets its first variant while it is a draft.")
    if StockRecord.objects.filter(product_id=listing.product_id, num_allocated__gt=0).exists():
        raise VariantRefused("Pieces of the single product are promised to orders.")
    StockRecord.objects.filter(product_id=listing.product_id).delete()
    Product.objects.filter(pk=listing.product_id).update(structure=Product.PARENT)
    listing.product.structure = Product.PARENT


__all__ = [
    "Facts",
    "GroupNotApproved",
    "NotReady",
    "PriceAboveMrp",
    "Problem",
    "SlugTaken",
    "StaleVersion",
    "StockTooLow",
    "VariantRefused",
    "WrongListingStatus",
    "add_variant",
    "ask_changes",
    "change_price",
    "change_slug",
    "change_stock",
    "create_listing",
    "pause",
    "problems_of",
    "publish",
    "register_proofs",
    "register_requirement",
    "resume",
    "send_to_review",
    "update_listing",
    "withdraw",
]
