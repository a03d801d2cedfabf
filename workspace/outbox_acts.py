"""What can be written down without signal and sent later: each kind is one function over the same rules as the page for it.

An act that goes through answers with ``Done``. What the rules refuse raises ``Refused``; what somebody else has changed meanwhile raises
``Conflict`` with both texts. Then nothing was written, and the phone keeps the entry until its owner decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue import access, drafts
from catalogue.errors import AnsweredMeanwhile, PriceAboveMrp, StaleVersion, StockKept, StockTooLow, WrongListingStatus
from catalogue.models import Listing, ProductType
from catalogue.own_listings import SheetRow, sheet_rows
from catalogue.sheet import RowState, write_row
from media import pieces
from media.uploads import PictureRefused
from orders import fulfilment, reasons
from orders.access import producer_order_for
from orders.errors import NotPossible
from orders.models import ProducerOrder
from payments.households import contributions, queries
from payments.households.errors import ContributionRefused, DatesRefused, LotFrozen
from producers.models import ProducerGroup
from workspace import meanwhile
from workspace.households_forms import BringForm
from workspace.listings_forms import PriceForm, WordsForm
from workspace.member_lots import words_of_refusal
from workspace.stock import RowForm, plain_row

AnyForm = TypeVar("AnyForm", bound=Form)


class Missing(Exception):
    """What the entry speaks of is not there, or not there for this person: both look the same."""


class Refused(Exception):
    """The rules do not allow it. ``words`` says why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Conflict(Exception):
    """Somebody else has changed the same thing. ``seen`` is the new mark: an entry that carries it is meant."""

    def __init__(self, rows: list[dict[str, str]], seen: str) -> None:
        super().__init__(seen)
        self.rows, self.seen = rows, seen


@dataclass(frozen=True)
class Entry:
    """One entry of a phone's list: who wrote it, for which group, under which key."""

    user: User
    group: ProducerGroup
    stamp: str
    key: str
    data: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.data.get(name, "")
        return value[:4000] if isinstance(value, str) else ""

    @property
    def who(self) -> dict[str, Any]:
        return {"acting_user": self.user, "on_behalf_of": self.stamp}


@dataclass(frozen=True)
class Done:
    """What the phone is told: words, where to look at it, and what it needs for its next entries."""

    words: str
    href: str = ""
    more: dict[str, str] = field(default_factory=dict)


def new_listing(entry: Entry) -> Done:
    """A draft with every answer that was given; its photos are announced and follow in pieces."""
    kind = ProductType.objects.filter(code=entry.text("type")).exclude(guard=ProductType.Guard.REFUSED).first()
    if kind is None:
        raise Refused(_("Choose what it is."))
    photos = entry.data.get("photos", [])
    if not isinstance(photos, list) or len(photos) > drafts.MAX_PHOTOS:
        raise Refused(_("A listing shows %(number)d pictures at most. Take one out first.") % {"number": drafts.MAX_PHOTOS})
    draft = drafts.start(group=entry.group, attempt=entry.key, **entry.who)
    draft = drafts.answer(draft=draft, product_type=kind, **entry.who)
    answers = {"place_code": entry.group.place_code}
    for form in (PriceForm(entry.data, draft=draft), WordsForm(entry.data, draft=draft)):
        answers |= {name: value for name, value in valid(form).answers().items() if value not in (None, "")}
    drafts.answer(draft=draft, answers=answers, **entry.who)
    for photo in photos:
        _announce(entry, draft.key, photo)
    return Done(_("It is with your listings, not yet sent."), reverse("workspace-draft", args=[draft.key, "check"]))


def _announce(entry: Entry, number: str, photo: Any) -> None:
    try:
        size, key, checksum = int(photo["size"]), str(photo["key"]), str(photo["sum"])
    except (TypeError, KeyError, ValueError, OverflowError):
        raise Refused(_("This photo can not be told from others. Please choose it again.")) from None
    try:
        pieces.begin(owner=entry.user, key=key, belongs_to=number, size=size, sha256=checksum)
    except PictureRefused as refusal:
        raise Refused(refusal.reason) from refusal


def words_of_listing(entry: Entry) -> Done:
    """Title, line and story of a listing, kept in its draft; what somebody else wrote meanwhile is not written over."""
    try:
        listing = access.listing_for(entry.user, entry.text("listing"))
    except Listing.DoesNotExist:
        raise Missing from None
    if listing.group_id != entry.group.pk:
        raise Missing
    try:
        draft = drafts.open_draft(listing=listing, **entry.who)
    except WrongListingStatus:
        raise Refused(_("This listing is being looked at by staff, or was withdrawn.")) from None
    form = valid(WordsForm(entry.data, draft=draft))
    try:
        draft = drafts.answer(draft=draft, answers=form.answers(), seen=entry.text("seen"), **entry.who)
    except AnsweredMeanwhile as other:
        raise Conflict(meanwhile.rows(form, other.now, form.answers()), form.seen) from other
    more = {"seen": WordsForm(draft=draft).seen}
    return Done(_("It is with your listings, not yet sent."), reverse("workspace-draft", args=[draft.key, "check"]), more)


