"""Acts of a random history in which shoppers' banks dispute payments of both gateways: opened, closed, told twice, in part, after refunds and
payouts, and decided anew.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from orders import disputes
from orders.models import Parcel, PartPhoto
from payments.disputes import saying
from payments.gateway import SentDispute
from payments.models import Dispute, DisputeMove, DisputePart, Earning, Payment, PayoutLine
from payments.refunds import owe_refund
from tests.orders import histories_modes as modes
from tests.orders import told
from tests.orders.steps import arrive
from tests.payments.papers import carry_out

if TYPE_CHECKING:
    from tests.orders.histories import History

REFUSALS = (saying.NotOpen,)
_REASONS = ("product_not_received", "product_unacceptable", "fraudulent")


def dispute(history: "History") -> None:
    """The shopper's bank disputes a payment, all of it or some; at times it asks first."""
    payment = history.pick(Payment.objects.filter(provider__in=("stripe", "split"), status=Payment.Status.PAID))
    if payment is None:
        return
    amount = payment.amount_paise if history.random.random() < 0.7 else history.random.randint(1, payment.amount_paise)
    said = {"amount_paise": amount, "reason": history.random.choice(_REASONS), "is_inquiry": history.random.random() < 0.2}
    _take(history, payment, told.answer(payment, count=1 + payment.disputes.count(), **said))


def decide(history: "History") -> None:
    """The bank decides, or an inquiry goes on; what was decided is told again, or otherwise than before."""
    row = history.pick(Dispute.objects.select_related("payment"))
    if row is None:
        return
    status = history.random.choice(["under_review", "won", "lost", "lost"])
    if row.is_inquiry and history.random.random() < 0.4:
        status = "withdrawn"
    said = {"amount_paise": row.amount_paise, "reason": row.reason, "is_inquiry": status == "withdrawn"}
    _take(history, row.payment, told.answer(row.payment, status, count=int(row.gateway_id.rsplit("_", 1)[1]), **said))


def _take(history: "History", payment: Payment, sent: SentDispute) -> None:
    before = _with_gateway(payment)
    disputes.take(payment=payment, sent=sent)
    history.cash_paise -= _with_gateway(payment) - before


def _with_gateway(payment: Payment) -> int:
    """What the gateway took for disputes of a payment and did not give back."""
    moves = DisputeMove.objects.filter(dispute__payment=payment).values_list("amount_paise", "fee_paise")
    return sum(amount + fee for amount, fee in moves)


def say_what_it_is_about(history: "History") -> None:
    """A person says that a dispute is, or is not, about a part."""
    row = history.pick(Dispute.objects.all())
    if row:
        number = history.pick(row.payment.allocations.all()).producer_order_number
        saying.say(row, number, is_concerned=history.random.random() < 0.4, acting_user=history.shelf.staff)


def disputed_sale(history: "History") -> None:
    """A sale by card or gateway goes its way, proven or not, is refunded in part now and then, disputed, and decided, sometimes anew."""
    listing = history.random.choice(history.shelf.listings)
    paid = told.paid_by_card if history.random.random() < 0.6 else told.paid_at_gateway
    payment = Payment.objects.get(pk=paid(listing).payment.pk)
    history.cash_paise += payment.amount_paise
    part = told.part_of(payment)
    if history.random.random() < 0.8:
        part = carry_out(part)
        if history.random.random() < 0.5:
            parcel = part.parcels.get()
            Parcel.objects.filter(pk=parcel.pk).update(tracking_number="EP12345")
            PartPhoto.objects.create(producer_order=part, parcel=parcel, kind="handed_over", file="x.jpg", sha256="0" * 64)
        if history.random.random() < 0.9:
            arrive(part, source="clock")
    if history.random.random() < 0.5:
        modes.make_shares(history, payment)
    if history.random.random() < 0.3:
        owe_refund(producer_order_number=part.number, amount_paise=1 + part.total_paise // 3, reason="damaged", key=f"dp{part.pk}")
    reason = history.random.choice(_REASONS)
    _take(history, payment, told.answer(payment, reason=reason))
    _take(history, payment, told.answer(payment, history.random.choice(["won", "lost", "lost"]), reason=reason))
    if history.random.random() < 0.5:
        modes.make_shares(history, payment)
    if history.random.random() < 0.7:
        _take(history, payment, told.answer(payment, "won", reason=reason))


ACTS: dict[Callable[["History"], None], int] = {dispute: 2, decide: 3, say_what_it_is_about: 1, disputed_sale: 3}


def check() -> None:
    """Every paisa of a lost dispute has its bearer, a proven hand-over was never debited, what came back is with whoever bore it, and
    nothing disputed is in a payout to come.
    """
    for row in Dispute.objects.prefetch_related("refunds", "parts"):
        settled = sum(refund.amount_paise for refund in row.refunds.all())
        assert settled + row.surplus_paise == (row.amount_paise if row.status == "lost" else 0)
        assert {refund.status for refund in row.refunds.all()} <= {"sent"}
        assert all(part.bearer == "shop" for part in row.parts.all() if part.why == "proven")
        _check_what_came_back(row)
    waiting = PayoutLine.objects.filter(payout__status__in=("due", "proposed"), released_at__isnull=True, earning__isnull=False)
    for line in waiting.select_related("earning"):
        number = line.earning.producer_order_number
        for row in Dispute.objects.filter(status__in=Dispute.OPEN, payment__allocations__producer_order_number=number):
            assert DisputePart.objects.filter(dispute=row, is_concerned=False, allocation__producer_order_number=number).exists()


def _check_what_came_back(dispute: Dispute) -> None:
    """The bank gives all of it back or nothing: each group has again what it bore, where its part was delivered, and nobody else has."""
    came = -sum(dispute.moves.filter(is_late=True).values_list("amount_paise", flat=True))
    for refund in dispute.refunds.prefetch_related("earning_changes"):
        earning = Earning.objects.filter(producer_order_number=refund.allocation.producer_order_number).first()
        given = [change for change in refund.earning_changes.all() if change.move_id]
        is_due = came and earning and refund.bearer == "group" and refund.reason == "dispute_lost"
        if not given and is_due:  # delivered since the gateway was asked last
            assert refund.earning_change is None
            continue
        assert sum(change.gross_paise for change in given) == (refund.amount_paise + refund.subsidy_paise if is_due else 0)
        if refund.earning_change and is_due:
            assert sum(change.net_paise for change in given) == -refund.earning_change.net_paise
