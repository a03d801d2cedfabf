"""How a return ends: the money is owed back, once; or the same goods are sent again, or the repaired ones."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import faults
from orders import events, moves, payment_status, stock
from orders.errors import NotPossible
from orders.models import OrderRecord, ProducerOrder, ReturnRequest
from orders.returns import letters, policies, sent_again
from orders.returns.deciding import Status, may_decide, move
from orders.returns.errors import ReturnRefused
from orders.sold_lines import key_of
from payments import refund_lines
from payments.errors import RefundRefused
from payments.models import Refund
from payments.refund_lines import Left, Wanted
from payments.refunds import owe_refund
from payments.sold_lines import DELIVERY
from producers.oscar.models import InvalidStockAdjustment

if TYPE_CHECKING:
    from accounts.models import User

Outcome = ReturnRequest.Outcome


def give_money_back(request: ReturnRequest, *, acting_user: "User", is_staff: bool = False, on_behalf_of: str = "") -> ReturnRequest:
    """Owe what the pieces were sold for, as far as it is not owed back already. Twice is once.

    Where the goods were at fault and nothing else of the part is left, its delivery is owed back too. Raises ``NotPossible`` before
    the goods are back, unless they need not come back.
    """
    with transaction.atomic():
        record, part = _begin(request, is_staff)
        if request.status == Status.SETTLED:
            return request
        wanted = _wanted(request, refund_lines.left_of(part.number))
        amount = sum(asked.amount_paise for asked in wanted)
        _check(request)
        refund = _owe(request, part, wanted, amount)
        faults.point("orders.returns.settle.after_refund")
        _end(request, part, Outcome.REFUNDED, {"refund": refund}, acting_user=acting_user, on_behalf_of=on_behalf_of)
        payment_status.recompute(record.order)
        events.tell(record.order, "refund_due", producer_order=part, amount_paise=amount, reason=refund.reason)
        letters.settled(request)
        faults.point("orders.returns.settle.before_commit")
    return request


def send_again(
    request: ReturnRequest,
    *,
    outcome: str,
    carrier: str,
    tracking_number: str,
    acting_user: "User",
    is_staff: bool = False,
    on_behalf_of: str = "",
) -> ReturnRequest:
    """The same goods anew, out of the stock, or the repaired ones are on their way to the shopper at no charge. Twice is once.

    Raises ``ReturnRefused`` where the stock has too few pieces that no other order needs, ``NotPossible`` as above.
    """
    carrier, tracking_number = (" ".join(text.split())[:60] for text in (carrier, tracking_number))
    if outcome not in (Outcome.REPLACED, Outcome.REPAIRED):
        raise ReturnRefused("outcome", _("Choose how it ends."))
    if len(carrier) < 2:
        raise ReturnRefused("carrier", _("Write who carries it."))
    with transaction.atomic():
        _record, part = _begin(request, is_staff)
        if request.status == Status.SETTLED:
            return request
        _check(request)
        if outcome == Outcome.REPAIRED and request.status != Status.RECEIVED:
            raise NotPossible(request.status)
        if outcome == Outcome.REPLACED:
            _take_from_stock(request, part)
        faults.point("orders.returns.settle.after_stock")
        sent = sent_again.send(request, carrier=carrier, tracking_number=tracking_number)
        values = {"out_carrier": carrier, "out_number": tracking_number}
        who = {"acting_user": acting_user, "on_behalf_of": on_behalf_of, "parcel": ", ".join(parcel.number for parcel in sent)}
        _end(request, part, outcome, values, **who)
        letters.settled(request)
        faults.point("orders.returns.settle.before_commit")
    return request


def _owe(request: ReturnRequest, part: ProducerOrder, wanted: list[Wanted], amount_paise: int) -> Refund:
    """Raises ``ReturnRefused`` where nothing is left, also where it was owed back at this very moment."""
    gone = ReturnRefused("nothing_left", _("All the money for these pieces is owed back already."))
    if not amount_paise:
        raise gone
    said = {"producer_order_number": part.number, "reason": f"return_{request.reason}", "key": f"return:{request.number}"}
    try:
        return owe_refund(amount_paise=amount_paise, lines=wanted, **said)
    except RefundRefused as refusal:
        raise gone from refusal


def _begin(request: ReturnRequest, is_staff: bool) -> tuple[OrderRecord, ProducerOrder]:
    part = ProducerOrder.objects.select_related("order", "group").get(pk=request.producer_order_id)
    record = moves.lock_order(part.order_id)
    request.refresh_from_db()
    if request.status != Status.SETTLED and not may_decide(request, is_staff=is_staff):
        raise ReturnRefused("with_staff", _("A person of the shop decides this one."))
    return record, part


def _check(request: ReturnRequest) -> None:
    """Settled is what is back, and what need not come back."""
    if request.status != Status.RECEIVED and not (request.status == Status.APPROVED and not request.goods_come_back):
        raise NotPossible(request.status)


def _end(request: ReturnRequest, part: ProducerOrder, outcome: str, values: dict[str, Any], **who: Any) -> None:
    move(request, (request.status,), Status.SETTLED, outcome=outcome, settled_at=timezone.now(), **values)
    moves.record(part, "return_settled", part.status, number=request.number, outcome=outcome, **who)


def _wanted(request: ReturnRequest, left: dict[str, Left]) -> list[Wanted]:
    """What the pieces cost, and the delivery where all goods of the part have gone back for a fault."""
    wanted = []
    for line in request.lines.select_related("line").order_by("line_id"):
        found = left.get(key_of(line.line))
        if found is None:
            continue
        pieces = min(line.pieces, found.pieces)
        if amount := found.worth(pieces):
            wanted.append(Wanted(key_of(line.line), amount, pieces))
    given = {asked.key: asked.amount_paise for asked in wanted}
    rest = sum(line.paise - given.get(key, 0) for key, line in left.items() if key != DELIVERY)
    delivery = left.get(DELIVERY)
    if request.reason != policies.CHANGED_MIND and not rest and delivery and delivery.paise:
        wanted.append(Wanted(DELIVERY, delivery.paise))
    return wanted


def _take_from_stock(request: ReturnRequest, part: ProducerOrder) -> None:
    """Guarded as every sale: what another order needs is not sent."""
    pieces = dict(request.lines.values_list("line_id", "pieces"))
    for record in stock.lines_of([part]):
        if record.pk not in pieces or record.line.stockrecord is None:
            continue
        try:
            record.line.stockrecord.allocate(pieces[record.pk])
        except InvalidStockAdjustment as refusal:
            raise ReturnRefused("sold_out", _("There are not enough pieces left to send it again."), line_id=record.pk) from refusal
        record.line.stockrecord.consume_allocation(pieces[record.pk])
    stock.announce_parts([part])