def stock(entry: Entry) -> Done:
    """One row of the sheet of stock and prices."""
    key = entry.text("row")
    row = next(iter(sheet_rows(entry.group, [int(key)] if key.isascii() and key.isdigit() and len(key) < 19 else [])), None)
    if row is None:
        raise Missing
    try:
        seen = RowState.read(entry.text("seen"))
    except ValueError:
        raise Refused(_("Write a whole number, for example 12.")) from None
    form = valid(RowForm({**plain_row(row), **{name: entry.text(name) for name in ("stock", "price", "mrp") if entry.text(name)}}))
    try:
        write_row(row=row, seen=seen, wanted=_wanted(entry, seen, form.state()), **entry.who)
    except StaleVersion:
        raise _stale(row, entry, form) from None
    except PriceAboveMrp:
        raise Refused(_("The price is above the MRP.")) from None
    except StockKept:
        raise Refused(_("These goods are counted in their lots. Press “Add pieces” to add pieces, or to take them out.")) from None
    except StockTooLow as refusal:
        raise Refused(_("%(promised)d pieces are promised to orders.") % {"promised": refusal.promised}) from refusal
    now = sheet_rows(entry.group, [row.record.pk])[0]
    return Done(_("%(title)s: %(stock)d in stock.") % {"title": now.listing.title, "stock": now.stock}, "", {"seen": now.seen})


def _wanted(entry: Entry, seen: RowState, typed: RowState) -> RowState:
    """What was not typed stays as it was seen."""
    has = {name: bool(entry.text(name)) for name in ("stock", "price", "mrp")}
    return RowState(
        typed.stock if has["stock"] else seen.stock,
        typed.price_paise if has["price"] else seen.price_paise,
        typed.mrp_paise if has["mrp"] else seen.mrp_paise,
    )


def _stale(row: SheetRow, entry: Entry, form: RowForm) -> Conflict:
    labels = {"stock": _("Stock"), "price": _("Price ₹"), "mrp": _("MRP ₹")}
    there = plain_row(row)
    typed = [name for name in labels if entry.text(name) and entry.text(name) != there[name]]
    return Conflict([{"label": str(labels[name]), "theirs": there[name], "mine": str(form.data[name])} for name in typed], row.seen)


def accept(entry: Entry) -> Done:
    """The group will send its part of an order."""
    part = part_of(entry)
    try:
        fulfilment.accept(part, **entry.who)
    except NotPossible:
        raise Refused(_("This order is not waiting for an answer any more. Look at it.")) from None
    return Done(_("Order %(number)s is accepted.") % {"number": part.number}, reverse("workspace-order", args=[part.number]))


def decline(entry: Entry) -> Done:
    """The group can not send its part of an order."""
    part = part_of(entry)
    try:
        fulfilment.decline(part, reason=entry.text("reason"), **entry.who)
    except reasons.UnknownReason:
        raise Refused(_("Choose a reason.")) from None
    except NotPossible:
        raise Refused(_("This order is not waiting for an answer any more. Look at it.")) from None
    return Done(_("Order %(number)s is declined.") % {"number": part.number}, reverse("workspace-order", args=[part.number]))


def part_of(entry: Entry) -> ProducerOrder:
    """The part of an order that an entry speaks of. Raises ``Missing`` for one that this person or group does not reach."""
    try:
        part = producer_order_for(entry.user, entry.text("number"), "accept_orders")
    except ProducerOrder.DoesNotExist:
        raise Missing from None
    if part.group_id != entry.group.pk:
        raise Missing
    return part


def slip(entry: Entry) -> Done:
    """What a household brought to a lot."""
    form = valid(BringForm(entry.data, households=queries.current_households(entry.group)))
    lot = entry.text("lot")
    try:
        row = contributions.bring(
            lot_code=lot,
            household=form.chosen,
            quantity=form.cleaned_data["quantity"],
            on=form.cleaned_data["brought_on"],
            key=f"bring:{lot}:{entry.user.pk}:{entry.key}",
            acting_user=entry.user,
        )
    except (LotFrozen, ContributionRefused) as refusal:
        raise Refused(words_of_refusal(refusal)) from refusal
    except DatesRefused:
        raise Refused(_("The day can not be right: it lies before the household joined, or left.")) from None
    return Done(_("%(name)s: written down.") % {"name": row.household.name}, reverse("workspace-member-lot", args=[entry.group.slug, lot]))


def valid(form: AnyForm) -> AnyForm:
    """The form, if what was typed can be read. Raises ``Refused`` with the first thing that can not."""
    if form.is_valid():
        return form
    name, found = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise Refused(f"{label}: {found[0]}" if label else str(found[0]))


# Each kind with what a person must be allowed to do for the group.
KINDS: dict[str, tuple[str, Callable[[Entry], Done]]] = {
    "listing": ("edit_listings", new_listing),
    "words": ("edit_listings", words_of_listing),
    "stock": ("edit_listings", stock),
    "accept": ("accept_orders", accept),
    "decline": ("accept_orders", decline),
    "slip": ("keep_households", slip),
}
