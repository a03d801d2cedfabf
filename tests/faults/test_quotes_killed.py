"""The process dies while a quote is ordered and paid: an order stands with its quote or not at all, and the link still works."""

import pytest

from orders import attempts, checkout
from orders.enquiries.proposing import quote_of
from orders.models import CheckoutAttempt, Proposal
from orders.oscar.order.models import Order
from orders.reconciling import reconcile
from payments.models import Payment
from tests.faults.killing import ORDERS, die_at, points_of
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.enquiries import make_proposal, order

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("committed_db")]
# Placing is told to a checkout of its own; here it stands inside the transaction of the quote.
ORDERING = [*points_of("checkout.py"), *points_of("paying.py", ORDERS / "enquiries")]
# What dies after the commit is done: that comes last.
PAYING = sorted(points_of("release.py"), key=lambda point: point.endswith("after_commit"))


def test_a_quote_is_ordered_whole_or_not_at_all_and_its_link_makes_one_order() -> None:
    market = make.make_market()
    owner = make.make_member(market.fruit)
    proposal = make_proposal(owner, market.fruit, (market.apricots, 3, 30_000))
    key = attempts.new_key()
    assert {"orders.place.after_stock", "orders.quote.order.after_place", "orders.quote.order.before_commit"} <= set(ORDERING)
    for point in ORDERING:
        die_at(point, lambda: order(proposal, key=key))
        proposal.refresh_from_db()
        left = (
            Order.objects.count(),
            CheckoutAttempt.objects.count(),
            Payment.objects.count(),
            make.stock_of(market.apricots).num_allocated,
        )
        assert (proposal.status, *left) == (Proposal.Status.OPEN, 0, 0, 0, 0), point
        assert quote_of(proposal).problems == []
    placed = [order(proposal, key=key) for _press in range(2)]
    assert (placed[0].order, placed[0].is_new, placed[1].is_new) == (placed[1].order, True, False)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.order) == (Proposal.Status.ORDERED, placed[0].order)
    for point in PAYING:
        die_at(point, lambda: checkout.complete(placed[0].payment, reference="UTR000000001"))
    for _time in range(2):
        checkout.complete(Payment.objects.get(), reference="UTR000000001")
    assert make.part_of(placed[0], market.fruit).status == "new"
    check_books()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])
