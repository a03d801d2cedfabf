"""Trust marks: each stands on a certificate that staff have checked, and shows only while that certificate is valid."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Listing, ProductAttributeValue, ProductType
from catalogue.signals import listing_changed
from journal import audit
from journal.folded import Rows
from producers.models import ProducerGroup
from provenance.models import Certificate, Lot, StockLot

INDICATIONS = frozenset(code for code in Certificate.Mark.values if code.startswith("gi_"))
TRACED = "traced"
TRACED_LABEL = _("Traced to its place")
# The attribute in which a listing names the authorised user of its geographical indication.
AUTHORISED_USER = "gi_au_number"
# What a valid mark proves to the guards of the catalogue.
PROOFS = {"pgs_organic": "pgs_organic", **dict.fromkeys(INDICATIONS, "geographical_indication")}


@dataclass(frozen=True)
class Mark:
    """A mark as it is shown. ``valid_to`` is the last day on which it may be shown; a lot's journey has none."""

    code: str
    label: str
    number: str
    valid_to: date | None


@dataclass(frozen=True)
class Paper:
    """What a mark takes from a certificate."""

    mark: str
    number: str
    valid_to: date
    product_type_id: int | None


def valid_marks(
    group: ProducerGroup, product_type: ProductType | None, on: date, *, attributes: Mapping[str, Any] | None = None
) -> list[Mark]:
    """The marks of a group on a day, in the order of ``Certificate.Mark``. One query.

    Without ``product_type``: all marks of the group, for its own page. With it: those that cover goods of this type. A
    geographical indication covers a type only if the type carries that indication, and a single listing only if its
    ``attributes`` are given, name the certificate's number and, where the indication asks for a variety, that variety.
    """
    rows = Certificate.objects.filter(group=group, valid_from__lte=on, valid_to__gte=on).order_by("pk")
    return _marks([row for row in rows if product_type is None or _covers(row, product_type, attributes)])


def certificates_column(on: date, *, group: str = "group") -> Rows:
    """For a query of rows that have a group: its certificates that are valid on a day, which ``from_certificates_column`` reads.

    ``group`` is the column that names it: ``pk`` in a query of groups.
    """
    rows = Certificate.objects.filter(group=OuterRef(group), valid_from__lte=on, valid_to__gte=on).order_by("pk")
    return Rows(rows, "mark", "number", "valid_to", "product_type_id")


def from_certificates_column(
    rows: Iterable[Mapping[str, Any]], product_type: ProductType | None, *, attributes: Mapping[str, Any] | None = None
) -> list[Mark]:
    """What ``valid_marks`` gives, without a query."""
    found = [Paper(**{**row, "valid_to": date.fromisoformat(row["valid_to"])}) for row in rows]
    return _marks([row for row in found if product_type is None or _covers(row, product_type, attributes)])


def marks_for_listings(listings: Iterable[Listing], on: date) -> dict[int, list[Mark]]:
    """The marks of many listings on a day, by listing id, in three queries however many there are.

    The listings come with ``product_type`` loaded (``select_related``). ``traced`` is added where an open lot tells its journey.
    """
    listings = list(listings)
    certificates = defaultdict(list)
    groups = {listing.group_id for listing in listings}
    for row in Certificate.objects.filter(group_id__in=groups, valid_from__lte=on, valid_to__gte=on).order_by("pk"):
        certificates[row.group_id].append(row)
    attributes = _indication_attributes(listings)
    traced = _traced_products(listings)
    found = {}
    for listing in listings:
        own = attributes[listing.product_id]
        marks = _marks([row for row in certificates[listing.group_id] if _covers(row, listing.product_type, own)])
        if listing.product_id in traced:
            marks.append(Mark(TRACED, str(TRACED_LABEL), "", None))
        found[listing.pk] = marks
    return found


def proofs_of_listing(listing: Listing) -> set[str]:
    """What the listing's marks prove today, for the catalogue's guards (organic, geographical indication)."""
    marks = marks_for_listings([listing], timezone.localdate())[listing.pk]
    return {PROOFS[mark.code] for mark in marks if mark.code in PROOFS}


def record_certificate(
    *,
    group: ProducerGroup,
    mark: str,
    number: str,
    issuer: str,
    valid_from: date,
    valid_to: date,
    acting_user: User | None,
    product_type: ProductType | None = None,
    is_demo: bool = False,
) -> Certificate:
    """Keep a paper that ``acting_user`` of the staff has seen. Raises ``ValueError`` for an unknown mark or days out of order."""
    if valid_to < valid_from:
        raise ValueError("The last day of a certificate comes after its first.")
    with transaction.atomic():
        row = Certificate.objects.create(
            mark=Certificate.Mark(mark).value,
            group=group,
            product_type=product_type,
            number=number,
            issuer=issuer,
            valid_from=valid_from,
            valid_to=valid_to,
            checked_by=acting_user,
            is_demo=is_demo,
        )
        after = {"mark": mark, "group": group.slug, "number": number, "valid_to": valid_to}
        audit.record(action="certificate.record", subject=row, acting_user=acting_user, after=after)
        for listing_id in Listing.objects.filter(group=group, status=Listing.Status.LIVE).values_list("pk", flat=True):
            listing_changed.send(sender=Listing, listing_id=listing_id)
    return row


def _marks(rows: Iterable[Certificate | Paper]) -> list[Mark]:
    """One mark a kind: of two valid certificates the one that lasts longer."""
    best: dict[str, Certificate | Paper] = {}
    for row in rows:
        if row.mark not in best or row.valid_to > best[row.mark].valid_to:
            best[row.mark] = row
    return [
        Mark(code, str(Certificate.Mark(code).label), best[code].number, best[code].valid_to)
        for code in Certificate.Mark.values
        if code in best
    ]


def _covers(row: Certificate | Paper, product_type: ProductType, attributes: Mapping[str, Any] | None) -> bool:
    if row.product_type_id is not None and row.product_type_id != product_type.pk:
        return False
    if row.mark not in INDICATIONS:
        return True
    indication = product_type.indication or {}
    if indication.get("mark") != row.mark or attributes is None or attributes.get(AUTHORISED_USER) != row.number:
        return False
    only_if = indication.get("only_if")
    return only_if is None or str(attributes.get(only_if["attribute"], "")).casefold() == only_if["value"].casefold()


def _indication_attributes(listings: Iterable[Listing]) -> dict[int, dict[str, str]]:
    """The attributes that geographical indications ask for, by product id: the authorised user and the variety."""
    rows = ProductAttributeValue.objects.filter(
        product__pk__among=[listing.product_id for listing in listings], attribute__code__in=(AUTHORISED_USER, "variety")
    ).values_list("product_id", "attribute__code", "value_text")
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for product_id, code, value in rows:
        found[product_id][code] = value or ""
    return found


def _traced_products(listings: Iterable[Listing]) -> set[int]:
    """The listed products that have pieces from an open lot with a journey, their variants' included."""
    ids = [listing.product_id for listing in listings]
    mine = Q(stock_record__product__pk__among=ids) | Q(stock_record__product__parent__pk__among=ids)
    rows = StockLot.objects.filter(mine, quantity__gt=0, lot__status=Lot.Status.OPEN, lot__steps__isnull=False)
    return {
        parent_id or product_id
        for product_id, parent_id in rows.values_list("stock_record__product_id", "stock_record__product__parent_id").distinct()
    }
