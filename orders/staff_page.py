"""Everything that is known of an order, for staff who hold the right to look at any: one dataclass, a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf.locale import LANG_INFO
from django.db.models import Q
from django.utils.functional import Promise

from journal.deeds import words_of as words_of_deed
from journal.models import AuditEntry
from notices.models import Notice
from orders import cancelling, carriers, deliveries, losses, reasons, status, wording
from orders.deeds import told
from orders.models import OrderEvent, OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order
from orders.pages import OrderPage
from orders.queries import order_page
from payments import providers
from payments.models import Payment, Refund

# States by the table of the row that an entry of the journal is about.
_STATES = {model._meta.label_lower: dict(model.Status.choices) for model in (ProducerOrder, Payment, Refund)}
AT_MOST = 200  # rows of a history that are shown; an order that has more is looked at in the database


@dataclass(frozen=True)
class Line:
    """One dated line: what, by whom, for whom, and why."""

    at: datetime
    what: str
    who: str
    detail: str


@dataclass(frozen=True)
class StaffParcel:
    """One parcel, and what its shopper may say of it now."""

    parcel: Parcel
    may_arrive: bool
    may_be_missed: bool
    may_end: bool

    @property
    def carrier(self) -> str | Promise:
        """Who carries it, in words."""
        return carriers.words(self.parcel.carrier)


@dataclass(frozen=True)
class StaffPart:
    """One group's part with why it is not sent, its parcels, whether it can still be called off, whether another group could send it."""

    part: ProducerOrder
    decline_words: str | Promise
    parcels: list[StaffParcel]
    can_cancel: bool
    can_be_handed_on: bool


@dataclass(frozen=True)
class StaffRefund:
    """One refund as a row, and what it is for in words: (what, pieces, paise)."""

    refund: Refund
    why: str | Promise
    lines: Sequence[tuple[str | Promise, int, int]]


@dataclass(frozen=True)
class StaffPayment:
    """One payment as a row, and how it is paid in words."""

    payment: Payment
    paid_by: str | Promise


@dataclass(frozen=True)
class StaffPage:
    """The shopper's page of the order, and what only staff see."""

    page: OrderPage
    headline: str | Promise
    language: str
    record: OrderRecord
    payments: list[StaffPayment]
    refunds: list[StaffRefund]
    notices: list[Notice]
    history: list[Line]
    audit: list[Line]
    parts: list[StaffPart]
    can_cancel_unpaid: bool


def staff_page(order: Order) -> StaffPage:
    """The page of one order. Nineteen queries, whatever the number of groups, payments and lines of its history."""
    page = order_page(order)
    record = OrderRecord.objects.select_related("order__user").get(order=order)
    parts = list(ProducerOrder.objects.filter(order=order).select_related("group").prefetch_related("parcels").order_by("pk"))
    payments = list(
        Payment.objects.filter(order_number=order.number)
        .select_related("confirmed_by")
        .prefetch_related("bank_entries__recorded_by", "allocations")
        .order_by("pk")
    )
    refunds = list(
        Refund.objects.filter(allocation__payment__order_number=order.number).select_related("allocation", "sent_by").order_by("pk")
    )
    numbers = [order.number, *(part.number for part in parts)]
    events = OrderEvent.objects.filter(order=order).select_related("by_user", "producer_order__group").order_by("-pk")
    return StaffPage(
        page=page,
        headline=status.staff_headline(page.state),
        language=str(LANG_INFO.get(page.language, {}).get("name_local", page.language)),
        record=record,
        payments=[StaffPayment(payment, providers.paid_by(payment.provider, payment.method)) for payment in payments],
        refunds=_with_lines(page, refunds),
        notices=list(Notice.objects.filter(subject_number__in=numbers).order_by("-pk")[:AT_MOST]),
        history=[_event(event) for event in events[:AT_MOST]],
        audit=[_entry(entry) for entry in _audit(order, parts, payments, refunds)],
        parts=[_part(part) for part in parts],
        can_cancel_unpaid=any(payment.status == Payment.Status.AWAITING for payment in payments),
    )


def _with_lines(page: OrderPage, refunds: list[Refund]) -> list[StaffRefund]:
    told = {row.number: row for part in page.parts for row in part.refunds}
    rows = [(refund, told.get(refund.number)) for refund in refunds]
    return [StaffRefund(refund, reasons.words_for_others(refund.reason), row.lines if row else []) for refund, row in rows]


def _part(part: ProducerOrder) -> StaffPart:
    parcels = list(part.parcels.all())
    at_home = (Parcel.Status.OPEN, Parcel.Status.PACKED, Parcel.Status.CANCELLED)
    return StaffPart(
        part=part,
        decline_words=reasons.words_for_others(part.decline_reason),
        parcels=[
            StaffParcel(
                parcel,
                deliveries.may_arrive(parcel.status),
                deliveries.may_be_missed(parcel.status, parcel.promised_to),
                losses.may_end(parcel.status),
            )
            for parcel in parcels
        ],
        can_cancel=part.status in cancelling.BEFORE_HAND_OVER and all(parcel.status in at_home for parcel in parcels),
        can_be_handed_on=part.status in cancelling.BEFORE_PACKING,
    )


def _audit(order: Order, parts: list[ProducerOrder], payments: list[Payment], refunds: list[Refund]) -> list[AuditEntry]:
    """What the journal holds of the order and of its rows, the newest first. One query."""
    wanted = Q(subject_type="order.order", subject=str(order.pk))
    for rows in (parts, payments, refunds):
        for row in rows[:1]:
            keys = [str(each.pk) for each in rows]
            wanted |= Q(subject_type=row._meta.label_lower, subject__in=keys)
    return list(AuditEntry.objects.filter(wanted).select_related("acting_user").order_by("-pk")[:AT_MOST])


def _event(event: OrderEvent) -> Line:
    part = event.producer_order.number if event.producer_order else ""
    if words := wording.words_of(event):
        return Line(event.at, words, str(event.by_user or ""), part)
    return Line(event.at, words_of_deed(f"orders.{event.kind}"), str(event.by_user or ""), _joined(part, told(event.detail)))


def _entry(entry: AuditEntry) -> Line:
    said = str(reasons.words_for_others(entry.reason) or entry.reason)
    state = str(_STATES.get(entry.subject_type, {}).get(entry.after.get("status"), ""))
    return Line(entry.at, entry.words(), _joined(entry.who(), entry.for_whom()), _joined(said and f"“{said}”", state, told(entry.after)))


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)
