"""What a group reads of its own goods: the list, the sheet of stock and prices, the types to choose from. Fixed numbers of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from catalogue.kept_stock import kept
from catalogue.models import Listing, ListingDraft, ListingEdit, ProductImage, ProductType, Variant
from media.derivatives import sources_of
from media.models import Picture
from money.paise import from_rupees
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

PER_PAGE = 20
MOST_ROWS = 2000  # of one file of stock and prices
Status = Listing.Status
# The tabs of the list, and the states each shows.
TABS: dict[str, tuple[Status, ...]] = {
    "open": (Status.DRAFT, Status.IN_REVIEW, Status.CHANGES_ASKED),
    "live": (Status.LIVE, Status.PAUSED),
    "withdrawn": (Status.WITHDRAWN,),
}
ON_SHEET = (Status.LIVE, Status.PAUSED)


@dataclass(frozen=True)
class OwnRow:
    """One listing of the group. With variants the price is the lowest one and the pieces are those of all."""

    listing: Listing
    picture: dict[str, Any] | None
    price_paise: int | None
    stock: int
    promised: int
    edit: ListingEdit | None
    has_open_draft: bool


@dataclass(frozen=True)
class OwnList:
    """One page of the list with the counts of all tabs. ``drafts`` are those that are no listing yet."""

    rows: list[OwnRow]
    page: Page[Listing]
    counts: dict[str, int]
    drafts: list[ListingDraft]


@dataclass(frozen=True)
class SheetRow:
    """One product that has stock: a listing's single product or one variant of it."""

    record: StockRecord
    listing: Listing
    label: str
    picture: dict[str, Any] | None
    price_paise: int
    mrp_paise: int
    stock: int
    promised: int
    is_kept: bool  # counted in lots: the number is not typed over

    @property
    def seen(self) -> str:
        """The state that the person saw; it goes along with the form and is compared when the row is written."""
        return f"{self.stock}:{self.price_paise}:{self.mrp_paise}"


def own_list(group: ProducerGroup, *, tab: str, page: int | str) -> OwnList:
    """A page of the group's listings, those that were changed last first. Seven queries, with pictures eight."""
    tally = {row["status"]: row["number"] for row in _listings(group).values("status").annotate(number=Count("pk")).order_by()}
    counts = {code: sum(tally.get(state, 0) for state in states) for code, states in TABS.items()}
    found = _listings(group).filter(status__in=TABS[tab]).select_related("product_type").order_by("-pk")
    shown = Paginator(found, PER_PAGE).get_page(page)
    listings = list(shown)
    records = _records(listings)
    pictures = main_pictures([listing.product_id for listing in listings])
    keys = [listing.pk for listing in listings]
    edits = {edit.listing_id: edit for edit in ListingEdit.objects.filter(listing__in=keys, status__in=ListingEdit.OPEN)}
    drafts = list(ListingDraft.objects.filter(group=group, closed_at__isnull=True).select_related("product_type").order_by("-pk"))
    in_hand = {draft.listing_id for draft in drafts}
    rows = [
        OwnRow(
            listing=listing,
            picture=pictures.get(listing.product_id),
            price_paise=min((_paise(record) for record in records.get(listing.pk, [])), default=None),
            stock=sum(record.num_in_stock or 0 for record in records.get(listing.pk, [])),
            promised=sum(record.num_allocated or 0 for record in records.get(listing.pk, [])),
            edit=edits.get(listing.pk),
            has_open_draft=listing.pk in in_hand,
        )
        for listing in listings
    ]
    return OwnList(rows, shown, counts, [draft for draft in drafts if draft.listing_id is None])


def own_row(listing: Listing) -> OwnRow:
    """The same facts of one listing."""
    records = _records([listing]).get(listing.pk, [])
    return OwnRow(
        listing=listing,
        picture=main_pictures([listing.product_id]).get(listing.product_id),
        price_paise=min((_paise(record) for record in records), default=None),
        stock=sum(record.num_in_stock or 0 for record in records),
        promised=sum(record.num_allocated or 0 for record in records),
        edit=ListingEdit.objects.filter(listing=listing, status__in=ListingEdit.OPEN).first(),
        has_open_draft=ListingDraft.objects.filter(listing=listing, closed_at__isnull=True).exists(),
    )


def sheet_page(group: ProducerGroup, page: int | str) -> tuple[list[SheetRow], Page[StockRecord]]:
    """Twenty products on sale or paused, by title. Five queries."""
    shown = Paginator(sheet_records(group), PER_PAGE).get_page(page)
    return _sheet_rows(list(shown)), shown


