"""The shopper's answer: the other group sends, or the money goes back as for every part that is called off.

A yes is one transaction: the new part of the order is written and released, the money becomes the new group's, what it costs less is owed
back, the first group's part ends and its goods are free again. The first group may still accept until then; that ends the question.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import faults, outbox, schedule
from orders import cancelling, moves, order_rows, owing, reasons, release, stock
from orders.effects import members_of
from orders.errors import NotPossible
from orders.gifts import Gift
from orders.models import OrderRecord, ProducerOrder, StandIn
from orders.oscar.order.models import Order
from orders.quotes import Quote
from orders.routing import route_order
from orders.stand_ins import asking, finding, letters
from orders.stand_ins.errors import StandInChanged, StandInRefused
from payments import moving
from payments.errors import MoveRefused

TELL_HANDED_ON = "orders.tell_handed_on"
Answer, Source = StandIn.Answer, StandIn.Source
Status = ProducerOrder.Status


def stand_in_of(order: Order, key: int) -> StandIn:
    """A question about this order, answered or not. Raises ``StandIn.DoesNotExist``."""
    found = StandIn.objects.select_related("part__group", "part__order", "part__ship_to", "group", "asked_by")
    return found.get(pk=key, part__order=order)


def answer(stand_in: StandIn, said: str, *, seen: str = "", source: str = Source.SHOPPER) -> StandIn:
    """Carry out the shopper's answer, or that of the clock. The first one counts.

    ``seen`` is the hash of what the page showed with a yes. Raises ``StandInChanged`` where it is not so any more, ``NotPossible`` once the
    first group has answered or the part is given up.
    """
    if said not in (Answer.YES, Answer.NO):
        raise ValueError(said)
    with transaction.atomic():
        part = stand_in.part
        record = moves.lock_order(part.order_id)
        stand_in.refresh_from_db(fields=["answer", "answered_at", "source", "new_part"])
        if stand_in.answer:
            return stand_in
        part.refresh_from_db()
        if part.status != stand_in.part_status:
            raise NotPossible(part.status)
        if said == Answer.YES:
            _hand_on(record, part, stand_in, _agreed(part, stand_in, seen), source)
        else:
            _give_back(part, stand_in, source)
        faults.point("orders.stand_in.answer.before_commit")
    return stand_in


def _agreed(part: ProducerOrder, stand_in: StandIn, seen: str) -> Quote:
    """Today's quote, if it is the one that the shopper saw and nothing stands in its way. Raises ``StandInChanged``."""
    try:
        left, quoted = finding.check(part), finding.quote_of(stand_in)
    except StandInRefused:
        raise StandInChanged from None
    if quoted.hash != seen or not quoted.hash or quoted.total_paise > min(left, stand_in.total_paise):
        raise StandInChanged
    if not finding.fits(quoted, quoted.groups[0], part):
        raise StandInChanged
    return quoted


def _hand_on(record: OrderRecord, part: ProducerOrder, stand_in: StandIn, quoted: Quote, source: str) -> None:
    """Everything that a yes writes. Locks go order, payment, stock."""
    new = _write(part, quoted)
    asking.close(stand_in, Answer.YES, source, new_part=new)
    faults.point("orders.stand_in.answer.after_rows")
    before = part.status
    moves.move(part, (before,), Status.CANCELLED, decline_reason=reasons.HANDED_ON)
    moves.record(part, "handed_on", before, actor="shopper", new_part=new.number, total_paise=quoted.total_paise, seen=quoted.hash)
    try:
        moving.move(
            source_number=part.number,
            target_number=new.number,
            group=stand_in.group,
            amount_paise=quoted.total_paise,
            acting_user=None,
            actor="shopper",
        )
    except MoveRefused:
        raise StandInChanged from None
    refund = owing.owe_back(record, part, reason=reasons.HANDED_ON, key=f"handed-on:{part.number}")
    faults.point("orders.stand_in.answer.after_money")
    _change_stock(part, quoted)
    faults.point("orders.stand_in.answer.after_stock")
    release.confirm(record.order, source="stand_in")
    outbox.owe(TELL_HANDED_ON, key=part.number, payload={"producer_order": part.number})
    new.refresh_from_db()
    letters.taken(record, part, new, refund)
    stock.announce_parts([part, new])


def _write(part: ProducerOrder, quoted: Quote) -> ProducerOrder:
    """The new group's part of the same order, held; its days count from now, and it goes where the first one would have gone."""
    order = part.order
    gift = Gift(note=part.gift_note, needed_by=part.needed_by)
    (new,) = route_order(order, quoted, order_rows.write_lines(order, quoted.lines), {quoted.groups[0].group.id: gift})
    ProducerOrder.objects.filter(pk=new.pk).update(held_at=timezone.now(), ship_to=part.ship_to_id)
    new.refresh_from_db()
    return new


def _change_stock(part: ProducerOrder, quoted: Quote) -> None:
    """The first group's pieces are free, the other's are held. All are locked at once, so nobody waits for anybody in a ring."""
    theirs = {record.line.stockrecord_id for record in stock.lines_of([part]) if record.line.stockrecord_id}
    stock.lock_records(theirs | {line.stock_record.pk for line in quoted.lines})
    stock.free([part], count="cancelled")
    try:
        stock.hold(quoted.lines)
    except stock.Short:  # somebody else bought it since the quote
        raise StandInChanged from None


def _give_back(part: ProducerOrder, stand_in: StandIn, source: str) -> None:
    """No, or no answer in time: the part is called off, and all that was paid for it is owed back."""
    asking.close(stand_in, Answer.NO, source)
    faults.point("orders.stand_in.answer.after_no")
    is_shopper = source == Source.SHOPPER
    cancelling.cancel_part(
        part,
        reason="no other group, as the shopper said" if is_shopper else "nobody answered, neither the group nor the shopper",
        acting_user=None if is_shopper else stand_in.asked_by,
        allowed=cancelling.BEFORE_PACKING,
        why=reasons.UNANSWERED,
    )


def answer_due(now: datetime | None = None) -> int:
    """Questions that nobody answered in time: the money goes back. Those that the first group has settled are closed; how many in all."""
    now = now or timezone.now()
    due = StandIn.objects.filter(answered_at__isnull=True).select_related("part__group", "part__order", "asked_by")
    settled = due.exclude(part__status=F("part_status"))
    done = 0
    for stand_in in [*due.filter(answer_by__lte=now).order_by("pk"), *settled.filter(answer_by__gt=now).order_by("pk")]:
        try:
            answer(stand_in, Answer.NO, source=Source.CLOCK)
        except NotPossible:
            with transaction.atomic():
                moves.lock_order(stand_in.part.order_id)
                asking.close(stand_in, Answer.VOID, Source.CLOCK)
        done += 1
    return done


@schedule.job("orders.stand_ins", every=timedelta(minutes=15))
def _by_the_clock() -> None:
    answer_due()


@outbox.effect(TELL_HANDED_ON)
def tell_handed_on(payload: dict[str, Any]) -> None:
    """Members of the first group learn that there is nothing to send any more."""
    part = ProducerOrder.objects.select_related("group").get(number=payload["producer_order"])
    with transaction.atomic():
        for member in members_of(part.group_id):
            letters.handed_on(part, member)
