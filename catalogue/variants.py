"""Sizes and weights of a listing, as its group keeps them: put into force from a draft or an edit, withdrawn, put on sale again.

A size is plain JSON in a draft and in an edit: ``key`` (of the variant; nothing for a new one), ``label``, and for a new one
``price_paise``, ``mrp_paise``, ``stock``, ``weight_g`` and ``net_quantity`` (text). Of sizes that are on sale an edit changes the label
alone: price and stock change at once, on the sheet.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.errors import VariantRefused
from catalogue.journalling import record_change
from catalogue.listings import add_variant
from catalogue.models import Listing, Product, Variant
from catalogue.prices import change_price, change_stock
from money.paise import from_rupees
from producers.oscar.models import StockRecord

MOST_SIZES = 12
LABEL_LENGTH = 80
Size = dict[str, Any]


def sizes_of(listing: Listing) -> list[Size]:
    """The sizes that are offered, whole, as a draft of an unfinished listing begins with them. Two queries."""
    rows = list(Variant.objects.filter(listing=listing, withdrawn_at__isnull=True).order_by("position"))
    records = {record.product_id: record for record in StockRecord.objects.filter(product_id__in=[row.product_id for row in rows])}
    return [
        {
            "key": row.pk,
            "label": row.label,
            "price_paise": from_rupees(records[row.product_id].price or 0),
            "mrp_paise": row.mrp_paise,
            "stock": records[row.product_id].num_in_stock or 0,
            "weight_g": row.weight_g,
            "net_quantity": f"{row.net_quantity.normalize():f}",
        }
        for row in rows
    ]


def labels_of(listing: Listing) -> list[Size]:
    """All sizes by key and label, withdrawn ones too, so that withdrawing one does not stand in the way of an edit. One query."""
    rows = Variant.objects.filter(listing=listing).order_by("position").values_list("pk", "label")
    return [{"key": key, "label": label} for key, label in rows]


def as_edit(listing: Listing, sizes: Sequence[Size]) -> list[Size]:
    """What an edit says: every size there is with the label that the draft gives it, and the new ones."""
    wanted = {size["key"]: size["label"] for size in sizes if size["key"] is not None}
    known = [{"key": size["key"], "label": wanted.get(size["key"], size["label"])} for size in labels_of(listing)]
    return [*known, *(size for size in sizes if size["key"] is None)]


def label_problem(listing: Listing | None, sizes: Sequence[Size], label: str, *, place: int | None = None) -> str:
    """Why a size can not be called so, in words: another one has the name. Nothing where it can. ``place`` is the one that is renamed."""
    others = {size["label"].casefold() for number, size in enumerate(sizes) if number != place}
    if label.casefold() in others:
        return _("There is a size of this name already.")
    gone = Variant.objects.filter(listing=listing, withdrawn_at__isnull=False, label__iexact=label) if listing else Variant.objects.none()
    if gone.exists():
        return _("A size of this name was withdrawn. Put that one on sale again, or choose another name.")
    return ""


def set_sizes(*, listing: Listing, sizes: Sequence[Size], acting_user: User | None, on_behalf_of: str = "") -> None:
    """Bring the sizes of a listing that nobody could buy yet in line with its draft; one that was taken out is withdrawn.

    Raises ``PriceAboveMrp``, ``VariantRefused``, ``StockTooLow``.
    """
    who: dict[str, Any] = {"acting_user": acting_user, "on_behalf_of": on_behalf_of}
    with transaction.atomic():
        known = {row.pk: row for row in Variant.objects.filter(listing=listing).select_related("product")}
        rename(listing=listing, labels={size["key"]: size["label"] for size in sizes if size["key"] in known}, **who)
        for size in sizes:
            row = known.pop(size["key"], None)
            if row is None:
                add_size(listing=listing, size=size, **who)
                continue
            Variant.objects.filter(pk=row.pk).update(weight_g=size["weight_g"], net_quantity=Decimal(size["net_quantity"]))
            change_price(listing=listing, product=row.product, price_paise=size["price_paise"], mrp_paise=size["mrp_paise"], **who)
            change_stock(listing=listing, product=row.product, stock=size["stock"], **who)
        for row in known.values():
            _show(listing, row, is_offered=False, **who)


def apply_edit(*, listing: Listing, sizes: Sequence[Size], acting_user: User | None) -> None:
    """Put the sizes of an edit into force that staff approved: other names, and new sizes."""
    rename(listing=listing, labels={size["key"]: size["label"] for size in sizes if size["key"] is not None}, acting_user=acting_user)
    for size in sizes:
        if size["key"] is None:
            add_size(listing=listing, size=size, acting_user=acting_user)


def add_size(*, listing: Listing, size: Size, acting_user: User | None, on_behalf_of: str = "") -> Product:
    """Add one size. Raises as ``listings.add_variant`` does."""
    return add_variant(
        listing=listing,
        title=size["label"],
        price_paise=size["price_paise"],
        mrp_paise=size["mrp_paise"],
        stock=size["stock"] or 0,
        weight_g=size["weight_g"],
        net_quantity=Decimal(size["net_quantity"]),
        acting_user=acting_user,
        on_behalf_of=on_behalf_of,
    )


def rename(*, listing: Listing, labels: Mapping[int, str], acting_user: User | None, on_behalf_of: str = "") -> None:
    """Give sizes other names, all at once, so that two may take each other's."""
    with transaction.atomic():
        before = dict(Variant.objects.filter(listing=listing, pk__in=labels).values_list("pk", "label"))
        changed = {key: label for key, label in labels.items() if key in before and before[key] != label}
        for key in changed:
            Variant.objects.filter(pk=key).update(label=f"~{key}")
        for key, label in changed.items():
            Variant.objects.filter(pk=key).update(label=label)
            Product.objects.filter(variant=key).update(title=label)
            was, now = {"label": before[key]}, {"label": label}
            record_change("listing.variant_rename", listing, acting_user, on_behalf_of, before=was, after=now)


