"""Which pieces of an order can be asked to be given back today, and for which reasons: delivered, in time, not asked for before."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from orders.models import LineRecord, Parcel, ParcelLine, ProducerOrder, ReturnLine, ReturnRequest
from orders.returns import policies
from orders.returns.policies import Policy
from orders.sold_lines import key_of
from payments import refund_lines


@dataclass(frozen=True)
class ReturnableLine:
    """``pieces`` may come back; ``reasons`` are the codes that hold today. ``last_day`` is the last one for any of them."""

    record: LineRecord
    pieces: int
    policy: Policy
    delivered_on: date
    is_late: bool
    reasons: tuple[str, ...]

    @property
    def last_day(self) -> date:
        """The last day on which something of the line may be given back."""
        return self.delivered_on + timedelta(days=max(self.policy.mind_days, self.policy.fault_days))


def lines_of(part: ProducerOrder) -> list[ReturnableLine]:
    """Lines of a part of which something may be given back today. Four queries. Lock the order first where something is written."""
    delivered = _delivered(part)
    claimed = _claimed(part)
    left = refund_lines.left_of(part.number)
    found = []
    for record in LineRecord.objects.filter(producer_order=part).order_by("pk"):
        if record.pk not in delivered:
            continue
        pieces, day, first_day = delivered[record.pk]
        paid = left[key_of(record)].pieces if key_of(record) in left else 0
        line = _line(record, min(pieces - claimed.get(record.pk, 0), paid), day, is_late=first_day > record.promised_to)
        if line.pieces > 0 and line.reasons:
            found.append(line)
    return found


def _line(record: LineRecord, pieces: int, day: date, *, is_late: bool) -> ReturnableLine:
    policy = policies.of_line(record.return_policy, is_food=record.is_food)
    today = timezone.localdate()
    reasons = [code for code in policies.REASONS if policy.days(code) and today <= day + timedelta(days=policy.days(code))]
    if not is_late:
        reasons = [code for code in reasons if code != policies.LATE]
    return ReturnableLine(record, pieces, policy, day, is_late, tuple(reasons))


def _delivered(part: ProducerOrder) -> dict[int, tuple[int, date, date]]:
    """By line record, the pieces that have arrived, the day of the last of them, and that of the last one sent at first.

    What was sent again for a return may come back as well; it never makes the sale a late one.
    """
    inside = ParcelLine.objects.filter(parcel__producer_order=part, parcel__status=Parcel.Status.DELIVERED).select_related("parcel")
    found: dict[int, tuple[int, date, date]] = {}
    for held in inside:
        if arrived := held.parcel.delivered_on:
            pieces, day, first = found.get(held.line_id, (0, date.min, date.min))
            first = first if held.parcel.sent_for_id else max(first, arrived)
            found[held.line_id] = pieces + held.quantity, max(day, arrived), first
    return found


def _claimed(part: ProducerOrder) -> dict[int, int]:
    """By line record, the pieces that are in a request already, settled ones as well; not those that were refused."""
    asked = ReturnLine.objects.filter(request__producer_order=part).exclude(
        request__status__in=(ReturnRequest.Status.REFUSED, ReturnRequest.Status.LAPSED)
    )
    return dict(asked.order_by().values_list("line").annotate(total=Sum("pieces")))
