"""What a group sold, month by month, for its page of figures."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from orders.models import ProducerOrder
from producers.models import ProducerGroup

Status = ProducerOrder.Status
# Parts that were never paid, and those that were given up, are no sales.
NOT_SOLD = (Status.HELD, Status.DECLINED, Status.CANCELLED)


@dataclass(frozen=True)
class Month:
    """One month: its first day, parts of orders, and what their goods cost the shoppers, without delivery."""

    first: date
    orders: int
    goods_paise: int


def months_until(today: date, number: int) -> list[date]:
    """The first days of the last ``number`` months, the present one last."""
    count = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(count - number + 1, count + 1)]


def sales_by_month(group: ProducerGroup, *, months: int = 12) -> list[Month]:
    """The last months, those without a sale too. A part counts in the month in which it was paid and came to the group. One query."""
    firsts = months_until(timezone.localdate(), months)
    rows = ProducerOrder.objects.filter(group=group, released_at__date__gte=firsts[0]).exclude(status__in=NOT_SOLD)
    sums = rows.annotate(month=TruncMonth("released_at")).values_list("month").annotate(number=Count("pk"), goods=Sum("goods_paise"))
    known = {timezone.localtime(month).date().replace(day=1): (number, goods) for month, number, goods in sums.order_by("month")}
    return [Month(first, *known.get(first, (0, 0))) for first in firsts]
