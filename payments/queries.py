"""Reads over payments: what was asked, what came, what is owed back."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from journal.beside import put_beside
from journal.composed import Composed, Hole
from journal.keyed import Keyed
from payments import providers
from payments.cash import receipts, rules
from payments.models import Allocation, Dispute, EarningChange, Payment, Refund, RefundLine


@dataclass(frozen=True)
class Totals:
    """Sums over an order's payments that are still open or paid, in paise."""

    authorised_paise: int = 0
    captured_paise: int = 0
    refunded_paise: int = 0
    at_door_paise: int = 0
    is_open: bool = False


def payments_of(order_number: str) -> list[Payment]:
    """All payments of an order, the oldest first, with ``received_paise``, allocations, refunds and their lines. Four queries."""
    payments = _PAYMENTS.rows(order_number=order_number)
    parts = _PARTS.rows(keys=[payment.pk for payment in payments])
    refunds = _REFUNDS.rows(keys=[part.pk for part in parts])
    put_beside(payments, parts, Allocation.payment)
    put_beside(parts, refunds, Refund.allocation)
    put_beside(refunds, _LINES.rows(keys=[refund.pk for refund in refunds]), RefundLine.refund)
    return payments


def _of_order(order_number: Hole) -> QuerySet[Payment]:
    return with_received(Payment.objects.filter(order_number=order_number)).select_related("payee_account").order_by("id")


_PAYMENTS = Composed(Payment, _of_order, order_number=Payment._meta.get_field("order_number"))
_PARTS = Keyed(Allocation, lambda keys: Allocation.objects.filter(payment__pk__in=keys).order_by("pk"), key=Payment._meta.get_field("id"))
_REFUNDS = Keyed(Refund, lambda keys: Refund.objects.filter(allocation__pk__in=keys).order_by("pk"), key=Allocation._meta.get_field("id"))
_LINES = Keyed(RefundLine, lambda keys: RefundLine.objects.filter(refund__pk__in=keys).order_by("pk"), key=Refund._meta.get_field("id"))


def latest_payment(order_number: str) -> Payment | None:
    """The newest payment of an order, with ``received_paise``, allocations, refunds and their lines. Four queries."""
    return next(reversed(payments_of(order_number)), None)


def present_payments(order_number: str) -> list[Payment]:
    """The payments an order stands on: the newest, or the newest of each group that is paid by itself. One query."""
    newest = {payment.payee_group_id: payment for payment in Payment.objects.filter(order_number=order_number).order_by("id")}
    return sorted(newest.values(), key=lambda payment: payment.pk)


def totals(order_number: str) -> Totals:
    """What has happened to an order's money. Two queries; one more for an order that is paid at the door."""
    rows = _STATES.rows(order_number=order_number)
    living = {pk: (status, provider) for pk, status, provider in rows if status in (Payment.Status.AWAITING, Payment.Status.PAID)}
    parts = _PARTS.rows(keys=living)
    at_door = [part.producer_order_number for part in parts if living[part.payment_id][1] == rules.PROVIDER]
    return Totals(
        authorised_paise=sum(part.authorised_paise - part.moved_paise for part in parts),
        captured_paise=sum(part.captured_paise - part.moved_paise for part in parts),
        refunded_paise=sum(part.refunded_paise for part in parts),
        at_door_paise=sum(receipts.owed_by_part(at_door).values()) if at_door else 0,
        is_open=any(status == Payment.Status.AWAITING for status, _provider in living.values()),
    )


def _states(order_number: Hole) -> QuerySet[Payment, tuple[int, str, str]]:
    return Payment.objects.filter(order_number=order_number).order_by("id").values_list("pk", "status", "provider")


_STATES = Composed(Payment, _states, order_number=Payment._meta.get_field("order_number"))


def refundable_paise(producer_order_number: str) -> int:
    """What was received for a producer order and is not owed back yet. One query."""
    paid = Allocation.objects.filter(producer_order_number=producer_order_number, payment__status=Payment.Status.PAID)
    return sum(part.kept_paise for part in paid)


