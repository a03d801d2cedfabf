"""A shopper's bank disputes the payment of an order: told in the order's history; who bears a lost one is seen from its parcels.

The payments room knows money and numbers. Whether a group can show that it handed over is known here.
"""

from collections.abc import Collection

from django.db import transaction
from django.dispatch import receiver

from journal import faults
from orders import cancelling, events, losses, money_letters, payment_status, reasons
from orders.models import OrderRecord, Parcel, ProducerOrder
from payments.disputes import bearers, losing, recording
from payments.disputes.bearers import Borne
from payments.gateway import SentDispute
from payments.models import Dispute, DisputePart, Payment
from payments.signals import dispute_told

_AT_HOME = (Parcel.Status.OPEN, Parcel.Status.PACKED, Parcel.Status.CANCELLED)
# Ways of knowing that a parcel came which the shopper gave: nobody can say afterwards that nothing was handed over.
_BY_SHOPPER = (Parcel.Source.SHOPPER, Parcel.Source.DOOR)


@receiver(dispute_told)
def take(*, payment: Payment, sent: SentDispute, **_more: object) -> None:
    """One answer of the gateway, recorded with all that follows from it in one transaction. Any number of times, in any sequence."""
    with transaction.atomic():
        record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order__user").get(order__number=payment.order_number)
        told = recording.note(payment, sent)
        dispute = told.dispute
        if told.is_lost_now:
            _lose(record, dispute)
        elif dispute.is_open and told.before not in Dispute.OPEN:
            events.tell(record.order, "dispute_opened", amount_paise=dispute.amount_paise, dispute=dispute.number)
        elif told.before in Dispute.OPEN and not dispute.is_open:
            events.tell(record.order, "dispute_ended", dispute=dispute.number, outcome=dispute.status)
        faults.point("orders.disputes.before_commit")


def _lose(record: OrderRecord, dispute: Dispute) -> None:
    """The shopper keeps the money. Parts that never left are called off where it takes all of them."""
    concerned = losing.concerned(dispute)
    takes_all = dispute.amount_paise >= sum(part.kept_paise for part in concerned)
    found = ProducerOrder.objects.filter(number__in=[part.producer_order_number for part in concerned])
    borne = {}
    for part in found.select_related("order", "group").prefetch_related("parcels").order_by("pk"):
        borne[part.number] = bearer_of(part, dispute.reason)
        if takes_all and has_stayed(part):
            cancelling.cancel_part(part, reason=dispute.number, acting_user=None, why=reasons.DISPUTED)
            borne[part.number] = Borne(DisputePart.Bearer.GROUP, bearers.STAYED)
    faults.point("orders.disputes.after_calling_off")
    losing.lose(dispute, borne)
    payment_status.recompute(record.order)
    events.tell(record.order, "dispute_lost", amount_paise=dispute.amount_paise, dispute=dispute.number)
    money_letters.dispute_lost(record, dispute)


def has_stayed(part: ProducerOrder) -> bool:
    """Whether the goods are still with the group: it can be called off."""
    return part.status in cancelling.BEFORE_HAND_OVER and all(parcel.status in _AT_HOME for parcel in part.parcels.all())


def bearer_of(part: ProducerOrder, reason: str) -> Borne:
    """Who would bear a dispute of this reason about the part. What has not left its group whole is the shop's, whatever the reason."""
    gone = _gone(part.parcels.all())
    if not gone or part.status in cancelling.BEFORE_HAND_OVER:
        return Borne(DisputePart.Bearer.SHOP, bearers.RISK)
    return bearers.of(reason, is_proven=all(is_proven(parcel) for parcel in gone))


def _gone(parcels: Collection[Parcel]) -> list[Parcel]:
    return [parcel for parcel in parcels if parcel.handed_over_at is not None and parcel.status not in _AT_HOME]


def is_proven(parcel: Parcel) -> bool:
    """Whether it can be shown that a parcel was handed over: a number and a photo of the receipt, or the shopper's own word."""
    return parcel.delivered_source in _BY_SHOPPER or losses.is_proven(parcel)
