"""The answer to a request: agreed or not, by the group, or by a person of the shop where the group is late or may not decide."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import faults, schedule
from orders import moves
from orders.errors import NotPossible
from orders.models import ProducerOrder, ReturnRequest
from orders.returns import letters, policies
from orders.returns.errors import ReturnRefused
from orders.returns.policies import BY_STAFF_ONLY, REFUSALS

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger(__name__)

Status = ReturnRequest.Status
SETTLE_WITHIN = timedelta(hours=48)  # after the goods are back
CHUNK = 200


def approve(
    request: ReturnRequest, *, goods_come_back: bool, acting_user: "User", is_staff: bool = False, on_behalf_of: str = ""
) -> ReturnRequest:
    """The goods may come back, or need not. Agreeing twice is agreeing once.

    Raises ``NotPossible`` once it was answered otherwise, ``ReturnRefused`` for a group where a person of the shop decides.
    """
    with transaction.atomic():
        part = _begin(request, is_staff)
        if request.status != Status.ASKED:
            if request.status == Status.REFUSED:
                raise NotPossible(request.status)
            return request
        now = timezone.now()
        move(
            request,
            (Status.ASKED,),
            Status.APPROVED,
            answered_at=now,
            answered_by=acting_user,
            goods_come_back=goods_come_back,
            act_by=now + SETTLE_WITHIN,
            with_staff_since=None,
        )
        faults.point("orders.returns.approve.after_status")
        who: dict[str, Any] = {"acting_user": acting_user, "on_behalf_of": on_behalf_of}
        moves.record(part, "return_approved", part.status, number=request.number, goods_come_back=goods_come_back, **who)
        letters.answered(request)
        faults.point("orders.returns.approve.before_commit")
    return request


def refuse(
    request: ReturnRequest, *, reason: str, words: str, acting_user: "User", is_staff: bool = False, on_behalf_of: str = ""
) -> ReturnRequest:
    """The goods are not taken back, with the reason and words for the shopper. Refusing twice is refusing once.

    A group refuses what was asked; a person of the shop also what has come back and is not what was described. Raises as ``approve``.
    """
    words = " ".join(words.split())[:500]
    if reason not in REFUSALS or (reason in BY_STAFF_ONLY and not is_staff):
        raise ReturnRefused("reason", _("Choose why it is not taken back."))
    if len(words) < 10:
        raise ReturnRefused("words", _("Write to the shopper why, in at least ten signs."))
    with transaction.atomic():
        part = _begin(request, is_staff)
        if request.status == Status.REFUSED:
            return request
        if request.reason == policies.LATE and reason != "force_majeure":
            raise ReturnRefused("reason", _("What came late is taken back, unless there is proof of a closed road or the weather."))
        allowed = (Status.ASKED, Status.RECEIVED) if is_staff else (Status.ASKED,)
        now = timezone.now()
        move(request, allowed, Status.REFUSED, answered_at=now, answered_by=acting_user, refusal=reason, refusal_words=words)
        moves.record(
            part, "return_refused", part.status, number=request.number, reason=reason, acting_user=acting_user, on_behalf_of=on_behalf_of
        )
        letters.answered(request)
        faults.point("orders.returns.refuse.before_commit")
    return request


def may_decide(request: ReturnRequest, *, is_staff: bool) -> bool:
    """A group decides on its own goods until a person of the shop has to."""
    return is_staff or request.with_staff_since is None


def hand_to_staff(now: datetime | None = None) -> int:
    """What nobody answered, or settled after the goods were back, within 48 hours is for a person of the shop; how many."""
    now = now or timezone.now()
    late = ReturnRequest.objects.filter(
        status__in=(Status.ASKED, Status.RECEIVED), act_by__lt=now, with_staff_since__isnull=True
    ).select_related("producer_order__order", "producer_order__group")
    count = 0
    for request in late.order_by("pk")[:CHUNK]:
        try:
            with transaction.atomic():
                moves.lock_order(request.producer_order.order_id)
                mine = ReturnRequest.objects.filter(pk=request.pk, status=request.status, with_staff_since__isnull=True)
                if mine.update(with_staff_since=now, version=F("version") + 1):
                    part = request.producer_order
                    moves.record(part, "return_to_staff", part.status, actor="clock", number=request.number)
                    count += 1
                faults.point("orders.returns.to_staff.before_commit")
        except Exception:
            log.exception("return_not_handed_on", request=request.number)
    return count


@schedule.job("orders.returns_to_staff", every=timedelta(hours=1))
def _by_the_clock() -> None:
    hand_to_staff()


def move(request: ReturnRequest, allowed: tuple[str, ...], after: str, **values: Any) -> None:
    """Change the state where it still is an allowed one. Raises ``NotPossible``."""
    changed = ReturnRequest.objects.filter(pk=request.pk, status__in=allowed).update(status=after, version=F("version") + 1, **values)
    request.refresh_from_db()
    if not changed:
        raise NotPossible(request.status)


def _begin(request: ReturnRequest, is_staff: bool) -> ProducerOrder:
    part = ProducerOrder.objects.select_related("order", "group").get(pk=request.producer_order_id)
    moves.lock_order(part.order_id)
    request.refresh_from_db()
    if not may_decide(request, is_staff=is_staff):
        raise ReturnRefused("with_staff", _("A person of the shop decides this one."))
    return part