def sheet_rows(group: ProducerGroup, keys: Iterable[int]) -> list[SheetRow]:
    """These rows of the group's sheet as they are now; keys of other groups find nothing."""
    return _sheet_rows(list(sheet_records(group).filter(pk__in=list(keys))))


def whole_sheet(group: ProducerGroup) -> list[SheetRow]:
    """All rows of the group's sheet, as many as a file may hold. Four queries."""
    return _sheet_rows(list(sheet_records(group)[:MOST_ROWS]))


def listing_rows(listing: Listing) -> list[SheetRow]:
    """The rows of one listing, while it is on the sheet. Four queries."""
    mine = Q(product_id=listing.product_id) | Q(product__parent_id=listing.product_id)
    return _sheet_rows(list(sheet_records(listing.group).filter(mine)))


def sheet_records(group: ProducerGroup) -> QuerySet[StockRecord]:
    """The stock records of the group's listings that are live or paused, by title."""
    single = Q(product__listing__group=group, product__listing__status__in=ON_SHEET)
    variant = Q(
        product__variant__listing__group=group, product__variant__listing__status__in=ON_SHEET, product__variant__withdrawn_at__isnull=True
    )
    records = StockRecord.objects.filter(single | variant).select_related(
        "product__listing__group",
        "product__listing__product_type",
        "product__variant__listing__group",
        "product__variant__listing__product_type",
    )
    return records.annotate(sheet_title=F("product__title")).order_by("product__listing__title", "product__variant__listing__title", "pk")


def _sheet_rows(records: list[StockRecord]) -> list[SheetRow]:
    owners: list[Listing | Variant] = [_owner(record) for record in records]
    listings = [owner.listing if isinstance(owner, Variant) else owner for owner in owners]
    pictures = main_pictures({listing.product_id for listing in listings})
    counted = kept({record.pk: listing for record, listing in zip(records, listings, strict=True)})
    return [
        SheetRow(
            record=record,
            listing=listing,
            label=owner.label if isinstance(owner, Variant) else "",
            picture=pictures.get(listing.product_id),
            price_paise=_paise(record),
            mrp_paise=owner.mrp_paise,
            stock=record.num_in_stock or 0,
            promised=record.num_allocated or 0,
            is_kept=record.pk in counted,
        )
        for record, owner, listing in zip(records, owners, listings, strict=True)
    ]


def _owner(record: StockRecord) -> Listing | Variant:
    """What the stock record belongs to; both were loaded with it."""
    variant: Variant | None = getattr(record.product, "variant", None)
    return record.product.listing if variant is None else variant


def type_pictures() -> dict[int, dict[str, Any]]:
    """For each product type the main picture of the newest listing that is live, for the tiles. Two queries."""
    rows = ProductImage.objects.filter(product__listing__status=Status.LIVE, picture__isnull=False, display_order=0)
    newest: dict[int, Picture] = {}
    for image in rows.select_related("picture", "product__listing").order_by("product__listing__live_at", "pk"):
        newest[image.product.listing.product_type_id] = image.picture
    made = sources_of(newest.values())
    return {type_id: made[picture.pk] for type_id, picture in newest.items() if picture.pk in made}


def types_by_family() -> dict[str, list[ProductType]]:
    """The types a group may list, by family. One query."""
    found: dict[str, list[ProductType]] = {}
    for product_type in ProductType.objects.exclude(guard=ProductType.Guard.REFUSED).order_by("family", "name"):
        found.setdefault(product_type.family, []).append(product_type)
    return found


def main_pictures(product_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The main picture of each product, as pages need it. Two queries."""
    rows = ProductImage.objects.filter(product_id__in=list(product_ids), picture__isnull=False)
    first: dict[int, Picture] = {}
    for image in rows.select_related("picture").order_by("display_order", "pk"):
        first.setdefault(image.product_id, image.picture)
    made = sources_of({picture.pk: picture for picture in first.values()}.values())
    return {product_id: made[picture.pk] for product_id, picture in first.items() if picture.pk in made}


def _listings(group: ProducerGroup) -> QuerySet[Listing]:
    return Listing.objects.filter(group=group)


def _records(listings: list[Listing]) -> dict[int, list[StockRecord]]:
    by_product = {listing.product_id: listing.pk for listing in listings}
    products = list(by_product)
    mine = Q(product_id__in=products) | Q(product__parent_id__in=products)
    rows = StockRecord.objects.filter(mine, product__variant__withdrawn_at__isnull=True).select_related("product")
    found: dict[int, list[StockRecord]] = {}
    for record in rows:
        found.setdefault(by_product[record.product.parent_id or record.product_id], []).append(record)
    return found


def _paise(record: StockRecord) -> int:
    return from_rupees(record.price or 0)
