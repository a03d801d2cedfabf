"""Turn a finished draft into a listing in review, a corrected listing, or an edit of a live one. All of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.drafts import STAGED, TEXTS
from catalogue.edits import send_edit
from catalogue.errors import DraftClosed, DraftIncomplete
from catalogue.listings import Facts, create_listing, update_listing
from catalogue.models import Listing, ListingDraft, ProductType
from catalogue.photos import set_photos
from catalogue.prices import change_price, change_stock
from catalogue.problems import Problem
from catalogue.publishing import send_to_review
from catalogue.texts import ORIGINAL_LANGUAGE
from catalogue.type_defaults import defaults_of
from catalogue.variants import as_edit, set_sizes
from journal import audit
from producers.oscar.models import StockRecord

# A room above writes its own rows for a listing that was just sent, from the draft's answers: the lot, for example.
Finisher = Callable[[Listing, Mapping[str, Any], User | None, str], None]
_finishers: dict[str, Finisher] = {}
_PLAIN = ("net_unit", "weight_g", "dispatch_days", "is_liquid", "is_fragile", "freezes", "place_code", "handmade", "hsn")


@dataclass(frozen=True)
class Sent:
    """What became of a draft. ``problems`` are those that staff have to look at."""

    listing: Listing
    kind: Literal["new", "corrected", "edit"]
    problems: tuple[Problem, ...] = ()


def register_finisher(name: str, finish: Finisher) -> None:
    """Add a finisher. Raises ``ValueError`` when the name is already used for another function."""
    if _finishers.setdefault(name, finish) is not finish:
        raise ValueError(f"The finisher {name!r} is registered twice.")


def is_staged(draft: ListingDraft) -> bool:
    """Whether the draft changes a listing that readers see, so that only texts, pictures and declarations may change."""
    return draft.listing is not None and draft.listing.status in STAGED


def missing_of(draft: ListingDraft) -> list[str]:
    """The answers that nothing can stand in for and that are not given yet."""
    needed = {"photo": draft.photos, "product_type": draft.product_type_id}
    sizes = draft.answers.get("sizes")
    if sizes:
        needed["sizes"] = all(size.get("stock") is not None for size in sizes if size["key"] is None)
    elif not is_staged(draft):
        needed["price"] = all(draft.answers.get(key) is not None for key in ("price_paise", "mrp_paise", "stock"))
    return [name for name, given in needed.items() if not given]


def send(*, draft: ListingDraft, acting_user: User, on_behalf_of: str = "") -> Sent:
    """Send the draft to staff and close it.

    Raises ``DraftClosed``, ``DraftIncomplete``, ``NotReady``, ``NothingChanged``, ``StaleVersion``, ``WrongListingStatus``,
    ``PriceAboveMrp``, ``StockTooLow``, ``WrongAttribute``, ``GroupNotApproved``; then nothing was written and the draft stays open.
    """
    with transaction.atomic():
        held = ListingDraft.objects.select_for_update(of=("self",)).select_related("group", "product_type", "listing").get(pk=draft.pk)
        if held.closed_at is not None:
            raise DraftClosed(held.key)
        missing = missing_of(held)
        if missing:
            raise DraftIncomplete(missing)
        sent = _send(held, acting_user, on_behalf_of)
        ListingDraft.objects.filter(pk=held.pk).update(closed_at=timezone.now(), listing=sent.listing, version=F("version") + 1)
        audit.record(
            action="draft.send", subject=held, acting_user=acting_user, on_behalf_of=on_behalf_of, after={"listing": sent.listing.pk}
        )
    return sent


def _send(draft: ListingDraft, acting_user: User, on_behalf_of: str) -> Sent:
    if draft.listing is not None and draft.listing.status in STAGED:
        listing = draft.listing
        after = {field: draft.answers.get(field, "") for field in TEXTS} | {"story_language": story_language(draft)}
        after |= {"declarations": draft.answers.get("declarations", {}), "photos": draft.photos}
        if draft.answers.get("sizes"):
            after["sizes"] = as_edit(listing, draft.answers["sizes"])
        send_edit(listing=listing, after=after, acting_user=acting_user, on_behalf_of=on_behalf_of)
        return Sent(listing, "edit")
    if draft.listing is None:
        listing = _created(draft, acting_user, on_behalf_of)
    else:
        listing = _corrected(draft, draft.listing, acting_user, on_behalf_of)
    if draft.answers.get("sizes"):
        set_sizes(listing=listing, sizes=draft.answers["sizes"], acting_user=acting_user, on_behalf_of=on_behalf_of)
    set_photos(listing=listing, pictures=draft.photos, acting_user=acting_user, on_behalf_of=on_behalf_of)
    for finish in _finishers.values():
        finish(listing, draft.answers, acting_user, on_behalf_of)
    problems = send_to_review(listing, acting_user=acting_user, on_behalf_of=on_behalf_of)
    return Sent(listing, "corrected" if draft.listing_id else "new", tuple(problems))


def _created(draft: ListingDraft, acting_user: User, on_behalf_of: str) -> Listing:
    product_type = type_of(draft)
    # With sizes the single product stands for the first of them until that is added, in the same transaction.
    sold: Mapping[str, Any] = next(iter(draft.answers.get("sizes") or ()), draft.answers)
    return create_listing(
        group=draft.group,
        product_type=product_type,
        title=draft.answers.get("title") or default_title(draft),
        price_paise=sold["price_paise"],
        mrp_paise=sold["mrp_paise"],
        stock=sold["stock"],
        category=defaults_of(product_type).category,
        attributes=draft.answers.get("attributes"),
        acting_user=acting_user,
        on_behalf_of=on_behalf_of,
        **_facts(draft),
    )


def _corrected(draft: ListingDraft, listing: Listing, acting_user: User, on_behalf_of: str) -> Listing:
    update_listing(
        listing=listing,
        version=draft.answers["base_version"],
        title=draft.answers.get("title", ""),
        attributes=draft.answers.get("attributes"),
        acting_user=acting_user,
        on_behalf_of=on_behalf_of,
        **_facts(draft),
    )
    if draft.answers.get("sizes") or not StockRecord.objects.filter(product_id=listing.product_id).exists():
        return listing  # its sizes have the stock and the prices
    change_price(
        listing=listing,
        price_paise=draft.answers["price_paise"],
        mrp_paise=draft.answers["mrp_paise"],
        acting_user=acting_user,
        on_behalf_of=on_behalf_of,
    )
    change_stock(listing=listing, stock=draft.answers["stock"], acting_user=acting_user, on_behalf_of=on_behalf_of)
    return listing


def type_of(draft: ListingDraft) -> ProductType:
    """The kind of goods. Raises ``DraftIncomplete`` while it is not said."""
    if draft.product_type is None:
        raise DraftIncomplete(["product_type"])
    return draft.product_type


def default_title(draft: ListingDraft) -> str:
    """What a listing is called when the group wrote no title."""
    return _(draft.product_type.name) if draft.product_type else ""


def default_summary(draft: ListingDraft) -> str:
    """The one line that a listing gets when the group wrote none."""
    return _("%(goods)s from %(village)s") % {"goods": default_title(draft), "village": draft.group.village}


def story_language(draft: ListingDraft) -> str:
    """The language in which the story was said or written; English where nobody said so."""
    return draft.answers.get("story_language") or ORIGINAL_LANGUAGE


def _facts(draft: ListingDraft) -> Facts:
    answers = draft.answers
    facts: dict[str, Any] = {field: answers[field] for field in _PLAIN if answers.get(field) not in (None, "")}
    facts.setdefault("hsn", defaults_of(type_of(draft)).hsn)
    if answers.get("net_quantity"):
        facts["net_quantity"] = Decimal(answers["net_quantity"])
    facts |= {
        "summary": answers.get("summary") or default_summary(draft),
        "story": answers.get("story", ""),
        "story_language": story_language(draft),
        "size_text": answers.get("size_text", ""),
        "declarations": {"generic_name": default_title(draft), **answers.get("declarations", {})},
    }
    return Facts(**facts)  # type: ignore[typeddict-item]  # the keys are those of _PLAIN and the ones above
