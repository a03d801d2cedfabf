"""Whether codes, orders and money tell the same story of discounts. Reads only; the database adds."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from orders.models import ProducerOrder, Voucher, VoucherUse
from payments.models import Allocation, Payment


def problems() -> Iterator[str]:
    """Everything that is wrong, a sentence each; nothing where all is well."""
    yield from _counters()
    yield from _uses()
    yield from _parts()
    yield from _allocations()


def _counters() -> Iterator[str]:
    """A code counts the orders that have it."""
    counted = Voucher.objects.annotate(held=Count("orders", filter=Q(orders__given_back_at__isnull=True)))
    for voucher in counted.exclude(uses=F("held")).order_by("pk"):
        yield f"code {voucher.code}: it counts {voucher.uses} orders, {voucher.held} have it"


def _uses() -> Iterator[str]:
    """What a code took off an order is what its lines say."""
    taken = Sum("order__producer_orders__lines__discount_paise", default=0)
    wrong = VoucherUse.objects.annotate(taken=taken).exclude(discount_paise=F("taken"))
    for use in wrong.select_related("voucher", "order").order_by("pk"):
        yield f"order {use.order.number}: code {use.voucher.code} took {use.discount_paise} paise off, its lines say {use.taken}"


def _parts() -> Iterator[str]:
    """What the shop adds to a part is what it bears of the discounts on its lines."""
    parts = ProducerOrder.objects.annotate(borne=Sum("lines__subsidy_paise", default=0))
    for part in parts.exclude(subsidy_paise=F("borne")).only("number", "subsidy_paise").order_by("pk").iterator():
        yield f"{part.number}: the shop adds {part.subsidy_paise} paise, it bears {part.borne} on its lines"


def _allocations() -> Iterator[str]:
    """What was added to the money of a part is what the part says; what refunds gave back is what they say."""
    part = ProducerOrder.objects.filter(number=OuterRef("producer_order_number"))
    living = Allocation.objects.filter(payment__status__in=(Payment.Status.AWAITING, Payment.Status.PAID))
    told = living.annotate(sold=Subquery(part.values("subsidy_paise")), back=Coalesce(Sum("refunds__subsidy_paise"), 0))
    wrong = told.filter(~Q(subsidy_paise=F("sold")) | ~Q(subsidy_back_paise=F("back")))
    for row in wrong.order_by("pk").iterator():
        yield (
            f"{row.producer_order_number}: {row.subsidy_paise} paise were added and {row.subsidy_back_paise} came back; "
            f"its part says {row.sold}, its refunds {row.back}"
        )