def withdraw_variant(*, listing: Listing, key: int, acting_user: User | None, on_behalf_of: str = "") -> Variant:
    """Take one size off sale at once. Orders that were placed before are not touched; a second time changes nothing.

    Raises ``VariantRefused`` for the last one (the listing is withdrawn then), ``Variant.DoesNotExist``.
    """
    with transaction.atomic():
        held = Listing.objects.select_for_update(of=("self",)).get(pk=listing.pk)
        row = Variant.objects.get(pk=key, listing=held)
        others = Variant.objects.filter(listing=held, withdrawn_at__isnull=True).exclude(pk=key)
        if row.withdrawn_at is None and not others.exists():
            raise VariantRefused("The last size stays as long as the listing does.")
        _show(held, row, is_offered=False, acting_user=acting_user, on_behalf_of=on_behalf_of)
    return row


def restore_variant(*, listing: Listing, key: int, acting_user: User | None, on_behalf_of: str = "") -> Variant:
    """Put a withdrawn size on sale again, with the stock and the price that it has. Raises ``Variant.DoesNotExist``."""
    with transaction.atomic():
        held = Listing.objects.select_for_update(of=("self",)).get(pk=listing.pk)
        row = Variant.objects.get(pk=key, listing=held)
        _show(held, row, is_offered=True, acting_user=acting_user, on_behalf_of=on_behalf_of)
    return row


def _show(listing: Listing, row: Variant, *, is_offered: bool, acting_user: User | None, on_behalf_of: str) -> None:
    """One guarded UPDATE; the listing's version moves, so that baskets are reckoned anew."""
    rows = Variant.objects.filter(pk=row.pk, withdrawn_at__isnull=not is_offered)
    if not rows.update(withdrawn_at=None if is_offered else timezone.now()):
        return
    Product.objects.filter(pk=row.product_id).update(is_public=is_offered)
    Listing.objects.filter(pk=listing.pk).update(version=F("version") + 1)
    action = "listing.variant_restore" if is_offered else "listing.variant_withdraw"
    record_change(action, listing, acting_user, on_behalf_of, after={"label": row.label})
