"""Asking the shopper whether another group may send a part, and taking the question back."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import audit, faults
from orders import moves
from orders.errors import NotPossible
from orders.models import ProducerOrder, StandIn, StandInLine
from orders.stand_ins import finding, letters
from orders.stand_ins.errors import StandInRefused

if TYPE_CHECKING:
    from accounts.models import User

ANSWER_WITHIN = timedelta(days=3)
Answer, Source = StandIn.Answer, StandIn.Source


def open_for(part: ProducerOrder) -> StandIn | None:
    """The question that stands for a part, if there is one. One query."""
    return StandIn.objects.filter(part=part, answered_at__isnull=True).select_related("group").first()


def ask(part: ProducerOrder, *, group_slug: str, reason: str, acting_user: "User") -> StandIn:
    """Ask the shopper about one group. Asked again about the same one, the first question stands.

    Raises ``StandInRefused`` where the part can not be handed on, where another group is asked about already, or where this group can not
    send it (any more).
    """
    with transaction.atomic():
        record = moves.lock_order(part.order_id)
        part.refresh_from_db()
        held = open_for(part)
        if held is not None and held.group.slug == group_slug:
            return held
        if held is not None:
            raise StandInRefused(_("The shopper is asked about another group already. Take that question back first."))
        option = next((one for one in finding.options(part) if one.quoted.group.slug == group_slug), None)
        if option is None:
            raise StandInRefused(_("This group can not send it any more. Look at the list again."))
        stand_in = StandIn.objects.create(
            part=part,
            group_id=option.quoted.group.id,
            part_status=part.status,
            total_paise=option.quoted.total_paise,
            asked_by=acting_user,
            answer_by=timezone.now() + ANSWER_WITHIN,
        )
        StandInLine.objects.bulk_create(
            StandInLine(stand_in=stand_in, line=pick.record, stock_record=pick.stock_record, pieces=pick.pieces) for pick in option.picks
        )
        faults.point("orders.stand_in.ask.after_rows")
        said: dict[str, Any] = {"stand_in": group_slug, "total_paise": option.quoted.total_paise, "words": reason}
        moves.record(part, "stand_in_asked", part.status, acting_user=acting_user, **said)
        letters.asked(record, part, stand_in, option)
    return stand_in


def withdraw(stand_in: StandIn, *, reason: str, acting_user: "User") -> None:
    """Staff take the question back; the part stays as it is. Raises ``NotPossible`` once it is answered."""
    with transaction.atomic():
        part = stand_in.part
        moves.lock_order(part.order_id)
        close(stand_in, Answer.VOID, Source.STAFF, acting_user=acting_user, reason=reason)
        part.refresh_from_db()
        moves.record(part, "stand_in_void", part.status, acting_user=acting_user, words=reason)


def close(
    stand_in: StandIn,
    answer: str,
    source: str,
    *,
    new_part: ProducerOrder | None = None,
    acting_user: "User | None" = None,
    reason: str = "",
) -> None:
    """Write the answer where none is, with the entry of the journal. In the caller's transaction. Raises ``NotPossible``."""
    now = timezone.now()
    still_open = StandIn.objects.filter(pk=stand_in.pk, answered_at__isnull=True)
    if not still_open.update(answer=answer, answered_at=now, source=source, new_part=new_part):
        raise NotPossible(answer)
    stand_in.answer, stand_in.answered_at, stand_in.source, stand_in.new_part = answer, now, source, new_part
    actor = "" if acting_user else "shopper" if source == Source.SHOPPER else "system"
    after = {"answer": answer, "source": source, "new_part": new_part.number if new_part else ""}
    audit.record(action="orders.stand_in_answered", subject=stand_in, acting_user=acting_user, actor=actor, after=after, reason=reason)
