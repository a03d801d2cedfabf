"""What was received for one group's part becomes another group's, who sends in its place: the payment stays, its parts change.

Possible only where the shop itself has the money. Where shoppers pay each group, the first group has it; where a gateway with a licence
keeps each group's share, the share is made already; at the door nothing was paid yet.
"""

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import audit, faults
from payments import ledger, providers
from payments.errors import MoveRefused
from payments.ledger import postings
from payments.models import Allocation, AllocationMove, Payment
from payments.settlement import LICENSED_GATEWAY, NODAL, PAY_EACH_GROUP

if TYPE_CHECKING:
    from accounts.models import User
    from producers.models import ProducerGroup

_NOT_IN_MODE: dict[str, str | Promise] = {
    PAY_EACH_GROUP: _("The shopper has paid this group itself, so the shop can not give the money to another group."),
    LICENSED_GATEWAY: _("The payment gateway keeps this money for this group already, so it can not be another group's."),
}
_AT_THE_DOOR = _("This part is paid at the door: nothing was paid yet. Call it off; the shopper can order from the other group.")
_WITH_A_CODE = _("The shop adds to this part for a code. Call the part off; the shopper gets the money back.")
_NOT_PAID = _("Nothing was received for this part.")


def movable_paise(producer_order_number: str) -> int:
    """What is left of what was received for a part, and may become another group's. Raises ``MoveRefused`` with the reason. One query."""
    return _checked(_paid(producer_order_number))


def move(
    *, source_number: str, target_number: str, group: "ProducerGroup", amount_paise: int, acting_user: "User | None", actor: str = ""
) -> AllocationMove:
    """The part ``target_number`` of ``group`` gets so much of what was received for ``source_number``, once for each target.

    The bound is in the UPDATE itself: refunded, moved and this together are never more than was received. In the caller's transaction.
    Raises ``MoveRefused``.
    """
    audit.require_transaction("A move between parts")
    key = f"move:{target_number}"
    held = AllocationMove.objects.filter(key=key).first()
    if held is not None:
        return held
    source = _paid(source_number)
    if amount_paise <= 0 or _checked(source) < amount_paise:
        raise MoveRefused(_NOT_PAID)
    room = Allocation.objects.filter(pk=source.pk, captured_paise__gte=F("refunded_paise") + F("moved_paise") + amount_paise)
    if not room.update(moved_paise=F("moved_paise") + amount_paise):
        raise MoveRefused(_NOT_PAID)
    faults.point("payments.move.after_source")
    target = Allocation.objects.create(
        payment=source.payment,
        producer_order_number=target_number,
        group=group,
        authorised_paise=amount_paise,
        captured_paise=amount_paise,
    )
    moved = AllocationMove.objects.create(source=source, target=target, amount_paise=amount_paise, key=key)
    ledger.write(postings.part_moved(moved))
    faults.point("payments.move.after_journal")
    audit.record(
        action="payments.part_moved",
        subject=moved,
        acting_user=acting_user,
        actor=actor,
        before={"producer_order": source_number, "group": source.group_id},
        after={"producer_order": target_number, "group": group.pk, "amount_paise": amount_paise},
    )
    return moved


def _paid(producer_order_number: str) -> Allocation:
    paid = Allocation.objects.filter(producer_order_number=producer_order_number, payment__status=Payment.Status.PAID)
    found = paid.select_related("payment").order_by("-id").first()
    if found is None:
        raise MoveRefused(_NOT_PAID)
    return found


def _checked(part: Allocation) -> int:
    """What may move of a part. Raises ``MoveRefused``."""
    if part.payment.mode != NODAL:
        raise MoveRefused(_NOT_IN_MODE[part.payment.mode])
    if providers.get(part.payment.provider).can.on_delivery:
        raise MoveRefused(_AT_THE_DOOR)
    if part.subsidy_paise > part.subsidy_back_paise:
        raise MoveRefused(_WITH_A_CODE)
    return part.kept_paise
