"""Reads for the pages of an order: the shopper's page, a group's inbox, a group's page of its own part.

Each page is a plain dataclass, read in a fixed number of queries. What a group's page does not hold can not leak from it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders import address, carriers, deliveries, page_rows, reasons, status, undo
from orders.gift_rows import gift_row, ship_to_of
from orders.models import LineRecord, OrderEvent, Parcel, ProducerOrder, ReturnRequest
from orders.oscar.order.models import Order
from orders.pages import (
    InboxRow,
    LineRow,
    LotRow,
    OrderPage,
    ParcelRow,
    PartRow,
    PayoutRow,
    ProducerOrderPage,
    RefundRow,
    ReturnRow,
    ShipTo,
)
from orders.returns import policies
from orders.sold_lines import key_of
from orders.wording import event_rows
from payments.cash import receipts, rules
from payments.models import Payment, Refund, TaxPaper
from payments.paper_series import group_key
from payments.papers import page as paper_pages
from payments.papers.page import PaperRow
from payments.payout_days import payout_on
from payments.queries import GivenBack, disputed_paise, given_back, payments_of
from producers.models import ProducerGroup

__all__ = [
    "InboxRow",
    "LineRow",
    "OrderPage",
    "ParcelRow",
    "PartRow",
    "ProducerOrderPage",
    "ShipTo",
    "inbox",
    "inbox_counts",
    "order_page",
    "producer_order_page",
    "receives",
]

Status = ProducerOrder.Status
# States in which a group has to know where its parcels go. After delivery it keeps the address for as long as a parcel may have to
# be looked for or taken back.
_NEEDS_ADDRESS = (Status.NEW, Status.ACCEPTED, Status.PACKED, Status.HANDED_OVER)
_ARRIVED = (Status.DELIVERED, Status.CLOSED)
ADDRESS_DAYS = 30
_OPEN_RETURN = (
    ReturnRequest.Status.ASKED,
    ReturnRequest.Status.APPROVED,
    ReturnRequest.Status.SENT_BACK,
    ReturnRequest.Status.RECEIVED,
)
PER_PAGE = 15  # cards of one page of an inbox: small enough for a slow phone


def order_page(order: Order) -> OrderPage:
    """The shopper's page of an order. Fifteen queries at most, sixteen for a payment by card, whatever the
    number of groups, lines and parcels.
    """
    record, parts = page_rows.record_of(order), page_rows.parts_of(order)
    payments = payments_of(order.number)
    payment, own = (payments[-1] if payments else None), _own_payments(payments)
    owed, given = _refunds(payments), paper_pages.of_order(order.number) if _has_left(parts) else []
    at_door = receipts.owed_by_part([part.number for part in parts]) if payment and payment.provider == rules.PROVIDER else {}
    rows = [_part(part, owed.get(part.number, []), given, own.get(part.number), at_door.get(part.number, 0)) for part in parts]
    history = page_rows.history_of(order)
    state = status.derive(record.payment_status, [status.part_end(part) for part in parts])
    return OrderPage(
        number=order.number,
        placed_at=order.date_placed,
        language=record.language,
        state=state,
        headline=status.headline(state),
        payment_status=record.payment_status,
        payment=payment,
        received_paise=getattr(payment, "received_paise", 0),
        email=record.contact_email,
        firm=record.buyer_firm,
        gstin=record.buyer_gstin,
        ship_to=ship_to_of(record.order.shipping_address),
        parts=rows,
        goods_paise=record.goods_paise,
        delivery_paise=record.delivery_paise,
        total_paise=record.total_paise,
        refund_due_paise=sum(row.refund_due_paise for row in rows),
        refund_sent_paise=sum(row.refund_sent_paise for row in rows),
        events=event_rows(history),
        can_change_address=address.can_change([part.status for part in parts if part.ship_to_id == part.order.shipping_address_id]),
        version=record.version,
        pays_each_group=bool(own),
        disputed_paise=disputed_paise(payment) if payment else 0,
    )


def inbox(group: ProducerGroup, status: str = "", *, page: int = 1, limit: int = PER_PAGE) -> list[InboxRow]:
    """A page of a group's released producer orders, the most urgent first; all states, or one. Five queries at most."""
    found = ProducerOrder.objects.filter(group=group, released_at__isnull=False).exclude(status=Status.HELD)
    if status:
        found = found.filter(status=status)
    rows = found.select_related("ship_to").prefetch_related("lines").order_by("due_at", "pk")
    parts = list(rows[(page - 1) * limit : page * limit])
    steps, back = undo.last_steps(parts), given_back([part.number for part in parts])
    now = timezone.now()
    return [_inbox_row(part, now, steps.get(part.pk), back.get(part.number, GivenBack())) for part in parts]


