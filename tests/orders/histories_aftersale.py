"""Acts after the sale in a random history: lines that become less, refunds that name their lines, returns, parcels that never arrive."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from orders import losses, packing, shrinking
from orders.models import LineRecord, Parcel, PartPhoto, ProducerOrder, ReturnRequest
from orders.returns import asking, deciding, going_back, settling
from orders.returns.asking import Wanted as WantedBack
from payments import refund_lines
from payments.models import Allocation, Refund
from payments.refund_lines import Wanted
from payments.refunds import owe_refund

if TYPE_CHECKING:
    from tests.orders.histories import History


def less(history: "History") -> None:
    """Some line of a part that is not packed, or no more, is kept in part, by the shopper or because the group has less."""
    part = history.pick(ProducerOrder.objects.exclude(status="held").select_related("order", "group"))
    record = history.pick(LineRecord.objects.filter(producer_order=part)) if part else None
    if record is None:
        return
    keep = {record.pk: history.random.randint(0, max(1, packing.pieces_of(record)))}
    if history.random.random() < 0.5:
        shrinking.cancel_pieces(part, keep=keep, acting_user=None)
    else:
        shrinking.short(part, keep=keep, reason="damaged", acting_user=history.shelf.members[part.group_id])


def give_back_a_line(history: "History") -> None:
    """So much of one line of a part that left, at the cost of its group or of the shop; sometimes more than is left of it."""
    part = history.pick(ProducerOrder.objects.filter(status__in=("handed_over", "delivered", "closed")))
    left = list(refund_lines.left_of(part.number).values()) if part else []
    if not left:
        return
    line = history.random.choice(left)
    amount = history.random.choice([1, max(1, line.paise // 2), max(1, line.paise), line.paise + 1])
    owe_refund(
        producer_order_number=part.number,
        amount_paise=amount,
        reason="damaged",
        key=f"line:{part.pk}:{line.sold.key}:{history.random.randrange(3)}",
        lines=[Wanted(line.sold.key, amount)],
        bearer=history.random.choice(["group", "group", "shop"]),
    )


def ask_back(history: "History") -> None:
    """A shopper wants to give something back, sometimes more than there is."""
    part = history.pick(ProducerOrder.objects.filter(status__in=("delivered", "closed")))
    record = history.pick(LineRecord.objects.filter(producer_order=part)) if part else None
    if record is None:
        return
    said = WantedBack(
        pieces={record.pk: history.random.randint(1, record.ordered)},
        reason=history.random.choice(["damaged", "changed_mind"]),
        words="It is broken.",
        wish="money",
        has_tag=True,
    )
    asking.ask(part, said, key=f"history-{part.pk}-{history.random.randrange(3)}".ljust(16, "x"))


def answer(history: "History") -> None:
    """The next steps of a return: agreed or not, sent back, received, settled."""
    request = history.pick(ReturnRequest.objects.select_related("producer_order__group"))
    if request is None:
        return
    who = {"acting_user": history.shelf.staff, "is_staff": True}
    if request.status == "asked" and history.random.random() < 0.2:
        deciding.refuse(request, reason="used", words="They were worn.", **who)
        return
    deciding.approve(request, goods_come_back=history.random.random() < 0.7, **who)
    if request.goods_come_back and history.random.random() < 0.8:
        going_back.received(request, can_be_sold=history.random.random() < 0.5, acting_user=history.shelf.staff)
    if history.random.random() < 0.8:
        settling.give_money_back(request, **who)
    elif history.random.random() < 0.8:
        settling.send_again(request, outcome="replaced", carrier="India Post", tracking_number="", **who)


def lose(history: "History") -> None:
    """A parcel is given up, proven or not, or comes back."""
    parcel = history.pick(Parcel.objects.filter(status__in=("handed_over", "not_arrived")).select_related("producer_order"))
    if parcel is None:
        return
    if history.random.random() < 0.4:
        losses.came_back(parcel, can_be_sold=history.random.random() < 0.5, acting_user=history.shelf.staff)
        return
    if history.random.random() < 0.5:
        Parcel.objects.filter(pk=parcel.pk).update(tracking_number="EP12345")
        PartPhoto.objects.create(producer_order=parcel.producer_order, parcel=parcel, kind="handed_over", file="x.jpg", sha256="0" * 64)
    losses.lost(parcel, acting_user=history.shelf.staff)


ACTS: dict[Callable[["History"], None], int] = {less: 3, give_back_a_line: 3, ask_back: 3, answer: 4, lose: 2}


def check() -> None:
    """Every refund is the sum of its lines, no line gives back more than it cost, and what the group bears takes its fee with it."""
    for refund in Refund.objects.prefetch_related("lines"):
        assert sum(line.amount_paise for line in refund.lines.all()) == refund.amount_paise
    for part in Allocation.objects.filter(payment__status="paid"):
        lines = refund_lines.left_of(part.producer_order_number).values()
        for line in lines:
            assert 0 <= line.paise <= line.sold.sold_paise
            assert 0 <= line.pieces <= line.sold.pieces
        left = sum(line.paise for line in lines)
        assert left == part.kept_paise + part.moved_paise
