"""Shoppers pay each group by itself: parts are paid, wait and lapse alone, the shop never has the money, and the ledger says so."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from journal.models import AuditEntry
from notices.models import Notice
from orders import cancelling, checkout, direct, expiry, fulfilment, offline, statement_matching
from orders.checkout import Placed
from orders.errors import NotPossible, PlaceRefused, QuoteChanged
from orders.models import CheckoutAttempt, OrderRecord, ProducerOrder
from orders.queries import order_page
from orders.quotes import quote
from orders.reconciling import reconcile
from payments import direct as books
from payments import payees, settlement
from payments.errors import NotThatMuch, PaidAlready, ReferenceUsed, UnknownProvider
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import AccountCheck, Allocation, BankAccount, Earning, Payment, Payout, Refund, TaxPaper
from payments.payouts import due
from payments.refunds import owe_refund
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.steps import arrive, bring, fresh, member_of
from tests.payments import payees as known
from tests.payments import payout_steps
from tests.payments.ledgers import check_ledger, standing
from tests.payments.papers import carry_out

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def market() -> Iterator[make.Market]:
    """Three groups that can be paid straight, in a shop where shoppers do so."""
    with known.each_group(tds=True):
        found = make.make_market()
        for group in (found.wool, found.fruit, found.berry):
            known.make_payable(group)
        yield found


def _place(market: make.Market) -> Placed:
    return make.place(market.basket)


def _payment(placed: Placed, group: ProducerGroup) -> Payment:
    return Payment.objects.get(order_number=placed.order.number, payee_group=group)


def _came(placed: Placed, group: ProducerGroup, amount_paise: int | None = None, reference: str = "") -> offline.Received:
    payment = _payment(placed, group)
    return direct.money_came(payment, reference=reference or f"UPI{payment.pk}", amount_paise=amount_paise, acting_user=member_of(group))


def _lapse(placed: Placed, group: ProducerGroup) -> None:
    Payment.objects.filter(pk=_payment(placed, group).pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert expiry.expire_due() == 1


def _payment_status(placed: Placed) -> str:
    return OrderRecord.objects.get(order=placed.order).payment_status


def _statuses(placed: Placed) -> dict[str, str]:
    return {part.group.slug: part.status for part in ProducerOrder.objects.filter(order=placed.order).select_related("group")}


def test_an_order_of_three_groups_asks_for_three_payments_each_to_its_groups_own_account(market: make.Market) -> None:
    placed = _place(market)
    assert len(placed.payments) == 3
    for payment in placed.payments:
        part = ProducerOrder.objects.get(order=placed.order, group=payment.payee_group)
        assert (payment.provider, payment.mode, payment.amount_paise) == ("direct", "pay_each_group", part.total_paise)
        assert (payment.withholds_tcs, payment.withholds_tds) == (False, True)
        assert payment.payee_account.group_id == payment.payee_group_id
        assert [one.producer_order_number for one in payment.allocations.all()] == [part.number]
    assert len({payment.key for payment in placed.payments}) == 3
    assert sum(payment.amount_paise for payment in placed.payments) == OrderRecord.objects.get(order=placed.order).total_paise
    assert CheckoutAttempt.objects.get(order=placed.order).total_paise == placed.order.record.total_paise
    told = Notice.objects.filter(kind="direct_expected")
    assert {notice.subject_number for notice in told} == {payment.number for payment in placed.payments}
    assert "Asha" not in "".join(notice.body for notice in told)
    check_books()


def test_a_part_that_is_paid_goes_to_its_group_while_the_others_wait(market: make.Market) -> None:
    placed = _place(market)
    assert _came(placed, market.wool) == offline.Received(0, is_confirmed=True)
    assert _statuses(placed) == {market.wool.slug: "new", market.fruit.slug: "held", market.berry.slug: "held"}
    assert _payment_status(placed) == "part_paid"
    assert str(order_page(placed.order).headline) == "A part is paid; the rest waits for your payment"
    assert make.stock_of(market.apricots).num_allocated == 2
    assert Notice.objects.get(kind="order_paid").subject_number == placed.order.number
    for group in (market.fruit, market.berry):
        _came(placed, group)
    assert set(_statuses(placed).values()) == {"new"}
    assert _payment_status(placed) == "paid"
    assert CheckoutAttempt.objects.get(order=placed.order).status == "confirmed"
    check_books()


def test_a_part_lapses_alone_and_gives_its_own_goods_back(market: make.Market) -> None:
    placed = _place(market)
    _came(placed, market.wool)
    _lapse(placed, market.fruit)
    assert _statuses(placed) == {market.wool.slug: "new", market.fruit.slug: "cancelled", market.berry.slug: "held"}
    assert make.stock_of(market.apricots).num_allocated == 0
    assert make.stock_of(market.pulp).num_allocated == 1
    assert _payment_status(placed) == "part_paid"
    assert Notice.objects.filter(kind="order_expired").count() == 1
    _came(placed, market.berry)
    assert _payment_status(placed) == "paid"
    check_books()


def test_an_order_is_given_up_with_the_last_part_that_nobody_paid(market: make.Market) -> None:
    placed = _place(market)
    for group in (market.wool, market.fruit):
        _lapse(placed, group)
        assert CheckoutAttempt.objects.get(order=placed.order).status == "placed"
        assert _payment_status(placed) == "awaiting"
    _lapse(placed, market.berry)
    assert CheckoutAttempt.objects.get(order=placed.order).status == "expired"
    assert _payment_status(placed) == "cancelled"
    assert expiry.expire_due() == 0
    check_books()


def test_money_that_comes_late_is_honoured_for_its_part_alone(market: make.Market) -> None:
    placed = _place(market)
    for group in (market.wool, market.fruit):
        _lapse(placed, group)
    _came(placed, market.fruit)
    assert _statuses(placed) == {market.wool.slug: "cancelled", market.fruit.slug: "new", market.berry.slug: "held"}
    check_books()


def test_late_money_for_goods_that_are_gone_is_owed_back_by_the_group_that_has_it(market: make.Market) -> None:
    placed = _place(market)
    _lapse(placed, market.fruit)
    make.place_order((market.apricots, 10))
    _came(placed, market.fruit)
    refund = Refund.objects.get()
    assert (refund.amount_paise, refund.reason, refund.status) == (_payment(placed, market.fruit).amount_paise, "late_payment", "due")
    assert Notice.objects.filter(kind="direct_refund", subject_number=refund.number).exists()
    assert balance(accounts.REFUNDS_PAYABLE) == 0
    assert balance(accounts.DIRECT_REFUNDS, market.fruit.pk) == refund.amount_paise
    assert _statuses(placed)[market.berry.slug] == "held"
    check_books()


def test_another_amount_than_was_asked_waits_and_what_is_too_much_goes_back_from_the_group(market: make.Market) -> None:
    placed = _place(market)
    asked = _payment(placed, market.wool).amount_paise
    assert _came(placed, market.wool, asked - 500, "SHORT1").missing_paise == 500
    assert _came(placed, market.wool, 700, "MORE1").missing_paise == -200
    assert _statuses(placed)[market.wool.slug] == "held"
    assert books.page(market.wool).to_send_back == [_payment(placed, market.wool)]
    member = member_of(market.wool)
    with pytest.raises(NotThatMuch):
        direct.money_sent_back(_payment(placed, market.wool), amount_paise=201, reference="BACK1", acting_user=member)
    back = direct.money_sent_back(_payment(placed, market.wool), amount_paise=200, reference="BACK1", acting_user=member)
    assert back.is_confirmed
    assert _statuses(placed)[market.wool.slug] == "new"
    check_books()


def test_said_twice_is_said_once_and_a_reference_belongs_to_one_payment(market: make.Market) -> None:
    placed = _place(market)
    for _time in range(2):
        _came(placed, market.wool, reference="upi 77")
    with pytest.raises(ReferenceUsed):
        _came(placed, market.fruit, reference="UPI77")
    with pytest.raises(PaidAlready):
        _came(placed, market.wool, reference="OTHER")
    assert _statuses(placed)[market.fruit.slug] == "held"
    assert AuditEntry.objects.filter(action="orders.direct_came").count() == 1
    check_books()


def test_staff_speak_for_a_group_with_a_reason_and_the_journal_names_both(market: make.Market) -> None:
    placed, staff = _place(market), payout_steps.staff()
    payment = _payment(placed, market.wool)
    with pytest.raises(direct.ReasonMissing):
        direct.money_came(payment, reference="R1", amount_paise=None, acting_user=staff, for_group=True, reason=" ")
    assert _statuses(placed)[market.wool.slug] == "held"
    direct.money_came(payment, reference="R1", amount_paise=None, acting_user=staff, for_group=True, reason="told by phone")
    entry = AuditEntry.objects.get(action="orders.direct_came")
    assert (entry.acting_user, entry.on_behalf_of, entry.reason) == (staff, market.wool.slug, "told by phone")


def test_nobody_speaks_so_of_money_that_the_shop_received() -> None:
    placed = make.place_order(make.make_market().stole)
    with pytest.raises(direct.NotDirect):
        direct.money_came(placed.payment, reference="R1", amount_paise=None, acting_user=payout_steps.staff())
    assert placed.payment.bank_entries.count() == 0


def test_the_shops_bank_statement_never_finds_money_that_went_to_a_group(market: make.Market) -> None:
    placed = _place(market)
    payment = _payment(placed, market.wool)
    credit = make.make_credit(amount_paise=payment.amount_paise, words=f"UPI {payment.number.replace('-', '')}", status="new")
    finding = statement_matching.find(credit)
    assert (finding.payments, finding.problem) == ([], "unknown")


def test_the_shopper_calls_off_what_is_not_paid_and_keeps_what_is(market: make.Market) -> None:
    placed = _place(market)
    _came(placed, market.wool)
    cancelling.cancel_unpaid(placed.order, reason="asked", acting_user=None)
    assert _statuses(placed) == {market.wool.slug: "new", market.fruit.slug: "cancelled", market.berry.slug: "cancelled"}
    with pytest.raises(NotPossible):
        cancelling.cancel_unpaid(placed.order, reason="asked", acting_user=None)
    check_books()


def test_the_shopper_tells_each_group_its_own_reference(market: make.Market) -> None:
    placed = _place(market)
    wool = _payment(placed, market.wool)
    checkout.shopper_paid(placed.order, reference="told 9", payment_number=wool.number)
    assert Payment.objects.get(pk=wool.pk).shopper_reference == "TOLD9"
    assert {_payment(placed, group).shopper_reference for group in (market.fruit, market.berry)} == {""}
    assert Notice.objects.get(kind="direct_told").subject_number == wool.number
    other = make.place_order(market.socks)
    with pytest.raises(Payment.DoesNotExist):
        checkout.shopper_paid(placed.order, reference="told 9", payment_number=other.payment.number)


def test_the_three_group_journey_from_the_basket_to_the_fee_and_the_refund(market: make.Market) -> None:
    placed = _place(market)
    groups = (market.wool, market.fruit, market.berry)
    for group in groups:
        _came(placed, group)
    fulfilment.decline(make.part_of(placed, market.berry), reason="damaged", acting_user=member_of(market.berry))
    for group in (market.wool, market.fruit):
        arrive(carry_out(make.part_of(placed, group)))
    assert {paper.seller["legal_name"] for paper in TaxPaper.objects.all()} == {group.legal_name for group in groups[:2]}
    check_books()
    wool = Earning.objects.get(group=market.wool)
    sold = make.part_of(placed, market.wool)
    assert (wool.mode, wool.gross_paise, wool.commission_paise) == ("pay_each_group", sold.total_paise, sold.commission_paise)
    assert (wool.tcs_paise, wool.tds_paise) == (0, (sold.total_paise * 10 + 5_000) // 10_000)
    # Nothing is paid out: the group has the money, and owes the fee and the tax that the shop pays for it.
    Earning.objects.update(pay_on=timezone.localdate())
    assert due.prepare_all() == 0
    assert not Payout.objects.exists()
    owing = {group.pk: books.owing_paise(group) for group in groups}
    assert owing[market.wool.pk] == wool.commission_paise + wool.tds_paise > 0
    assert owing[market.berry.pk] == 0
    # The declined part goes back from its group; a flaw after delivery too, and the fee for it in proportion.
    declined = Refund.objects.get()
    assert direct.refund_sent(declined, reference="GONE1", sent_at=timezone.now(), acting_user=member_of(market.berry))
    flaw = owe_refund(producer_order_number=sold.number, amount_paise=100_000, reason="damaged", key="flaw")
    change = wool.changes.get()
    assert books.owing_paise(market.wool) == owing[market.wool.pk] - change.commission_paise - change.tds_paise
    assert change.tds_paise == 100
    assert direct.refund_sent(flaw, reference="GONE2", sent_at=timezone.now(), acting_user=member_of(market.wool))
    books.record_fee(group=market.wool, amount_paise=books.owing_paise(market.wool), reference="FEE1", acting_user=payout_steps.staff())
    stands = standing()
    own = {account: paise for account, paise in stands.items() if not accounts.ACCOUNTS[account].is_memorandum}
    assert set(stands) == set(own), "every memorandum account is back at nothing"
    assert own["funds.bank"] + own["groups.owing"] == own["commission"] + own["commission.tax"] + own["tds.payable"]
    assert not {"held", "shoppers", "groups.payable", "refunds.payable"} & set(own)
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_fees_are_paid_once_and_never_more_than_is_owed(market: make.Market) -> None:
    bring(make.place_order(market.stole), market.wool, "delivered")
    owed, staff = books.owing_paise(market.wool), payout_steps.staff()
    with pytest.raises(NotThatMuch):
        books.record_fee(group=market.wool, amount_paise=owed + 1, reference="F1", acting_user=staff)
    first = books.record_fee(group=market.wool, amount_paise=owed - 1, reference="F1", acting_user=staff)
    assert books.record_fee(group=market.wool, amount_paise=owed - 1, reference="f 1", acting_user=staff) == first
    with pytest.raises(ReferenceUsed):
        books.record_fee(group=market.wool, amount_paise=1, reference="F1", acting_user=staff)
    assert books.owing_paise(market.wool) == 1
    assert books.owing_groups() == [(market.wool, 1)]
    check_books()


def test_from_a_group_without_a_checked_account_nothing_is_bought(market: make.Market) -> None:
    AccountCheck.objects.filter(account__group=market.fruit).delete()
    basket = market.basket
    quoted = quote(basket, make.DELHI)
    assert {(problem.code, problem.group_slug) for problem in quoted.problems} == {("not_payable", market.fruit.slug)}
    with pytest.raises(PlaceRefused) as refusal:
        make.place(basket, quote_hash="any")
    assert refusal.value.code == "not_payable"
    assert not ProducerOrder.objects.exists()
    assert make.stock_of(market.stole).num_allocated == 0


def test_an_account_is_checked_by_somebody_else_than_the_group() -> None:
    group = make.make_group()
    owner = make.make_member(group)
    account = payout_steps.give_account(group, owner=owner, upi_id="wool@sbi")
    for person in (owner, make.make_member(group, role="manager")):
        with pytest.raises(payees.SamePerson):
            payees.check(account, how="passbook", acting_user=person)
    staff = payout_steps.staff()
    with pytest.raises(payees.CheckRefused):
        payees.check(account, how=" ", acting_user=staff)
    assert payees.without_account([group.pk]) == {group.pk}
    payees.check(account, how="one rupee sent, name read back", acting_user=staff)
    with pytest.raises(payees.CheckRefused):
        payees.check(account, how="again", acting_user=staff)
    assert payees.accounts_of([group.pk]) == {group.pk: account}
    BankAccount.objects.filter(pk=account.pk).update(usable_from=timezone.now() + timedelta(hours=1))
    assert payees.without_account([group.pk]) == {group.pk}


def test_other_details_have_to_be_checked_again_and_open_payments_keep_theirs(market: make.Market) -> None:
    placed = _place(market)
    account = _payment(placed, market.wool).payee_account
    payout_steps.give_account(market.wool, owner=member_of(market.wool), upi_id="other@sbi", number="999999999999")
    assert payees.without_account([market.wool.pk]) == {market.wool.pk}
    assert _payment(placed, market.wool).payee_account == account


def test_in_each_mode_only_its_own_providers_are_taken(market: make.Market) -> None:
    with pytest.raises(UnknownProvider):
        make.place_order(market.stole, provider="offline")
    with known.modes(known.row(settlement.NODAL)), pytest.raises(UnknownProvider):
        make.place_order(market.stole, provider="direct")
    assert not ProducerOrder.objects.exists()


def test_a_page_from_before_the_switch_has_to_be_agreed_to_again(market: make.Market) -> None:
    basket = market.basket
    with known.modes(known.row(settlement.NODAL)):
        seen = quote(basket, make.DELHI).hash
    with pytest.raises(QuoteChanged):
        make.place(basket, quote_hash=seen)


def test_switching_in_the_middle_of_open_orders_alters_nothing_that_was_sold_before(market: make.Market) -> None:
    """Orders of both modes are open at once; each goes on to its end under its own, whatever holds meanwhile."""
    nodal, each = known.row(settlement.NODAL), known.row(settlement.PAY_EACH_GROUP, days=1, tds=True)
    with known.modes(nodal, each):
        before = make.place_order(market.stole, market.apricots)
    with known.modes(known.row(settlement.PAY_EACH_GROUP, tds=True)):
        after = _place(market)
        kept = (Payment.objects.get(pk=before.payment.pk).mode, Payment.objects.get(pk=before.payment.pk).payee_group_id)
        assert kept == ("nodal_seller_of_record", None)
        make.pay(before)
        for group in (market.wool, market.fruit):
            arrive(carry_out(make.part_of(before, group)))
    with known.modes(nodal):
        _came(after, market.wool)
        arrive(carry_out(make.part_of(after, market.wool)))
        owe_refund(producer_order_number=make.part_of(after, market.wool).number, amount_paise=5_000, reason="damaged", key="a")
        owe_refund(producer_order_number=make.part_of(before, market.wool).number, amount_paise=5_000, reason="damaged", key="b")
        modes = dict(Earning.objects.values_list("order_number", "mode"))
        assert modes == {before.order.number: "nodal_seller_of_record", after.order.number: "pay_each_group"}
        sellers = {
            paper.order_number: paper.seller_key for paper in TaxPaper.objects.filter(role="sale", kind__in=("invoice", "bill", "both"))
        }
        assert sellers[before.order.number] == "LB"
        assert sellers[after.order.number] != "LB"
        assert set(Earning.objects.filter(order_number=before.order.number).values_list("tds_paise", flat=True)) == {0}
        assert balance(accounts.REFUNDS_PAYABLE) == balance(accounts.DIRECT_REFUNDS) == 5_000
        Earning.objects.update(pay_on=timezone.localdate())
        assert due.prepare_all() == 2
        paid = sum(Payout.objects.values_list("amount_paise", flat=True))
        net = Earning.objects.filter(mode="nodal_seller_of_record").values_list("net_paise", flat=True)
        assert paid == sum(net) + Refund.objects.get(key="b").earning_change.net_paise
        check_ledger()
        report = reconcile()
        assert (report.posted, report.wrong) == (0, [])


def test_a_member_of_another_group_reaches_neither_payment_nor_refund(market: make.Market) -> None:
    placed = _place(market)
    with pytest.raises(Payment.DoesNotExist):
        books.payment_for(market.fruit, _payment(placed, market.wool).number)
    assert [payment.payee_group for payment in books.page(market.fruit).waiting] == [market.fruit]


def test_a_refund_is_overdue_after_a_week(market: make.Market) -> None:
    part = bring(make.place_order(market.stole), market.wool, "declined")
    refund = Refund.objects.get(allocation=Allocation.objects.get(producer_order_number=part.number))
    assert not direct.is_overdue(refund)
    Refund.objects.filter(pk=refund.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert direct.is_overdue(Refund.objects.get(pk=refund.pk))
    assert list(books.refunds_due()) == [refund]
    assert fresh(part).status == "declined"


def test_people_who_are_nobody_of_the_group_are_not_told(market: make.Market) -> None:
    stranger = User.objects.create_user("stranger@example.com")
    _place(market)
    assert not Notice.objects.filter(to=stranger.email).exists()
