"""Returns that were agreed to and never sent back: the shopper is told before their time ends, then they are closed.

The days are those of the day of the agreement (``clocks``). Goods that come all the same are received as ever.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import faults, schedule
from orders import moves
from orders.models import ReturnRequest
from orders.returns import clocks, letters
from orders.returns.deciding import CHUNK, Status

log = structlog.get_logger(__name__)


def go_on(now: datetime | None = None) -> tuple[int, int]:
    """Tell shoppers whose time ends, close what was not sent back in time; how many of each. Each in a transaction of its own."""
    now = now or timezone.now()
    shortest = min(row.send_back_days - row.remind_days for row in clocks.all_clocks())
    waiting = ReturnRequest.objects.filter(
        status=Status.APPROVED, goods_come_back=True, answered_at__lte=now - timedelta(days=shortest)
    ).select_related("producer_order__order", "producer_order__group")
    told = closed = 0
    for request in waiting.order_by("answered_at", "pk")[:CHUNK]:
        try:
            end = clocks.send_back_by(request)
            if end <= now:
                closed += _close(request)
            elif request.reminded_at is None and end - timedelta(days=_remind_days(request)) <= now:
                told += _remind(request, end, now)
        except Exception:
            log.exception("return_not_lapsed", request=request.number)
    return told, closed


@schedule.job("orders.returns_lapse", every=timedelta(hours=1))
def _by_the_clock() -> None:
    go_on()


def _remind_days(request: ReturnRequest) -> int:
    return clocks.on(timezone.localdate(request.answered_at or request.asked_at)).remind_days


def _remind(request: ReturnRequest, end: datetime, now: datetime) -> bool:
    with transaction.atomic():
        mine = ReturnRequest.objects.filter(pk=request.pk, status=Status.APPROVED, reminded_at__isnull=True)
        if not mine.update(reminded_at=now, version=F("version") + 1):
            return False
        moves.record(request.producer_order, "return_reminded", request.producer_order.status, actor="clock", number=request.number)
        letters.time_ends(request, end)
        faults.point("orders.returns.remind.before_commit")
    return True


def _close(request: ReturnRequest) -> bool:
    with transaction.atomic():
        moves.lock_order(request.producer_order.order_id)
        mine = ReturnRequest.objects.filter(pk=request.pk, status=Status.APPROVED)
        if not mine.update(status=Status.LAPSED, version=F("version") + 1):
            return False
        moves.record(request.producer_order, "return_lapsed", request.producer_order.status, actor="clock", number=request.number)
        letters.lapsed(request)
        faults.point("orders.returns.lapse.before_commit")
    return True
