"""An order's history in words, for its pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from money.words import rupees
from orders import carriers, reasons
from orders.models import OrderEvent, Parcel

_WORDS: dict[str, str | Promise] = {
    "placed": _("Order placed; waiting for the payment"),
    "placed_at_door": _("Order placed; you pay at the door"),
    "shopper_paid": _("You told us that you have paid"),
    "payment_received": _("Payment received"),
    "group_confirmed": _("%(group)s has received your payment"),
    "other_way": _("You chose another way to pay"),
    "released": _("The groups have been told"),
    "accepted": _("%(group)s has accepted its part"),
    "declined": _("%(group)s can not send its part: %(reason)s"),
    "refund_due": _("%(amount)s is owed back to you for the part of %(group)s"),
    "payment_rejected": _("Payment not confirmed: %(reason)s"),
    "payment_prolonged": _("The goods are kept longer: %(reason)s"),
    "money_differs": _("%(amount)s received; that is not the exact amount"),
    "money_sent_back": _("%(amount)s sent back to you"),
    "refund_sent": _("%(amount)s refunded, reference %(reference)s"),
    "refund_came_back": _("%(amount)s came back from the bank; it is owed to you as before"),
    "called_off": _("Called off as you asked"),
    "cancelled": _("The part of %(group)s is cancelled: %(reason)s"),
    "fewer": _("Called off at %(group)s: %(goods)s"),
    "short": _("%(group)s sends less: %(goods)s. %(reason)s"),
    "choice_asked": _("%(group)s has not got it any more: %(goods)s. You are asked whether you wait"),
    "choice_wait": _("You wait for another piece of %(group)s: %(goods)s"),
    "stand_in_asked": _("%(group)s has not answered. You are asked whether another group may send its part"),
    "stand_in_void": _("The question about another group is not needed any more"),
    "handed_on": _("You agreed that another group sends the part of %(group)s"),
    "slipped": _("%(group)s sends the harvest later than it had said; you may call it off"),
    "return_asked": _("You asked to give something back to %(group)s (%(number)s)"),
    "return_approved": _("%(group)s takes it back (%(number)s)"),
    "return_refused": _("%(group)s does not take it back (%(number)s)"),
    "return_to_staff": _("A person of the shop now decides on %(number)s"),
    "return_lapsed": _("It was not sent back in time (%(number)s)"),
    "return_sent": _("You have sent it back (%(number)s)"),
    "return_received": _("%(group)s has it back (%(number)s)"),
    "return_settled": _("%(number)s is settled"),
    "dispute_opened": _("Your bank asks for %(amount)s of your payment back, and decides"),
    "dispute_ended": _("Your bank has decided: the payment stands"),
    "dispute_lost": _("Your bank has given %(amount)s back to you"),
    "cash_taken": _("You paid %(amount)s to %(group)s at the door"),
    "lost": _("Parcel %(parcel)s is lost; your money goes back"),
    "came_back": _("Parcel %(parcel)s was not taken and is back with %(group)s"),
    "expired": _("Not paid in time; the goods are on sale again"),
    "late_honoured": _("The goods of %(group)s were still there"),
    "address_changed": _("The address was changed"),
    "packed": _("%(group)s has packed its part"),
    "handed_over": _("%(group)s has handed over %(parcels)s: %(carrier)s"),
    "undone": _("%(group)s has taken back its last step"),
    "arrived": _("Parcel %(parcel)s has arrived: %(source)s"),
    "not_arrived": _("Parcel %(parcel)s has not arrived"),
    "lot_withdrawn": _("%(group)s has withdrawn lot %(lot)s: please open the page of the lot"),
    "closed": _("The days of return for the part of %(group)s are over"),
}
_SOURCES = dict(Parcel.Source.choices)


@dataclass(frozen=True)
class EventRow:
    """One dated line of the history."""

    at: datetime
    kind: str
    words: str | Promise


def event_rows(events: Iterable[OrderEvent]) -> list[EventRow]:
    """The history, oldest first. Kinds without words are for the journal and not shown."""
    return [EventRow(event.at, event.kind, words_of(event)) for event in events if event.kind in _WORDS]


def words_of(event: OrderEvent) -> str:
    """What the shopper reads of it; empty for what is only for the journal."""
    if event.kind not in _WORDS:
        return ""
    part = event.producer_order
    return str(_WORDS[event.kind]) % {
        "group": part.group.name if part else "",
        "reason": reasons.words(str(event.detail.get("reason", ""))),
        "amount": rupees(int(event.detail.get("amount_paise", 0))),
        "reference": event.detail.get("reference", ""),
        "parcel": event.detail.get("parcel", ""),
        "parcels": ", ".join(event.detail.get("parcels", ())),
        "number": event.detail.get("number", ""),
        "goods": event.detail.get("goods", ""),
        "lot": event.detail.get("lot", ""),
        "carrier": carriers.words(str(event.detail.get("carrier", ""))),
        "source": _SOURCES.get(str(event.detail.get("source", "")), ""),
    }
