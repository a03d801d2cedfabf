"""The goods on their way back: the shopper says with whom, the group that they are there. What can be sold again goes into the stock."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import faults, outbox
from orders import moves, stock
from orders.errors import NotPossible
from orders.models import LineRecord, ProducerOrder, ReturnLine, ReturnRequest
from orders.returns.asking import TELL_GROUP
from orders.returns.deciding import SETTLE_WITHIN, Status, move
from orders.returns.errors import ReturnRefused

if TYPE_CHECKING:
    from accounts.models import User


def sent_back(request: ReturnRequest, *, carrier: str, tracking_number: str, acting_user: "User | None" = None) -> ReturnRequest:
    """The shopper has sent the goods back. Saying it again corrects carrier and number until they are there."""
    carrier, tracking_number = (" ".join(text.split())[:60] for text in (carrier, tracking_number))
    if len(carrier) < 2:
        raise ReturnRefused("carrier", _("Write who carries it."))
    with transaction.atomic():
        part = _part(request)
        if not request.goods_come_back:
            raise NotPossible(request.status)
        is_new = request.status == Status.APPROVED
        values = {"carrier": carrier, "tracking_number": tracking_number}
        move(request, (Status.APPROVED, Status.SENT_BACK), Status.SENT_BACK, sent_back_at=request.sent_back_at or timezone.now(), **values)
        if is_new:
            actor = "" if acting_user else "shopper"
            moves.record(part, "return_sent", part.status, acting_user=acting_user, actor=actor, number=request.number, carrier=carrier)
            outbox.owe(TELL_GROUP, key=f"sent:{request.number}", payload={"request": request.number, "what": "sent"})
        faults.point("orders.returns.sent.before_commit")
    return request


def received(request: ReturnRequest, *, can_be_sold: bool, acting_user: "User", on_behalf_of: str = "") -> ReturnRequest:
    """The goods are back with the group. Twice is once. What is whole and no food goes on sale again.

    Also for goods that came without the shopper's word. Raises ``NotPossible`` where nothing is expected.
    """
    with transaction.atomic():
        part = _part(request)
        if request.status in (Status.RECEIVED, Status.SETTLED):
            return request
        if not request.goods_come_back:
            raise NotPossible(request.status)
        now = timezone.now()
        move(request, _may_come(request), Status.RECEIVED, received_at=now, act_by=now + SETTLE_WITHIN)
        faults.point("orders.returns.received.after_status")
        pieces = dict(request.lines.values_list("line_id", "pieces"))
        for record in stock.lines_of([part]):
            if record.pk in pieces:
                LineRecord.objects.filter(pk=record.pk).update(returned=F("returned") + pieces[record.pk])
                if can_be_sold and not record.is_food:
                    stock.take_back(record, pieces[record.pk])
        stock.announce_parts([part])
        moves.record(
            part,
            "return_received",
            part.status,
            acting_user=acting_user,
            on_behalf_of=on_behalf_of,
            number=request.number,
            can_be_sold=can_be_sold,
        )
        faults.point("orders.returns.received.before_commit")
    return request


def _may_come(request: ReturnRequest) -> tuple[str, ...]:
    """In which states goods are received: also those that were closed as never sent back, unless the same pieces were asked for again."""
    mine = request.lines.values("line")
    again = ReturnLine.objects.filter(line__in=mine, request__pk__gt=request.pk).exclude(
        request__status__in=(Status.REFUSED, Status.LAPSED)
    )
    expected = (Status.APPROVED, Status.SENT_BACK)
    return expected if again.exists() else (*expected, Status.LAPSED)


def _part(request: ReturnRequest) -> ProducerOrder:
    part = ProducerOrder.objects.select_related("order", "group").get(pk=request.producer_order_id)
    moves.lock_order(part.order_id)
    request.refresh_from_db()
    return part