def inbox_counts(group: ProducerGroup) -> dict[str, int]:
    """How many released producer orders of a group are in each state. One query."""
    found = ProducerOrder.objects.filter(group=group, released_at__isnull=False).exclude(status=Status.HELD)
    return dict(found.order_by().values_list("status").annotate(count=Count("pk")))


def producer_order_page(producer_order: ProducerOrder) -> ProducerOrderPage:
    """A group's page of its own part. Twelve queries at most. Reach the row through ``orders.access`` first."""
    part = ProducerOrder.objects.select_related("ship_to", "order").get(pk=producer_order.pk)
    page_rows.put_together([part])
    history = OrderEvent.objects.filter(producer_order=part).select_related("producer_order__group")
    back = given_back([part.number]).get(part.number, GivenBack())
    return ProducerOrderPage(
        number=part.number,
        status=part.status,
        status_label=Status(part.status).label,
        decline_words=reasons.words_for_others(part.decline_reason),
        released_at=part.released_at,
        due_at=part.due_at,
        is_late=_is_late(part, timezone.now()),
        ship_to=ship_to_of(part.ship_to) if _knows_address(part) else None,
        lines=_lines(part, {}),
        parcels=_parcels(part),
        goods_paise=part.goods_paise + part.subsidy_paise,
        subsidy_paise=part.subsidy_paise,
        delivery_paise=part.delivery_paise,
        total_paise=part.total_paise + part.subsidy_paise,
        back_paise=back.paise,
        commission_paise=part.commission_paise - back.fee_paise,
        receives_paise=_receives(part, back),
        events=event_rows(history),
        payout=_payout(part, back),
        papers=[paper_pages.row_of(paper) for paper in group_may_read(part)] if _has_left([part]) else [],
        returns=_returns(part),
        undo=undo.last_steps([part]).get(part.pk),
        can_accept=part.status == Status.NEW,
        can_decline=part.status in (Status.NEW, Status.ACCEPTED),
        can_pack=part.status == Status.ACCEPTED,
        can_hand_over=part.status == Status.PACKED,
        version=part.version,
        at_door_paise=receipts.owed_paise(part.number),
        gift=gift_row(part),
    )


def _has_left(parts: Collection[ProducerOrder]) -> bool:
    """Whether any parcel has left: before that there is no tax paper to look for."""
    return any(parcel.handed_over_on for part in parts for parcel in part.parcels.all())


def group_may_read(part: ProducerOrder) -> QuerySet[TaxPaper]:
    """The tax papers that a group keeps as their seller. The operator's to the shopper it may read while it may know the address."""
    own = paper_pages.group_papers(part.number)
    mine = Q(seller_key=group_key(part.group_id))
    return own.filter(mine | Q(role=TaxPaper.Role.SALE)) if _knows_address(part) else own.filter(mine)


def _knows_address(part: ProducerOrder) -> bool:
    """Whether the group may see name, phone and address: it has to send, or delivered within the last 30 days."""
    if part.released_at is None:
        return False
    if part.status in _ARRIVED and part.delivered_on:
        return timezone.localdate() <= part.delivered_on + timedelta(days=ADDRESS_DAYS)
    return part.status in _NEEDS_ADDRESS


