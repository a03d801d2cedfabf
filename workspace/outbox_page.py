"""What stands on the page that a phone keeps: enough to work with without signal, and small enough to be fetched on a slow line."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.models import Listing, ListingDraft, ProductType
from catalogue.own_listings import sheet_records, sheet_rows, types_by_family
from catalogue.seen import WORDS, mark, words_of
from catalogue.sending import default_title
from orders import reasons
from orders.carriers import CARRIERS
from orders.models import ProducerOrder
from orders.queries import inbox
from payments.households.queries import current_households
from payments.models import LotShareRule
from producers.models import ProducerGroup
from workspace.outbox_sending import to_send
from workspace.stock import plain_row

MOST_ROWS, MOST_LISTINGS, MOST_DRAFTS, MOST_ORDERS = 60, 40, 60, 30


def facts_for(group: ProducerGroup, acts: Collection[str]) -> dict[str, Any]:
    """What each role may write down. A fixed number of queries."""
    facts: dict[str, Any] = {}
    if "edit_listings" in acts:
        texts = _texts(group)
        facts |= {"types": _types(), "rows": _rows(group), "texts": texts, "goods": _goods(group, texts)}
        facts |= {"tongues": settings.LANGUAGES, "tongue": get_language()}
    if "accept_orders" in acts:
        orders = inbox(group, ProducerOrder.Status.NEW, limit=MOST_ORDERS)
        facts |= {"orders": orders, "reasons": reasons.DECLINE.items(), "may_accept": True}
        facts |= {"sending": to_send(group), "carriers": CARRIERS}
    if "keep_households" in acts:
        lots = LotShareRule.objects.filter(group=group, frozen_at__isnull=True).order_by("-pk")
        facts |= {"lots": list(lots.values_list("lot_code", flat=True)[:MOST_ROWS]), "households": current_households(group)}
    return facts


def _types() -> list[ProductType]:
    """Every kind of goods, by its name in the reader's language."""
    return sorted((row for rows in types_by_family().values() for row in rows), key=lambda row: str(_(row.name)))


def _rows(group: ProducerGroup) -> list[dict[str, Any]]:
    keys = list(sheet_records(group).values_list("pk", flat=True)[:MOST_ROWS])
    return [{"row": row, "typed": plain_row(row)} for row in sheet_rows(group, keys)]


def _texts(group: ProducerGroup) -> list[dict[str, Any]]:
    """The words of the listings that were changed last, with the mark of what is seen."""
    states = (Listing.Status.DRAFT, Listing.Status.CHANGES_ASKED, Listing.Status.LIVE, Listing.Status.PAUSED)
    listings = list(Listing.objects.filter(group=group, status__in=states).order_by("-pk")[:MOST_LISTINGS])
    held = words_of(listings)
    return [{"slug": row.slug, "seen": mark(held[row.pk], WORDS), **held[row.pk]} for row in listings]


def _goods(group: ProducerGroup, texts: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What something can be said about: new goods, then those with words; ``seen`` is the recording that is there. One query."""
    drafts = ListingDraft.objects.filter(group=group, closed_at__isnull=True).select_related("product_type", "voice_note", "listing")
    new, notes = [], {}
    for draft in drafts.order_by("-pk")[:MOST_DRAFTS]:
        note = getattr(draft, "voice_note", None)
        if draft.listing is not None:
            notes[draft.listing.slug] = note.number if note else ""
        elif title := draft.answers.get("title") or default_title(draft):
            new.append({"key": draft.key, "title": title, "seen": note.number if note else ""})
    return [*new, *({"key": row["slug"], "title": row["title"], "seen": notes.get(row["slug"], "")} for row in texts)]
