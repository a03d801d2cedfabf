"""Pieces that were ordered and are gone, because the group sold them elsewhere: the shopper chooses between the money and waiting.

The group says by when it could pack another piece. Until the shopper has answered nothing changes; without an answer within three days
the money goes back. What the shopper is owed is worked out where a part becomes less (``shrinking``).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import audit, faults, outbox, schedule
from orders import cancelling, choice_letters, events, moves, packing, shrinking
from orders.effects import members_of
from orders.errors import NotPossible, ShrinkRefused
from orders.models import LineRecord, Parcel, ProducerOrder, ShopperChoice
from orders.oscar.order.models import Order

if TYPE_CHECKING:
    from accounts.models import User

ANSWER_WITHIN = timedelta(days=3)
LONGEST_WAIT = timedelta(days=180)
TELL_CHOSEN = "orders.tell_chosen"
Answer, Source = ShopperChoice.Answer, ShopperChoice.Source


@dataclass(frozen=True)
class OpenChoice:
    """A question as the order's page asks it."""

    key: int
    group_name: str
    title: str
    pieces: int
    wait_until: date
    answer_by: datetime


def ask(part: ProducerOrder, *, line_id: int, pieces: int, wait_until: date, acting_user: "User", on_behalf_of: str = "") -> ShopperChoice:
    """Ask the shopper about some pieces of a line. Asked twice, the first question stands.

    Raises ``NotPossible`` once the part is packed; ``ShrinkRefused`` for a line of another part, more pieces than are sent, or a day
    that is not after the one on which the part is due.
    """
    with transaction.atomic():
        record = moves.lock_order(part.order_id)
        part.refresh_from_db()
        if part.status not in cancelling.BEFORE_PACKING:
            raise NotPossible(part.status)
        line = LineRecord.objects.filter(pk=line_id, producer_order=part).first()
        if line is None:
            raise ShrinkRefused("unknown", _("This is not in the order."), line_id=line_id)
        if held := ShopperChoice.objects.filter(line=line, answered_at__isnull=True).first():
            return held
        _check(part, line, pieces, wait_until)
        choice = ShopperChoice.objects.create(
            line=line, pieces=pieces, wait_until=wait_until, asked_by=acting_user, answer_by=timezone.now() + ANSWER_WITHIN
        )
        goods = f"{pieces} × {line.title}"
        who: dict[str, Any] = {"acting_user": acting_user, "on_behalf_of": on_behalf_of}
        moves.record(part, "choice_asked", part.status, goods=goods, until=wait_until.isoformat(), **who)
        choice_letters.asked(record, part, choice)
    return choice


def _check(part: ProducerOrder, line: LineRecord, pieces: int, wait_until: date) -> None:
    if not 1 <= pieces <= packing.pieces_of(line):
        raise ShrinkRefused("pieces", _("Say how many pieces of those that were ordered are gone."), line_id=line.pk)
    due = timezone.localdate(part.due_at) if part.due_at else timezone.localdate()
    if not max(due, timezone.localdate()) < wait_until <= timezone.localdate() + LONGEST_WAIT:
        raise ShrinkRefused("day", _("Say a day after the one on which the order is due, within half a year."), line_id=line.pk)


def open_choices(order_number: str) -> list[OpenChoice]:
    """What the shopper of an order is asked now. One query."""
    found = _open().filter(line__producer_order__order__number=order_number, line__producer_order__status__in=cancelling.BEFORE_PACKING)
    return [
        OpenChoice(each.pk, each.line.producer_order.group.name, each.line.title, each.pieces, each.wait_until, each.answer_by)
        for each in found.order_by("pk")
        if each.wait_until
    ]


def _open() -> QuerySet[ShopperChoice]:
    return ShopperChoice.objects.filter(answered_at__isnull=True).select_related("line__producer_order__group", "asked_by")


def choice_of(order: Order, key: int) -> ShopperChoice:
    """A question about this order, answered or not. Raises ``ShopperChoice.DoesNotExist``."""
    found = ShopperChoice.objects.select_related("line__producer_order__group", "asked_by")
    return found.get(pk=key, line__producer_order__order=order)