def _payout(part: ProducerOrder, back: GivenBack) -> PayoutRow | None:
    """The promise of the group's money; nothing before the part is delivered."""
    if part.status not in _ARRIVED or part.delivered_on is None:
        return None
    return PayoutRow(None if back.paise else _receives(part, back), payout_on(part.delivered_on))


def _refunds(payments: Collection[Payment]) -> dict[str, list[Refund]]:
    found: dict[str, list[Refund]] = {}
    for part in (part for payment in payments for part in payment.allocations.all()):
        found.setdefault(part.producer_order_number, []).extend(part.refunds.all())
    return found


def _own_payments(payments: Collection[Payment]) -> dict[str, Payment]:
    """The newest payment of each part that is paid by itself, by its number."""
    direct = [payment for payment in payments if payment.payee_group_id is not None]
    return {part.producer_order_number: payment for payment in direct for part in payment.allocations.all()}


def _part(part: ProducerOrder, refunds: list[Refund], papers: list[PaperRow], payment: Payment | None, at_door_paise: int) -> PartRow:
    titles = {key_of(record): record.title for record in part.lines.all()}
    return PartRow(
        number=part.number,
        group_name=part.group.name,
        group_slug=part.group.slug,
        village=part.group.village,
        rollup=part.group.district.rollup,
        care_phone=part.group.care_phone,
        status=part.status,
        words=status.part_words(part),
        decline_words=reasons.words(part.decline_reason),
        lines=_lines(part, _by_line(refunds)),
        parcels=_parcels(part),
        goods_paise=part.goods_paise,
        delivery_paise=part.delivery_paise,
        total_paise=part.total_paise,
        refund_due_paise=sum(refund.amount_paise for refund in refunds if refund.status != Refund.Status.SENT),
        refund_sent_paise=sum(
            refund.amount_paise for refund in refunds if refund.status == Refund.Status.SENT and not receipts.is_taken_off(refund)
        ),
        refunds=[refund_row(refund, titles) for refund in refunds],
        papers=[paper for paper in papers if paper.producer_order_number == part.number],
        returns=_returns(part),
        can_return=_may_be_returned(part),
        payment=payment,
        at_door_paise=at_door_paise,
        gift=gift_row(part),
    )


def refund_row(refund: Refund, titles: Mapping[str, str]) -> RefundRow:
    """One refund as every page tells it, with what it is for."""
    sent_on = timezone.localdate(refund.sent_at) if refund.sent_at else None
    lines = [(titles.get(line.key, _("Delivery")), line.pieces, line.amount_paise) for line in refund.lines.all()]
    return RefundRow(
        refund.number,
        refund.amount_paise,
        refund.status,
        sent_on,
        refund.reference,
        why=reasons.words(refund.reason),
        is_taken_off=receipts.is_taken_off(refund),
        lines=lines,
    )


def _by_line(refunds: list[Refund]) -> dict[str, int]:
    """What is owed or went back for each line, by its key."""
    found: dict[str, int] = {}
    for refund in refunds:
        for line in refund.lines.all():
            found[line.key] = found.get(line.key, 0) + line.amount_paise
    return found


def _returns(part: ProducerOrder) -> list[ReturnRow]:
    return [
        ReturnRow(row.number, row.get_status_display(), row.status in _OPEN_RETURN, row.with_staff_since is not None)
        for row in sorted(part.returns.all(), key=lambda row: row.pk)
    ]


def _may_be_returned(part: ProducerOrder) -> bool:
    """Whether the days are open in which something of the part may be given back; what exactly its page says."""
    days = [parcel.delivered_on for parcel in part.parcels.all() if parcel.delivered_on]
    policy = [policies.of_line(record.return_policy, is_food=record.is_food) for record in part.lines.all()]
    most = max((max(held.mind_days, held.fault_days) for held in policy), default=0)
    return bool(days) and timezone.localdate() <= max(days) + timedelta(days=most)


