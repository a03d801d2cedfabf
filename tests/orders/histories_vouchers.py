"""Acts of a random history with codes: made, used, used up, stopped, and orders with them that go every way."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from orders.models import LineRecord, Voucher
from orders.vouchers import making
from payments.models import Allocation, Payment
from tests.orders import factories as make
from tests.orders.steps import bring
from tests.orders.vouchers import make_voucher

if TYPE_CHECKING:
    from tests.orders.histories import History


def make_code(history: "History") -> None:
    """Of any kind, for any goods, borne by the shop or a group; a group sometimes has not agreed."""
    listing = history.random.choice(history.shelf.listings)
    code = f"CODE{Voucher.objects.count():04d}"
    what = {"amount_paise": history.random.randint(1, 300_000)} if history.random.random() < 0.5 else {"rate_bp": _rate(history)}
    uses = history.random.choice([None, 1, 3])
    group = listing.group if history.random.random() < 0.6 else None
    made = make_voucher(code, group=group, bearer="group" if group and history.random.random() < 0.6 else "shop", most_uses=uses, **what)
    if made.bearer == Voucher.Bearer.GROUP and history.random.random() < 0.9:
        making.agree(made, acting_user=history.shelf.members[listing.group_id])


def _rate(history: "History") -> int:
    return history.random.choice([1, 333, 1_000, 5_000, 9_999, 10_000])


def place_with_code(history: "History") -> None:
    """Some goods with a code that may not be for them."""
    voucher = history.pick(Voucher.objects.all())
    if voucher is None:
        return
    chosen = history.random.sample(history.shelf.listings, history.random.randint(1, 4))
    make.place(make.make_basket(*((listing, history.random.randint(1, 2)) for listing in chosen)), code=voucher.code)


def sell_with_code(history: "History") -> None:
    """A sale with a code that goes the whole ordinary way to its delivery."""
    voucher = history.pick(Voucher.objects.filter(stopped_at__isnull=True))
    fitting = [listing for listing in history.shelf.listings if voucher and voucher.group_id in (None, listing.group_id)]
    if not fitting:
        return
    listing = history.random.choice(fitting)
    placed = make.place_order((listing, history.random.randint(1, 2)), code=voucher.code)
    history.cash_paise += placed.payment.amount_paise
    bring(placed, listing.group, "delivered")


def stop_code(history: "History") -> None:
    voucher = history.pick(Voucher.objects.all())
    if voucher:
        making.stop(voucher, acting_user=history.shelf.staff)


ACTS: dict[Callable[["History"], None], int] = {make_code: 2, place_with_code: 3, sell_with_code: 3, stop_code: 1}


def check() -> None:
    """Codes are used as often as they say, but for late money; what the shop adds is what its lines say, and no more goes back."""
    counted = Voucher.objects.annotate(held=Count("orders", filter=Q(orders__given_back_at__isnull=True)))
    assert not counted.exclude(uses=F("held")).exists()
    added: Counter[str] = Counter()
    for number, paise in LineRecord.objects.values_list("producer_order__number", "subsidy_paise"):
        added[number] += paise
    parts = Allocation.objects.exclude(payment__status__in=(Payment.Status.EXPIRED, Payment.Status.FAILED))
    for part in parts.select_related("payment").prefetch_related("refunds"):
        refunds = part.refunds.all()
        assert part.subsidy_paise == added[part.producer_order_number]
        back = sum(refund.subsidy_paise for refund in refunds)
        assert 0 <= part.subsidy_back_paise == back <= part.subsidy_paise
        assert (
            part.refunded_paise < part.captured_paise
            or any(refund.bearer == "shop" for refund in refunds)
            or back == part.subsidy_paise
            or (part.payment.status != Payment.Status.PAID)
        )
    for line in LineRecord.objects.filter(discount_paise__gt=0):
        assert line.line_paise >= 100
        assert line.subsidy_paise in (0, line.discount_paise)