def choose(choice: ShopperChoice, answer: str, *, source: str = Source.SHOPPER) -> ShopperChoice:
    """The shopper's answer, or that of the clock. The first one counts. Raises ``NotPossible`` once the part is packed or not sent."""
    if answer not in (Answer.MONEY, Answer.WAIT):
        raise ValueError(answer)
    with transaction.atomic():
        part = choice.line.producer_order
        record = moves.lock_order(part.order_id)
        choice.refresh_from_db(fields=["answer", "answered_at", "source"])
        if choice.answer:
            return choice
        part.refresh_from_db()
        if part.status not in cancelling.BEFORE_PACKING:
            raise NotPossible(part.status)
        _close(choice, answer, source)
        faults.point("orders.choose.after_answer")
        if answer == Answer.MONEY:
            line = LineRecord.objects.get(pk=choice.line_id)
            keep = max(0, packing.pieces_of(line) - choice.pieces)
            shrinking.short(part, keep={line.pk: keep}, reason="too_few", acting_user=choice.asked_by)
        else:
            _wait(part, choice)
            events.tell(record.order, "choice_wait", producer_order=part, goods=f"{choice.pieces} × {choice.line.title}")
        outbox.owe(TELL_CHOSEN, key=str(choice.pk), payload={"choice": choice.pk})
        faults.point("orders.choose.before_commit")
    return choice


def _close(choice: ShopperChoice, answer: str, source: str) -> None:
    """Write the answer where none is, with the entry of the journal."""
    now = timezone.now()
    still_open = ShopperChoice.objects.filter(pk=choice.pk, answered_at__isnull=True)
    if not still_open.update(answer=answer, answered_at=now, source=source):
        raise NotPossible(choice.answer)
    choice.answer, choice.answered_at, choice.source = answer, now, source
    actor = "shopper" if source == Source.SHOPPER else "system"
    audit.record(action="orders.choice_answered", subject=choice, actor=actor, after={"answer": answer, "source": source})


def _wait(part: ProducerOrder, choice: ShopperChoice) -> None:
    """The part is due on the agreed day, and its promised days move by as many."""
    agreed = choice.wait_until or timezone.localdate()
    due = timezone.localdate(part.due_at) if part.due_at else agreed
    shift = max(timedelta(0), agreed - due)
    ends = timezone.make_aware(datetime.combine(max(agreed, due), time(23, 59, 59)))
    ProducerOrder.objects.filter(pk=part.pk).update(due_at=ends, version=F("version") + 1)
    for row in Parcel.objects.filter(producer_order=part, status=Parcel.Status.OPEN):
        _move(Parcel, row, shift)
    for line in LineRecord.objects.filter(producer_order=part):
        _move(LineRecord, line, shift)


def _move(model: "type[Parcel] | type[LineRecord]", row: "Parcel | LineRecord", shift: timedelta) -> None:
    model._default_manager.filter(pk=row.pk).update(promised_from=row.promised_from + shift, promised_to=row.promised_to + shift)


def answer_due(now: datetime | None = None) -> int:
    """Questions without an answer in time: the money goes back. Those of parts that were sent or given up are closed; how many in all."""
    now = now or timezone.now()
    done = 0
    for choice in _open().filter(answer_by__lte=now).order_by("pk"):
        try:
            choose(choice, Answer.MONEY, source=Source.CLOCK)
        except NotPossible:
            with transaction.atomic():
                moves.lock_order(choice.line.producer_order.order_id)
                _close(choice, Answer.VOID, Source.CLOCK)
        done += 1
    return done


@schedule.job("orders.choices", every=timedelta(minutes=15))
def _by_the_clock() -> None:
    answer_due()


@outbox.effect(TELL_CHOSEN)
def tell_chosen(payload: dict[str, Any]) -> None:
    """Members of the group learn what the shopper has chosen."""
    choice = ShopperChoice.objects.select_related("line__producer_order__group").get(pk=payload["choice"])
    with transaction.atomic():
        for member in members_of(choice.line.producer_order.group_id):
            choice_letters.chosen(choice, member)
