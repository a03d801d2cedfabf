"""A person says which parts of a payment a dispute is about: the bank names a sum, seldom the goods. The groups of the others are paid."""

from typing import TYPE_CHECKING

from django.db import transaction

from journal import audit
from payments.disputes import holding
from payments.models import Allocation, Dispute, DisputePart
from payments.payouts.deciding import check_not_own

if TYPE_CHECKING:
    from accounts.models import User


class NotOpen(Exception):
    """The dispute has ended: what is about it was decided."""


def say(dispute: Dispute, producer_order_number: str, *, is_concerned: bool, acting_user: "User") -> bool:
    """Whether the dispute is about a part; whether that is new. A part that is concerned again is taken out of payouts.

    Raises ``NotOpen``, ``OwnGroup`` for staff who belong to its group, ``Allocation.DoesNotExist`` for a part of another payment.
    """
    part = Allocation.objects.get(payment=dispute.payment_id, producer_order_number=producer_order_number)
    check_not_own(part.group_id, acting_user)
    with transaction.atomic():
        held = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
        if not held.is_open:
            raise NotOpen(dispute.number)
        row, _is_new = DisputePart.objects.get_or_create(dispute=held, allocation=part, defaults={"is_concerned": True})
        if row.is_concerned is is_concerned:
            return False
        DisputePart.objects.filter(pk=row.pk).update(is_concerned=is_concerned, said_by=acting_user)
        if is_concerned:
            holding.take_out_of_payouts([producer_order_number])
        audit.record(
            action="payments.dispute_part_said",
            subject=held,
            acting_user=acting_user,
            before={"is_concerned": row.is_concerned},
            after={"part": producer_order_number, "is_concerned": is_concerned},
        )
    return True