@dataclass(frozen=True)
class GivenBack:
    """What refunds took from a group for one of its parts (what came back to the shop of its own discounts too), and what they gave back
    of the shop's fee.
    """

    paise: int = 0
    fee_paise: int = 0


def given_back(producer_order_numbers: Collection[str]) -> dict[str, GivenBack]:
    """By producer order, what was given back at its group's cost, less what came back of it to the group; parts without such a refund are
    left out. One query.
    """
    number, earned = "refund__allocation__producer_order_number", "earning__producer_order_number"
    taken = RefundLine.objects.filter(refund__bearer=Refund.Bearer.GROUP, **{f"{number}__in": producer_order_numbers})
    again = EarningChange.objects.filter(move__isnull=False, **{f"{earned}__in": producer_order_numbers})
    sums = taken.order_by().values_list(number).annotate(paise=Sum(F("amount_paise") + F("subsidy_paise")), fee=Sum("commission_paise"))
    less = again.order_by().values_list(earned).annotate(paise=-Sum("gross_paise"), fee=Sum("commission_paise"))
    found: dict[str, GivenBack] = {}
    for part, paise, fee in sums.union(less, all=True):
        before = found.get(part, GivenBack())
        found[part] = GivenBack(before.paise + paise, before.fee_paise + fee)
    return found


def disputed_paise(payment: Payment) -> int:
    """What open disputes of a payment are about. One query; none for a payment that no gateway took."""
    if providers.get(payment.provider).can.by_hand or payment.status != Payment.Status.PAID:
        return 0
    total: int = payment.disputes.filter(status__in=Dispute.OPEN).aggregate(paise=Sum("amount_paise", default=0))["paise"]
    return total


def with_received(found: QuerySet[Payment]) -> QuerySet[Payment]:
    """The same payments, each with ``received_paise``: what its bank entries sum to."""
    return found.annotate(received_paise=Coalesce(Sum("bank_entries__amount_paise"), 0))


def with_problem() -> QuerySet[Payment]:
    """Payments that a gateway's money does not fit, the oldest first."""
    return Payment.objects.exclude(problem="").order_by("pk")


def waiting(provider: str) -> QuerySet[Payment]:
    """Payments of this provider that are still waited for, the shortest time left first."""
    return with_received(Payment.objects.filter(provider=provider, status=Payment.Status.AWAITING)).order_by("expires_at", "pk")


def not_paid_in_time(provider: str) -> QuerySet[Payment]:
    """Payments that were given up or rejected, the latest first. Their money may still come, and is then recorded all the same."""
    given_up = (Payment.Status.EXPIRED, Payment.Status.FAILED)
    return with_received(Payment.objects.filter(provider=provider, status__in=given_up)).order_by("-expires_at", "-pk")


def to_send_back(provider: str) -> QuerySet[Payment]:
    """Payments for which money lies here that no order needs, the oldest first: too much came, or a part of one given up."""
    found = with_received(Payment.objects.filter(provider=provider))
    given_up = Q(status__in=(Payment.Status.EXPIRED, Payment.Status.FAILED), received_paise__gt=0)
    return found.filter(Q(received_paise__gt=F("amount_paise")) | given_up).order_by("pk")


def refunds_due(provider: str = "") -> QuerySet[Refund]:
    """Refunds that are owed and not sent, or that a gateway could not send, the oldest first; of all providers, or of one."""
    found = Refund.objects.filter(status__in=(Refund.Status.DUE, Refund.Status.FAILED)).select_related("allocation__payment")
    return (found.filter(allocation__payment__provider=provider) if provider else found).order_by("created_at", "pk")


def refunds_sent() -> QuerySet[Refund]:
    """Refunds that were sent, the newest first."""
    found = Refund.objects.filter(status=Refund.Status.SENT).select_related("allocation__payment", "sent_by")
    return found.order_by("-sent_at", "-pk")