def _lines(part: ProducerOrder, back: Mapping[str, int]) -> list[LineRow]:
    return [
        LineRow(
            title=record.title,
            slug=record.slug,
            size_text=record.size_text,
            picture=record.picture,
            unit_price_paise=record.unit_price_paise,
            line_paise=record.line_paise,
            discount_paise=record.discount_paise,
            is_food=record.is_food,
            ordered=record.ordered,
            gone=record.declined + record.cancelled,
            back_paise=back.get(key_of(record), 0),
            lots=[LotRow(used.lot.code, used.quantity) for used in record.lots.all()],
            is_ahead=record.season_id is not None,
        )
        for record in part.lines.all()
    ]


def _parcels(part: ProducerOrder) -> list[ParcelRow]:
    titles = {record.pk: record.title for record in part.lines.all()}
    return [
        ParcelRow(
            number=parcel.number,
            status=parcel.status,
            words=status.PARCEL_WORDS[parcel.status],
            is_food=parcel.contents == Parcel.Contents.FOOD,
            weight_g=parcel.weight_g,
            charge_paise=parcel.charge_paise,
            promised_from=parcel.promised_from,
            promised_to=parcel.promised_to,
            note=parcel.promise_note,
            carrier=carriers.words(parcel.carrier) if parcel.handed_over_on else "",
            tracking_number=parcel.tracking_number if parcel.handed_over_on else "",
            handed_over_on=parcel.handed_over_on,
            delivered_on=parcel.delivered_on,
            may_arrive=deliveries.may_arrive(parcel.status),
            may_be_missed=deliveries.may_be_missed(parcel.status, parcel.promised_to),
            contents=[(titles[held.line_id], held.quantity) for held in parcel.parcel_lines.all()],
            for_return=parcel.sent_for.number if parcel.sent_for else "",
        )
        for parcel in part.parcels.all()
    ]


def _inbox_row(part: ProducerOrder, now: datetime, step: undo.Step | None, back: GivenBack) -> InboxRow:
    lines = sorted(part.lines.all(), key=lambda record: record.pk)
    return InboxRow(
        number=part.number,
        status=part.status,
        status_label=Status(part.status).label,
        released_at=part.released_at or part.held_at,
        due_at=part.due_at,
        is_late=_is_late(part, now),
        place=", ".join(text for text in (part.ship_to.line4, part.ship_to.state) if text) if _knows_address(part) else "",
        goods=[(record.title, _to_show(record), record.picture) for record in lines],
        pieces=sum(_to_show(record) for record in lines),
        goods_paise=part.goods_paise + part.subsidy_paise,
        receives_paise=_receives(part, back),
        payout=_payout(part, back),
        undo=step,
    )


def _to_show(record: LineRecord) -> int:
    """Pieces to send; of a line that is not sent at all, those that were ordered."""
    return record.ordered - record.declined - record.cancelled or record.ordered


def receives(part: ProducerOrder) -> int:
    """What the group gets for one part. One query."""
    return _receives(part, given_back([part.number]).get(part.number, GivenBack()))


def _receives(part: ProducerOrder, back: GivenBack) -> int:
    """What the group gets for its part: its goods without the shop's fee, and the charge for the parcels it sends, less what it has to
    give back. Nothing for a part that is not sent.
    """
    if part.status in (Status.DECLINED, Status.CANCELLED):
        return 0
    return part.total_paise + part.subsidy_paise - part.commission_paise - back.paise + back.fee_paise


def _is_late(part: ProducerOrder, now: datetime) -> bool:
    """Not packed by the end of its day."""
    return part.status in (Status.NEW, Status.ACCEPTED) and part.due_at is not None and part.due_at < now
