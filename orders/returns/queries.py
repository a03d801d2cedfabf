"""Reads for the pages of returns: the shopper's, the group's and the shop's see the same rows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from orders.models import LineRecord, PartPhoto, ProducerOrder, ReturnRequest
from orders.returns import clocks, policies
from orders.returns.deciding import may_decide

Status = ReturnRequest.Status
OPEN = (Status.ASKED, Status.APPROVED, Status.SENT_BACK, Status.RECEIVED)


@dataclass(frozen=True)
class ReturnedLine:
    """So many pieces of a line; ``tag_serials`` are those that were written down when it was packed."""

    title: str
    pieces: int
    unit_price_paise: int
    tag_serials: str


@dataclass(frozen=True)
class ReturnPage:
    """One request with everything to decide on it. ``packed`` are the group's photos from before, beside those of the shopper."""

    request: ReturnRequest
    part: ProducerOrder
    reason: str | Promise
    refusal: str | Promise
    lines: list[ReturnedLine]
    photos: list[PartPhoto]
    packed: list[PartPhoto]
    policy_words: str
    is_late: bool
    is_with_staff: bool
    can_answer: bool
    can_receive: bool
    can_settle: bool
    can_repair: bool
    send_back_by: datetime


def page_of(request: ReturnRequest, *, is_staff: bool = False, now: datetime | None = None) -> ReturnPage:
    """One request. Five queries. Reach it through its part first."""
    part = ProducerOrder.objects.select_related("order", "group").get(pk=request.producer_order_id)
    lines = list(request.lines.select_related("line").order_by("line_id"))
    shown = PartPhoto.objects.filter(producer_order=part, deleted_at__isnull=True).order_by("pk")
    decides = may_decide(request, is_staff=is_staff)
    is_back = request.status == Status.RECEIVED or (request.status == Status.APPROVED and not request.goods_come_back)
    return ReturnPage(
        request=request,
        part=part,
        reason=policies.REASONS.get(request.reason, request.reason),
        refusal=policies.REFUSALS.get(request.refusal, ""),
        lines=[ReturnedLine(row.line.title, row.pieces, row.line.unit_price_paise, row.line.tag_serials) for row in lines],
        photos=[photo for photo in shown if photo.request_id == request.pk],
        packed=[photo for photo in shown if photo.kind == PartPhoto.Kind.PACKED],
        policy_words=_policy_words([row.line for row in lines]),
        is_late=request.status in (Status.ASKED, Status.RECEIVED) and request.act_by < (now or timezone.now()),
        is_with_staff=request.with_staff_since is not None and request.status in OPEN,
        can_answer=request.status == Status.ASKED and decides,
        can_receive=request.status in (Status.APPROVED, Status.SENT_BACK, Status.LAPSED) and request.goods_come_back,
        can_settle=is_back and decides,
        can_repair=request.status == Status.RECEIVED and decides,
        send_back_by=clocks.send_back_by(request),
    )


def _policy_words(records: list[LineRecord]) -> str:
    """What was agreed when it was sold, in the words of then."""
    said = dict.fromkeys(str(record.return_policy.get("words", "")) for record in records)
    return " ".join(words for words in said if words)


def open_requests() -> QuerySet[ReturnRequest]:
    """What is not settled, that of the shop first, then by its clock."""
    found = ReturnRequest.objects.filter(status__in=OPEN).select_related("producer_order__order", "producer_order__group")
    return found.order_by("with_staff_since", "act_by", "pk")
