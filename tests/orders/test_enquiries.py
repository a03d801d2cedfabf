"""An enquiry is answered with a quote; its link is paid once and makes an ordinary order at the agreed price."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from catalogue.models import Listing
from journal import outbox
from journal.models import AuditEntry
from orders import attempts
from orders.enquiries import asking, clock, links, proposing
from orders.enquiries.errors import EnquiryRefused, NotOpen
from orders.errors import QuoteChanged, SoldOut
from orders.forgetting import forget
from orders.models import Enquiry, LineRecord, Parcel, Proposal
from orders.oscar.order.models import Order
from payments import tax
from payments.models import Payment
from tests.orders import factories as make
from tests.orders.enquiries import WANTED, make_enquiry, make_proposal, order
from tests.orders.racing import all_at_once
from tests.payments.ledgers import check_ledger


@pytest.fixture
def market(db: None) -> make.Market:
    return make.make_market()


@pytest.fixture
def owner(market: make.Market) -> User:
    return make.make_member(market.fruit)


def test_the_group_reads_what_is_wanted_and_never_who_asks(market: make.Market, owner: User) -> None:
    enquiry = make_enquiry(market.fruit, market.apricots)
    assert enquiry.words == "Two hundred jars for a wedding, call •••"
    assert asking.ask(WANTED, key=enquiry.key, language="en", group=market.fruit) == enquiry
    outbox.drain()
    to_group = next(letter for letter in mail.outbox if letter.to == [owner.email])
    assert enquiry.number in to_group.subject
    assert not any(text in to_group.body for text in ("buyer@hotel.example", "Hotel Lotus", "98765"))
    asking.decline(enquiry, words="Not this year. Ring 98765 43210", acting_user=owner)
    outbox.drain()
    answer = mail.outbox[-1]
    assert answer.to == ["buyer@hotel.example"]
    assert "Not this year. Ring •••" in answer.body
    with pytest.raises(NotOpen):
        asking.decline(enquiry, words="Again", acting_user=owner)
    assert {entry.action for entry in AuditEntry.objects.all()} >= {"orders.enquiry.ask", "orders.enquiry.declined"}


@pytest.mark.parametrize("field", ["words", "place", "name", "email"])
def test_all_four_answers_are_needed(market: make.Market, field: str) -> None:
    with pytest.raises(EnquiryRefused) as refusal:
        asking.ask(replace(WANTED, **{field: " "}), key=attempts.new_key(), language="en", group=market.fruit)
    assert refusal.value.field == field
    assert not Enquiry.objects.exists()


def test_a_paid_quote_is_an_ordinary_order_at_the_agreed_price(market: make.Market, owner: User) -> None:
    enquiry = make_enquiry(market.fruit)
    proposal = make_proposal(
        owner, market.fruit, (market.apricots, 8, 30_000), delivery_paise=50_000, enquiry=enquiry, note="Ring 98765 43210"
    )
    outbox.drain()
    letter = next(letter for letter in mail.outbox if links.url(proposal) in letter.body)
    assert letter.to == ["buyer@hotel.example"]
    assert "₹2,900" in letter.body
    assert proposal.note == "Ring •••"
    assert make.stock_of(market.apricots).num_allocated == 0  # nothing is kept for the buyer
    placed = order(proposal)
    part = make.part_of(placed, market.fruit)
    assert (part.goods_paise, part.delivery_paise, part.total_paise) == (240_000, 50_000, 290_000)
    assert sum(Parcel.objects.filter(producer_order=part).values_list("charge_paise", flat=True)) == 50_000
    line = LineRecord.objects.get(producer_order=part)
    assert (line.unit_price_paise, line.ordered, line.mrp_paise) == (30_000, 8, 42_000)
    assert line.tax_paise == tax.inside(240_000, line.tax_bp)
    assert part.commission_paise == line.commission_paise < 240_000
    assert make.stock_of(market.apricots).num_allocated == 8
    proposal.refresh_from_db()
    enquiry.refresh_from_db()
    assert (proposal.status, proposal.order, enquiry.status) == ("ordered", placed.order, "quoted")
    make.pay(placed)
    part.refresh_from_db()
    assert timezone.localdate(part.due_at) >= timezone.localdate() + timedelta(days=20)
    check_ledger()


def test_a_quote_needs_no_place_in_the_shop_and_may_wait_for_its_goods(market: make.Market, owner: User) -> None:
    Listing.objects.filter(pk=market.apricots.pk).update(status=Listing.Status.PAUSED)
    proposal = make_proposal(owner, market.fruit, (market.apricots, 40, 30_000))
    quoted = proposing.quote_of(proposal)
    assert [problem.code for problem in quoted.problems] == ["few_left"]
    with pytest.raises(SoldOut):
        order(proposal)
    record = make.stock_of(market.apricots)
    record.num_in_stock = 60
    record.save()
    assert order(proposal).is_new
    assert make.stock_of(market.apricots).num_allocated == 40


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"lapses_on": -1}, "lapses_on"),
        ({"lapses_on": 61, "packed_by": 90}, "lapses_on"),
        ({"packed_by": 3}, "packed_by"),
        ({"pin": "12"}, "pin"),
        ({"note": "a" * 601}, "note"),
        ({"price": 42_001}, "price_0"),
        ({"quantity": 0}, "quantity_0"),
    ],
)
def test_what_can_not_be_agreed_is_said_beside_its_field(market: make.Market, owner: User, changed: dict[str, Any], field: str) -> None:
    piece = (market.apricots, changed.pop("quantity", 2), changed.pop("price", 30_000))
    days = {
        name: timezone.localdate() + timedelta(days=value) if name.endswith(("_on", "_by")) else value for name, value in changed.items()
    }
    with pytest.raises(EnquiryRefused) as refusal:
        make_proposal(owner, market.fruit, piece, **days)
    assert refusal.value.field == field
    assert not Proposal.objects.exists()


def test_goods_of_others_and_what_may_not_be_sent_are_refused(market: make.Market, owner: User) -> None:
    with pytest.raises(EnquiryRefused):
        make_proposal(owner, market.fruit, (market.stole, 1, 1_000_000))
    with pytest.raises(EnquiryRefused, match="delivery"):
        make_proposal(owner, None, (market.stole, 1, 1_000_000), (market.apricots, 1, 30_000), delivery_paise=100)
    home_only = make.make_group(tax_status="enrolled")
    caps = make.make_listing(home_only, "Caps")
    with pytest.raises(EnquiryRefused):
        make_proposal(make.make_member(home_only), home_only, (caps, 1, 50_000))
    assert not Proposal.objects.exists()


def test_staff_quote_goods_of_several_groups_with_one_payment(market: make.Market, owner: User) -> None:
    proposal = make_proposal(owner, None, (market.stole, 1, 1_700_000), (market.apricots, 3, 40_000))
    placed = order(proposal)
    assert {part.group_id: part.goods_paise for part in placed.order.producer_orders.all()} == {
        market.wool.pk: 1_700_000,
        market.fruit.pk: 120_000,
    }
    assert [payment.amount_paise for payment in placed.payments] == [proposal.total_paise]


def test_a_quote_lapses_is_taken_back_and_never_paid_twice(market: make.Market, owner: User) -> None:
    lapsed = make_proposal(owner, market.fruit, (market.apricots, 1, 30_000))
    Proposal.objects.filter(pk=lapsed.pk).update(lapses_on=timezone.localdate() - timedelta(days=1))
    gone = make_proposal(owner, market.fruit, (market.apricots, 1, 30_000))
    proposing.withdraw(gone, acting_user=owner)
    for proposal in (lapsed, gone):
        with pytest.raises(NotOpen):
            order(proposal)
    paid = make_proposal(owner, market.fruit, (market.apricots, 1, 30_000))
    key = attempts.new_key()
    first = order(paid, key=key)
    assert order(paid, key=key).order == first.order
    with pytest.raises(NotOpen):
        order(paid)
    with pytest.raises(NotOpen):
        proposing.withdraw(paid, acting_user=owner)
    assert Order.objects.count() == 1


def test_the_price_of_the_quote_stands_when_the_listed_one_moves(market: make.Market, owner: User) -> None:
    proposal = make_proposal(owner, market.fruit, (market.apricots, 2, 30_000))
    before = proposing.quote_of(proposal)
    record = make.stock_of(market.apricots)
    record.price = 400
    record.save()
    assert proposing.quote_of(proposal).hash == before.hash
    assert order(proposal).payment.amount_paise == proposal.total_paise
    other = make_proposal(owner, market.fruit, (market.apricots, 1, 30_000))
    with pytest.raises(QuoteChanged):
        make.place(other.basket, quote_hash="0" * 64)  # without its terms the basket is another one


def test_who_asked_is_forgotten_with_the_account_and_after_a_year(market: make.Market, owner: User) -> None:
    shopper = User.objects.create_user(email="asker@example.com")
    mine = asking.ask(WANTED, key=attempts.new_key(), language="en", group=market.fruit, user=shopper)
    assert clock.enquiries_of(shopper)[0]["number"] == mine.number
    old, new = make_enquiry(market.fruit), make_enquiry(market.fruit)
    asking.decline(old, words="No.", acting_user=owner)
    Enquiry.objects.filter(pk=old.pk).update(answered_at=timezone.now() - timedelta(days=366))
    assert clock.forget() == 1
    forget(shopper)
    assert set(Enquiry.objects.values_list("pk", "email", "name")) == {
        (mine.pk, "", ""),
        (old.pk, "", ""),
        (new.pk, WANTED.email, WANTED.name),
    }


@pytest.mark.long
def test_two_hurried_payers_make_one_order(committed_db: None) -> None:
    market = make.make_market()
    owner = make.make_member(market.fruit)
    for _turn in range(4):
        proposal = make_proposal(owner, market.fruit, (market.apricots, 1, 30_000))
        keys = [attempts.new_key(), attempts.new_key()]
        before = Order.objects.count()
        answers = all_at_once(4, lambda number, proposal=proposal, keys=keys: order(proposal, key=keys[number % 2]))
        placed = [answer for answer in answers if not isinstance(answer, Exception)]
        assert {type(answer) for answer in answers if isinstance(answer, Exception)} <= {NotOpen}
        assert len(placed) == 2  # both presses of the winner
        assert len({answer.order.pk for answer in placed}) == 1
        assert Order.objects.count() == before + 1
        assert Payment.objects.filter(order_number=placed[0].order.number).count() == 1
        proposal.refresh_from_db()
        assert proposal.order == placed[0].order


@pytest.mark.long
def test_a_quote_that_is_taken_back_while_it_is_paid_is_one_or_the_other(committed_db: None) -> None:
    market = make.make_market()
    owner = make.make_member(market.fruit)
    for _turn in range(4):
        proposal = make_proposal(owner, market.fruit, (market.apricots, 1, 30_000))
        acts = [lambda p=proposal: order(p), lambda p=proposal: proposing.withdraw(p, acting_user=owner)]
        answers = all_at_once(2, lambda number, acts=acts: acts[number]())
        assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [NotOpen]
        proposal.refresh_from_db()
        assert (proposal.status == "ordered") == (proposal.order is not None)
