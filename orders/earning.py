"""A delivered part is earned: told to the payments room with the amounts that were frozen when it was sold."""

from django.db.models import Exists, OuterRef, QuerySet

from orders import member_shares
from orders.errors import NotPossible
from orders.models import ProducerOrder
from payments import earnings
from payments.models import Earning

_DELIVERED = (ProducerOrder.Status.DELIVERED, ProducerOrder.Status.CLOSED)


def earn(part: ProducerOrder) -> Earning:
    """From this moment the money is the group's, and the day of its payout is fixed; what households brought to it is shared.

    In the transaction that delivers the part.

    Raises ``NotPossible`` for a part without a day of delivery.
    """
    if part.delivered_on is None:
        raise NotPossible(part.status)
    earning = earnings.earn(
        producer_order_number=part.number,
        group=part.group,
        order_number=part.order.number,
        goods_paise=part.goods_paise + part.subsidy_paise,
        delivery_paise=part.delivery_paise,
        commission_paise=part.commission_paise,
        delivered_on=part.delivered_on,
    )
    member_shares.share(part, earning)
    return earning


def not_earned() -> QuerySet[ProducerOrder]:
    """Delivered parts without an earning: delivered before earnings were written."""
    known = Earning.objects.filter(producer_order_number=OuterRef("number"))
    return ProducerOrder.objects.filter(~Exists(known), status__in=_DELIVERED).select_related("order", "group").order_by("pk")
