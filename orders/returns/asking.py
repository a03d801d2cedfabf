"""A shopper asks to give something back: which pieces, why, what instead, with photos. The group has 48 hours to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import faults, outbox
from journal.numbers import new_number
from media.uploads import CleanFile
from orders import moves, photos
from orders.models import PartPhoto, ProducerOrder, ReturnLine, ReturnRequest
from orders.returns import policies, returnable
from orders.returns.errors import ReturnRefused
from orders.returns.returnable import ReturnableLine

if TYPE_CHECKING:
    from accounts.models import User

TELL_GROUP = "orders.tell_return"
ANSWER_WITHIN = timedelta(hours=48)
MOST_WORDS = 1000


@dataclass(frozen=True)
class Wanted:
    """What was asked: pieces by line record id, a reason of ``policies``, words, and what the shopper wishes instead."""

    pieces: Mapping[int, int]
    reason: str
    words: str
    wish: str
    has_tag: bool = False


def ask(
    part: ProducerOrder, wanted: Wanted, *, key: str, photos_taken: Sequence[CleanFile] = (), acting_user: "User | None" = None
) -> ReturnRequest:
    """Write the request down and tell the group. The same ``key`` again is the same request.

    Without ``acting_user`` it is the shopper, who holds the order's link. A dear piece whose tag is gone is decided by a person of the
    shop. Raises ``ReturnRefused``.
    """
    with transaction.atomic():
        moves.lock_order(part.order_id)
        held = ReturnRequest.objects.filter(key=key).first()
        if held is not None and held.producer_order_id != part.pk:
            raise ReturnRefused("key", _("Please open the page again and send it once more."))
        if held is not None:
            return held
        part.refresh_from_db()
        lines = _check(part, wanted)
        now = timezone.now()
        is_dear = any(line.policy.is_dear for line in lines)
        request = ReturnRequest.objects.create(
            number=new_number("RT"),
            key=key,
            producer_order=part,
            reason=wanted.reason,
            words=wanted.words.strip()[:MOST_WORDS],
            wish=wanted.wish,
            is_dear=is_dear,
            has_tag=wanted.has_tag,
            pays_way_back=_payer(wanted.reason),
            asked_at=now,
            act_by=now + ANSWER_WITHIN,
            with_staff_since=now if is_dear and not wanted.has_tag else None,
        )
        ReturnLine.objects.bulk_create(
            ReturnLine(request=request, line=line.record, pieces=wanted.pieces[line.record.pk]) for line in lines
        )
        faults.point("orders.returns.ask.after_lines")
        photos.keep(part, photos_taken, kind=PartPhoto.Kind.RETURN, acting_user=acting_user, request=request)
        who: dict[str, Any] = {"acting_user": acting_user, "actor": "" if acting_user else "shopper"}
        moves.record(part, "return_asked", part.status, reason=wanted.reason, number=request.number, wish=wanted.wish, **who)
        outbox.owe(TELL_GROUP, key=f"asked:{request.number}", payload={"request": request.number, "what": "asked"})
        faults.point("orders.returns.ask.before_commit")
    return request


def _payer(reason: str) -> str:
    return ReturnRequest.Payer.SHOPPER if reason == policies.CHANGED_MIND else ReturnRequest.Payer.GROUP


def _check(part: ProducerOrder, wanted: Wanted) -> list[ReturnableLine]:
    """The lines that are meant, each of which may come back for this reason."""
    if wanted.reason not in policies.REASONS:
        raise ReturnRefused("reason", _("Choose why you give it back."))
    if wanted.wish not in ReturnRequest.Wish.values:
        raise ReturnRefused("wish", _("Choose what you would like instead."))
    if wanted.reason == policies.CHANGED_MIND and wanted.wish != ReturnRequest.Wish.MONEY:
        raise ReturnRefused("wish", _("Who has changed their mind gets the money back."))
    if wanted.reason != policies.CHANGED_MIND and not wanted.words.strip():
        raise ReturnRefused("words", _("Write in a few words what is wrong."))
    chosen = {line_id: pieces for line_id, pieces in wanted.pieces.items() if pieces}
    if not chosen:
        raise ReturnRefused("pieces", _("Say how many pieces you give back."))
    found = {line.record.pk: line for line in returnable.lines_of(part)}
    for line_id, pieces in chosen.items():
        line = found.get(line_id)
        if line is None or not 0 < pieces <= line.pieces:
            raise ReturnRefused("pieces", _("So many pieces can not be given back."), line_id=line_id)
        if wanted.reason not in line.reasons:
            raise ReturnRefused("reason", _("This is not taken back for this reason, or the days for it are over."), line_id=line_id)
    if wanted.reason == policies.CHANGED_MIND and not wanted.has_tag:
        raise ReturnRefused("has_tag", _("Who has changed their mind gives it back unused, with tag and seal."))
    return [found[line_id] for line_id in sorted(chosen)]
