"""Codes that take something off: what they say to whom, how the discount is divided, and how often they can be used."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from journal.models import AuditEntry
from notices.models import Notice
from orders import cancelling, checkout, expiry
from orders.errors import QuoteChanged
from orders.models import LineRecord, ProducerOrder, Voucher, VoucherUse
from orders.oscar.order.models import Order
from orders.quotes import quote
from orders.vouchers import making
from orders.vouchers.applying import tidy
from orders.vouchers.errors import VoucherRefused
from payments import tax
from payments.models import Payment
from tests.orders import factories as make
from tests.orders.vouchers import make_group_voucher, make_voucher, staff
from tests.payments import payees

pytestmark = pytest.mark.django_db

ANOTHER = make.Contact(name="Tashi", mobile="+919812345679", email="tashi@example.com")


def _refused(listing: object, code: str = "LADAKH10", **more: object) -> str:
    """The reason for which the code takes nothing off one piece, which then costs what it costs."""
    quoted = quote(make.make_basket(listing), make.DELHI, code=code, **more)  # type: ignore[arg-type]
    assert (quoted.discount_paise, quoted.voucher) == (0, None)
    assert quoted.hash == quote(make.make_basket(listing), make.DELHI).hash  # type: ignore[arg-type]
    assert quoted.voucher_refusal is not None
    assert str(quoted.voucher_refusal.words)
    return quoted.voucher_refusal.code


def test_a_code_that_nobody_made_takes_nothing_off() -> None:
    assert _refused(make.make_listing(make.make_group())) == "unknown"


def test_a_stopped_code_takes_nothing_off_any_more() -> None:
    making.stop(make_voucher(), acting_user=staff())
    assert _refused(make.make_listing(make.make_group())) == "stopped"


@pytest.mark.parametrize(("first", "last", "reason"), [(1, 2, "not_yet"), (-2, -1, "over")])
def test_a_code_is_for_its_days(first: int, last: int, reason: str) -> None:
    today = timezone.localdate()
    make_voucher(valid_from=today + timedelta(days=first), valid_to=today + timedelta(days=last))
    assert _refused(make.make_listing(make.make_group())) == reason


def test_the_first_and_the_last_day_count() -> None:
    make_voucher(valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 2))
    basket = make.make_basket(make.make_listing(make.make_group()))
    seen = [quote(basket, make.DELHI, on=date(2026, 11, 30) + timedelta(days=day), code="LADAKH10").discount_paise for day in range(4)]
    assert seen == [0, 10_000, 10_000, 0]


def test_a_code_for_dear_goods_counts_only_the_goods_it_is_for() -> None:
    wool, fruit = make.make_group(), make.make_group()
    make_voucher(least_goods_paise=150_000, group=wool)
    cheap = make.make_listing(wool, price_paise=149_999)
    assert _refused(cheap) == "too_small"
    dear = make.make_basket(cheap, make.make_listing(fruit))
    assert quote(dear, make.DELHI, code="LADAKH10").discount_paise == 0
    assert quote(make.make_basket((cheap, 2)), make.DELHI, code="LADAKH10").discount_paise == 30_000


@pytest.mark.parametrize("restriction", ["group", "product_type", "family"])
def test_a_code_for_other_goods_takes_nothing_off(restriction: str) -> None:
    other = {"group": make.make_group(), "product_type": make.make_type("other_goods"), "family": "other"}
    make_voucher(**{restriction: other[restriction]})
    assert _refused(make.make_listing(make.make_group())) == "not_for_these"


def test_a_code_of_a_group_that_has_not_agreed_is_as_unknown_as_any_other() -> None:
    group = make.make_group()
    made = make_voucher(bearer="group", group=group)
    listing = make.make_listing(group)
    assert _refused(listing) == "unknown"
    making.agree(made, acting_user=make.make_member(group))
    assert quote(make.make_basket(listing), make.DELHI, code="LADAKH10").discount_paise == 10_000


def test_only_an_owner_or_a_paper_agrees_for_a_group() -> None:
    group = make.make_group()
    made = make_voucher(bearer="group", group=group)
    for person in (make.make_member(group, role="packer"), make.make_member(make.make_group()), staff()):
        with pytest.raises(VoucherRefused):
            making.agree(made, acting_user=person)
    assert Voucher.objects.get().consent_at is None
    making.agree(made, acting_user=staff(), paper="Letter of 2 November")
    assert AuditEntry.objects.get(action="orders.voucher_agreed").on_behalf_of == group.slug


def test_where_groups_are_paid_directly_the_shop_adds_nothing() -> None:
    group = make.make_group()
    listing = make.make_listing(group)
    make_voucher()
    make_group_voucher(group)
    with payees.each_group():
        payees.make_payable(group)
        assert _refused(listing) == "each_group"
        quoted = quote(make.make_basket(listing), make.DELHI, code="OURS10")
        assert quoted.discount_paise == 10_000
        placed = make.place_order(listing, code="OURS10")
    assert placed.payment.amount_paise == quoted.total_paise
    assert placed.payment.allocations.get().subsidy_paise == 0


def test_a_discount_is_divided_to_the_paisa_over_the_lines_it_is_for() -> None:
    market = make.make_market()
    make_voucher(amount_paise=10_001, family="tests")
    quoted = quote(market.basket, make.DELHI, code="ladakh-10")
    plain = quote(market.basket, make.DELHI)
    assert sum(line.discount_paise for line in quoted.lines) == quoted.discount_paise == 10_001
    for line, full in zip(quoted.lines, plain.lines, strict=True):
        assert line.line_paise + line.discount_paise == full.line_paise
        assert abs(line.discount_paise - 10_001 * full.line_paise / plain.goods_paise) < 1
    assert (quoted.total_paise, quoted.delivery_paise) == (plain.total_paise - 10_001, plain.delivery_paise)
    assert quoted.hash != plain.hash


def test_a_percentage_has_a_ceiling() -> None:
    listing = make.make_listing(make.make_group(), price_paise=1_000_000)
    make_voucher(ceiling_paise=50_000)
    assert quote(make.make_basket(listing), make.DELHI, code="LADAKH10").discount_paise == 50_000


def test_a_line_never_costs_less_than_a_rupee() -> None:
    group = make.make_group()
    make_voucher(amount_paise=10_000_000)
    quoted = quote(
        make.make_basket(make.make_listing(group, price_paise=1_000), make.make_listing(group, price_paise=999_999)),
        make.DELHI,
        code="LADAKH10",
    )
    assert min(line.line_paise for line in quoted.lines) >= 100
    assert _refused(make.make_listing(group, price_paise=100)) == "too_small"


def test_tax_is_inside_what_is_left_and_at_the_rate_of_what_a_piece_costs_then() -> None:
    shawl = make.make_listing(make.make_group(), price_paise=260_000, handmade=False, hsn="62142020")
    make_voucher()
    plain, quoted = (quote(make.make_basket(shawl), make.DELHI, code=code).lines[0] for code in ("", "LADAKH10"))
    assert (plain.tax_bp, quoted.tax_bp) == (1_800, 500)  # above Rs 2,500 before, below it now
    assert quoted.tax_paise == tax.inside(234_000, 500)


def test_whose_fee_is_lowered_depends_on_who_bears_it() -> None:
    group = make.make_group()
    basket = make.make_basket(make.make_listing(group))
    full = quote(basket, make.DELHI).lines[0].commission_paise
    make_voucher()
    make_group_voucher(group)
    assert quote(basket, make.DELHI, code="LADAKH10").lines[0].commission_paise == full
    assert quote(basket, make.DELHI, code="OURS10").lines[0].commission_paise == full * 9 // 10


def test_an_order_keeps_what_was_taken_off_and_by_whom_it_is_borne() -> None:
    market = make.make_market()
    voucher = make_voucher()
    placed = make.place(market.basket, code="LADAKH10")
    use = VoucherUse.objects.get(order=placed.order)
    assert (use.voucher, use.mobile) == (voucher, make.ASHA.mobile)
    records = LineRecord.objects.filter(producer_order__order=placed.order)
    assert sum(record.discount_paise for record in records) == use.discount_paise == sum(record.subsidy_paise for record in records)
    for part in ProducerOrder.objects.filter(order=placed.order):
        allocation = placed.payment.allocations.get(producer_order_number=part.number)
        assert (allocation.authorised_paise, allocation.subsidy_paise) == (part.total_paise, part.subsidy_paise)
    assert Voucher.objects.get().uses == 1


def test_the_mails_of_an_order_name_what_its_code_took_off() -> None:
    listing = make.make_listing(make.make_group())
    make_voucher()
    make.pay(make.place_order(listing, code="LADAKH10"))
    make.pay(make.place_order(listing))
    kinds = ("order_placed", "order_paid")
    told = [[("took ₹100 off" in notice.body) for notice in Notice.objects.filter(kind=kind).order_by("pk")] for kind in kinds]
    assert told == [[True, False]] * 2


def test_a_code_is_used_up() -> None:
    listing = make.make_listing(make.make_group())
    make_voucher(most_uses=1)
    basket = make.make_basket(listing)
    agreed = quote(basket, make.DELHI, code="LADAKH10")
    make.place_order(listing, code="LADAKH10")
    assert _refused(listing) == "used_up"
    with pytest.raises(QuoteChanged) as refusal:
        _press(basket, agreed.hash)
    assert refusal.value.quote.voucher_refusal is not None
    assert refusal.value.quote.voucher_refusal.code == "used_up"
    assert (Order.objects.count(), Voucher.objects.get().uses) == (1, 1)


def test_a_code_that_is_stopped_after_the_quote_was_taken_places_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = make.make_listing(make.make_group())
    voucher = make_voucher()
    basket = make.make_basket(listing)
    agreed = quote(basket, make.DELHI, code="LADAKH10").hash
    hold = checkout._hold

    def stopped_meanwhile(quoted: object) -> None:
        Voucher.objects.filter(pk=voucher.pk).update(stopped_at=timezone.now(), stopped_by=staff())
        hold(quoted)  # type: ignore[arg-type]

    monkeypatch.setattr(checkout, "_hold", stopped_meanwhile)
    with pytest.raises(QuoteChanged):
        _press(basket, agreed)
    assert not Order.objects.exists()
    assert make.stock_of(listing).num_allocated == 0


def test_one_mobile_number_uses_a_code_as_often_as_it_may() -> None:
    listing = make.make_listing(make.make_group())
    make_voucher(most_uses_each=1)
    make.place_order(listing, code="LADAKH10")
    assert _refused(listing, mobile=make.ASHA.mobile) == "used_by_you"
    basket = make.make_basket(listing)
    assert quote(basket, make.DELHI, code="LADAKH10").discount_paise  # nobody knows yet who buys
    with pytest.raises(QuoteChanged):
        _press(basket, quote(basket, make.DELHI, code="LADAKH10").hash)
    make.place_order(listing, code="LADAKH10", contact=ANOTHER)
    assert Voucher.objects.get().uses == 2


def _press(basket: object, quote_hash: str) -> checkout.Placed:
    return checkout.place(
        basket=basket,  # type: ignore[arg-type]
        key="k" * 40,
        quote_hash=quote_hash,
        contact=make.ASHA,
        address=make.HOME,
        provider="offline",
        method="upi",
        consent_text=make.CONSENT,
        code="LADAKH10",
    )


def test_an_order_that_lapses_unpaid_gives_its_use_back_and_late_money_takes_it_again() -> None:
    listing = make.make_listing(make.make_group())
    make_voucher(most_uses=1)
    placed = make.place_order(listing, code="LADAKH10")
    _lapse(placed.payment)
    assert Voucher.objects.get().uses == 0
    other = make.place_order(listing, code="LADAKH10", contact=ANOTHER)
    make.pay(placed)
    part = ProducerOrder.objects.get(order=placed.order)
    assert (part.status, Voucher.objects.get().uses) == ("new", 2)
    assert VoucherUse.objects.get(order=other.order).given_back_at is None
    assert LineRecord.objects.get(producer_order=part).discount_paise == 10_000


def test_an_order_that_is_called_off_unpaid_gives_its_use_back_for_good() -> None:
    listing = make.make_listing(make.make_group())
    make_voucher()
    placed = make.place_order(listing, code="LADAKH10")
    cancelling.cancel_unpaid(placed.order, reason="not wanted", acting_user=None)
    make.pay(placed)
    assert (Voucher.objects.get().uses, ProducerOrder.objects.get().status) == (0, "cancelled")


def test_a_paid_order_keeps_its_use_when_it_is_called_off() -> None:
    listing = make.make_listing(make.make_group())
    make_voucher()
    placed = make.make_paid_order(listing, code="LADAKH10")
    cancelling.cancel_part(ProducerOrder.objects.get(order=placed.order), reason="not wanted", acting_user=None)
    assert Voucher.objects.get().uses == 1


def _lapse(payment: Payment) -> None:
    Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    expiry.expire_due()


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "ABC"},
        {"code": "SEVENTEENSIGNS123"},
        {"code": "ÜBER1"},
        {"words": "  "},
        {"rate_bp": 1_000, "amount_paise": 5},
        {"rate_bp": 0},
        {"rate_bp": 10_001},
        {"amount_paise": 500, "ceiling_paise": 5},
        {"valid_to": date(2020, 1, 1)},
        {"bearer": "group"},
    ],
)
def test_a_code_that_says_nonsense_is_not_made(fields: dict[str, object]) -> None:
    with pytest.raises(VoucherRefused) as refusal:
        make_voucher(**fields)  # type: ignore[arg-type]
    assert refusal.value.field
    assert not Voucher.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="orders.voucher").exists()


def test_a_code_is_made_once() -> None:
    make_voucher("LADAKH10")
    with pytest.raises(VoucherRefused):
        make_voucher("ladakh 10")
    assert AuditEntry.objects.filter(action="orders.voucher_made").count() == 1


def test_the_database_refuses_a_code_of_a_group_without_group_and_a_subsidy_above_the_discount() -> None:
    voucher = make_voucher()
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(bearer="group")
    placed = make.place_order(make.make_listing(make.make_group()), code="LADAKH10")
    with pytest.raises(IntegrityError), transaction.atomic():
        LineRecord.objects.filter(producer_order__order=placed.order).update(subsidy_paise=10_001)
    with pytest.raises(IntegrityError), transaction.atomic():
        placed.payment.allocations.update(subsidy_back_paise=10_001)


@pytest.mark.long
@given(st.text(max_size=40))
def test_whatever_is_typed_as_a_code_is_short_and_has_no_blanks(typed: str) -> None:
    found = tidy(typed)
    assert len(found) <= 17
    assert not any(sign.isspace() for sign in found)
