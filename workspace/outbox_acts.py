"""What can be written down without signal of stock, new orders and slips: each kind is one function over the same rules as its page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.errors import PriceAboveMrp, StaleVersion, StockKept, StockTooLow
from catalogue.own_listings import SheetRow, sheet_rows
from catalogue.sheet import RowState, write_row
from orders import fulfilment, reasons
from orders.access import producer_order_for
from orders.errors import NotPossible
from orders.models import ProducerOrder
from payments.households import contributions, queries
from payments.households.errors import ContributionRefused, DatesRefused, LotFrozen
from workspace.households_forms import BringForm
from workspace.member_lots import words_of_refusal
from workspace.outbox_entry import Conflict, Done, Entry, Kinds, Missing, Refused, valid
from workspace.stock import RowForm, plain_row


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


KINDS: Kinds = {
    "stock": ("edit_listings", stock),
    "accept": ("accept_orders", accept),
    "decline": ("accept_orders", decline),
    "slip": ("keep_households", slip),
}
