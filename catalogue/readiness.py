"""This room's own requirements for going live: facts, declarations, prices, photo, group, tax status, guards."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalogue.attributes import values_of
from catalogue.guards import guard_listing
from catalogue.models import Listing, ProductCategory, ProductImage, Translation, Variant
from catalogue.problems import Problem
from catalogue.reach import reach_of
from catalogue.requirements import proofs_of, register_requirement
from money.paise import from_rupees
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

COSMETIC_DECLARATIONS = ("generic_name", "ingredients", "storage", "cosmetic_licence")
HSN_LENGTHS = (4, 6, 8)
# Words for the declared fields, as the problem names them. Codes that are missing here are shown as they are.
LABELS = {
    "generic_name": gettext_noop("common name"),
    "ingredients": gettext_noop("ingredients"),
    "allergens": gettext_noop("allergens"),
    "storage": gettext_noop("how to store it"),
    "veg": gettext_noop("vegetarian or not"),
    "nutrition_per_100": gettext_noop("nutrition for 100 g or ml"),
    "safety_note": gettext_noop("safety note"),
    "picked_on": gettext_noop("day of picking"),
    "fibre_content": gettext_noop("fibre content"),
    "dimensions_cm": gettext_noop("size in centimetres"),
    "care": gettext_noop("care"),
    "materials": gettext_noop("materials"),
    "artist": gettext_noop("artist"),
    "not_an_antiquity": gettext_noop("that it is no antiquity"),
    "cosmetic_licence": gettext_noop("number of the cosmetics licence"),
}


def required_declarations(listing: Listing) -> list[str]:
    """The codes that must be declared. Oil sold as a cosmetic follows the Cosmetics Rules 2020 instead of the food rules."""
    if values_of(listing.product).get("use") == "cosmetic":
        return list(COSMETIC_DECLARATIONS)
    return list(listing.product_type.declarations)


def guarded_texts(listing: Listing) -> dict[str, str]:
    """Every text that readers will see, by field: the listing's own, its declarations, attributes, variants and translations."""
    texts = {field: getattr(listing, field) for field in ("title", "summary", "story", "size_text")}
    texts |= {f"declarations.{code}": _as_text(value) for code, value in listing.declarations.items()}
    texts |= {f"attributes.{code}": str(value) for code, value in values_of(listing.product).items()}
    for label, size in Variant.objects.filter(listing=listing).values_list("label", "size_text"):
        texts[f"variants.{label}"] = f"{label} {size}"
    texts |= {f"variants.{label}": label for label in listing.size_labels if f"variants.{label}" not in texts}
    rows = Translation.objects.filter(subject_type=listing._meta.label_lower, subject_key=str(listing.pk))
    texts |= {f"{row.field}.{row.language}": row.body for row in rows}
    return texts


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def group_is_approved(listing: Listing) -> list[Problem]:
    status = ProducerGroup.objects.values_list("status", flat=True).get(pk=listing.group_id)
    if status == ProducerGroup.Status.APPROVED:
        return []
    return [Problem("group_not_approved", _("The group may not sell at the moment."), field="group")]


def facts_are_given(listing: Listing) -> list[Problem]:
    headings = listing.product_type.hsn.split("/")
    checks = [
        ("title", bool(listing.title.strip()), _("Write a title.")),
        ("summary", bool(listing.summary.strip()), _("Say in one line what it is.")),
        ("net_unit", listing.net_unit in listing.product_type.sale_units, _("This unit does not fit the type of product.")),
        (
            "hsn",
            listing.hsn.isdigit() and len(listing.hsn) in HSN_LENGTHS and listing.hsn.startswith(tuple(headings)),
            _("The HSN code does not fit the type of product."),
        ),
        (
            "available_months",
            bool(listing.available_months) and set(listing.available_months) <= set(range(1, 13)),
            _("Choose the months in which it can be sent."),
        ),
        ("category", ProductCategory.objects.filter(product_id=listing.product_id).exists(), _("Choose a heading.")),
    ]
    return [Problem("fact_missing", words, field=field) for field, is_fine, words in checks if not is_fine]


def declarations_are_made(listing: Listing) -> list[Problem]:
    missing = [code for code in required_declarations(listing) if listing.declarations.get(code) in (None, "", {}, [])]
    return [
        Problem("declaration_missing", _("Declare: %(what)s.") % {"what": _(LABELS.get(code, code))}, field=f"declarations.{code}")
        for code in missing
    ]


def food_is_licensed(listing: Listing) -> list[Problem]:
    if not listing.is_food or listing.group.fssai:
        return []
    return [Problem("fssai_missing", _("Food is listed with the group's FSSAI number (FSS Act 2006)."), field="group")]


def photo_is_there(listing: Listing) -> list[Problem]:
    if ProductImage.objects.filter(product_id=listing.product_id, picture__isnull=False).exists():
        return []
    return [Problem("photo_missing", _("Add a picture."), field="photo")]


def price_is_within_mrp(listing: Listing) -> list[Problem]:
    """Every product that is sold has one stock record of this group, a price, and none above its MRP."""
    mrps = dict(Variant.objects.filter(listing=listing).values_list("product_id", "mrp_paise"))
    mrps = mrps or {listing.product_id: listing.mrp_paise}
    records = {record.product_id: record for record in StockRecord.objects.filter(product_id__in=mrps)}
    problems = []
    for product_id, mrp_paise in mrps.items():
        record = records.get(product_id)
        if record is None or not record.price or record.partner_id != listing.group.oscar_partner_id:
            problems.append(Problem("price_missing", _("Give a price."), field="price"))
        elif from_rupees(record.price) > mrp_paise:
            problems.append(Problem("price_above_mrp", _("The price is above the MRP."), field="price"))
    return problems


def tax_status_allows(listing: Listing) -> list[Problem]:
    """A group that sells exempt goods only may not list goods with GST. How far goods may travel is asked at delivery."""
    if reach_of(listing.group.tax_status).only_exempt and listing.product_type.gst_bp != 0:
        words = _("The group is recorded as selling goods without GST only, and this type carries GST.")
        return [Problem("tax_status", words, field="product_type")]
    return []


def guards_are_quiet(listing: Listing) -> list[Problem]:
    proofs = set(proofs_of(listing))
    if values_of(listing.product).get("lab_report"):
        proofs.add("lab_report")
    return guard_listing(listing.product_type, guarded_texts(listing), proofs=proofs)


def register() -> None:
    """Join the port with this room's requirements."""
    for check in (
        group_is_approved,
        facts_are_given,
        declarations_are_made,
        food_is_licensed,
        photo_is_there,
        price_is_within_mrp,
        tax_status_allows,
        guards_are_quiet,
    ):
        register_requirement(check.__name__, check)
