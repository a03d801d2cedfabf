"""Cash on delivery: where it is offered, what is paid at the door, what is refused there, and who has the money when."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journal import outbox
from notices.models import Notice
from orders import address, at_door, at_door_rules, cancelling, deliveries, fulfilment, handover, losses, packing, refunding, shrinking
from orders.errors import AddressRefused, DeliveryRefused, HandOverRefused, NotPossible, PlaceRefused
from orders.models import LineRecord, OrderRecord, Parcel, ProducerOrder
from orders.queries import order_page, producer_order_page
from orders.quotes import quote
from orders.reconciling import reconcile
from payments import settlement
from payments.cash import counting, receipts, rules
from payments.cash.errors import CashRefused, NotAsSeen
from payments.errors import ReferenceUsed, UnknownProvider
from payments.models import CashHandIn, CashReceipt, Earning, Payment, Payout, Refund, StatementCredit
from payments.payouts import due
from payments.payouts.errors import OwnGroup, SamePerson
from payments.refunds import is_sent_by_hand, owe_refund
from payments.statements import import_statement
from storefront.buying.ways import offered_ways
from tests.orders import factories as make
from tests.orders.steps import fresh, member_of, parcel_of
from tests.orders.test_statement import file_of
from tests.payments import at_door as door
from tests.payments import payees
from tests.payments.ledgers import check_ledger, standing
from tests.payments.payout_steps import give_account, staff

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_cash_is_off_unless_the_shop_says_otherwise() -> None:
    group = make.make_group()
    assert not rules.rule_on(date(2026, 11, 22)).is_offered
    quoted = quote(make.make_basket(make.make_listing(group)), make.LEH)
    assert "cash.door" not in [way.value for way in offered_ways(quoted)]
    with pytest.raises(UnknownProvider):
        door.place(make.make_listing(group))
    assert not Payment.objects.exists()


def test_it_is_offered_only_where_every_parcel_is_brought_by_hand_and_up_to_the_cap() -> None:
    leh, away, shy = make.make_group(), make.make_group(pin="194301"), make.make_group()
    near, far, other = (make.make_listing(group, price_paise=100_000) for group in (leh, away, shy))
    with door.offered(leh, away, most_paise=250_000):
        for goods, pin, is_offered in (
            ([near], make.LEH, True),
            ([near], "194201", True),  # the same hub
            ([near], "194301", False),  # inside Ladakh, of another hub
            ([near], make.DELHI, False),
            ([near, far], make.LEH, False),
            ([near, other], make.LEH, False),  # a group that did not agree
            ([(near, 3)], make.LEH, False),  # above the cap
        ):
            quoted = quote(make.make_basket(*goods), pin)
            assert at_door_rules.may_be_paid_there(quoted) is is_offered, (goods, pin)
            assert ("cash.door" in [way.value for way in offered_ways(quoted)]) is is_offered
        with pytest.raises(PlaceRefused):
            door.place(near, far)
        assert not Payment.objects.exists()


def test_it_is_not_offered_where_groups_or_a_gateway_take_the_money() -> None:
    group = make.make_group()
    payees.make_payable(group)
    with door.offered(group), payees.modes(payees.row(settlement.PAY_EACH_GROUP)):
        assert not at_door_rules.may_be_paid_there(quote(make.make_basket(make.make_listing(group)), make.LEH))


def test_the_whole_way_of_the_cash_from_the_door_to_the_payout() -> None:
    group = make.make_group()
    give_account(group)
    with door.offered(group):
        placed = door.place(make.make_listing(group, price_paise=150_000))
    part = make.part_of(placed, group)
    assert part.status == "new"
    assert OrderRecord.objects.get().payment_status == "on_delivery"
    total = placed.payment.amount_paise
    assert standing() == {"cash.due": total, "held": total}
    page = order_page(placed.order)
    assert page.events[0].words == "Order placed; you pay at the door"
    assert (page.at_door_paise, str(page.headline)) == (total, "The groups have your order; you pay at the door")
    part = door.bring(placed, group)
    assert producer_order_page(part).at_door_paise == total
    for _time in range(2):
        receipt = at_door.taken(part, acting_user=member_of(group))
    assert (CashReceipt.objects.count(), receipt.amount_paise, fresh(part).status) == (1, total, "delivered")
    assert parcel_of(part).delivered_source == "door"
    assert OrderRecord.objects.get().payment_status == "paid"
    assert standing()["cash.in_hand"] == total
    later = timezone.localdate() + timedelta(days=30)
    assert due.prepare(group.pk, later) is None, "the cash is with the group"
    brought = door.hand_in(group, receipt)
    payout = due.prepare(group.pk, later)
    assert payout is not None
    assert payout.amount_paise == Earning.objects.get().net_paise
    assert (standing()["cash.box"], "cash.in_hand" in standing()) == (total, False)
    for _time in range(2):
        counting.bank(brought, reference="DEP 1", acting_user=staff())
    assert standing()["funds.bank"] == total
    assert not {"cash.box", "cash.due", "cash.in_hand"} & set(standing())
    _sound()
    told = dict(Notice.objects.values_list("kind", "title"))
    assert told["order_placed"] == f"Your order {placed.order.number}: you pay at the door"
    assert told["order_paid_at_door"].startswith("You paid ₹")


def test_nobody_took_it_at_the_door_and_nothing_is_owed() -> None:
    group = make.make_group()
    listing = make.make_listing(group, stock=5)
    with door.offered(group):
        part = door.bring(door.place((listing, 2)), group)
    for _time in range(2):
        at_door.refused(part, can_be_sold=True, acting_user=member_of(group))
    assert standing() == {}
    assert {refund.status for refund in Refund.objects.all()} == {"sent"}
    assert (receipts.owed_paise(part.number), make.stock_of(listing).num_in_stock) == (0, 5)
    assert Earning.objects.get().gross_paise == 0
    page = order_page(part.order)
    assert (str(page.headline), page.refund_due_paise, page.refund_sent_paise) == ("Nobody took it, and it went back", 0, 0)
    with pytest.raises(NotPossible):
        at_door.taken(part, acting_user=member_of(group))
    _sound()


def test_what_is_not_sent_is_less_to_pay_and_nothing_goes_back() -> None:
    group = make.make_group()
    listing = make.make_listing(group, price_paise=100_000)
    with door.offered(group):
        placed = door.place((listing, 3))
    part = make.part_of(placed, group)
    line = LineRecord.objects.get()
    shrinking.cancel_pieces(part, keep={line.pk: 2}, acting_user=None)
    refund = Refund.objects.get()
    assert (refund.status, receipts.is_taken_off(refund), is_sent_by_hand(refund)) == ("sent", True, False)
    left = placed.payment.amount_paise - 100_000
    assert receipts.owed_paise(part.number) == left == order_page(placed.order).at_door_paise
    assert order_page(placed.order).payment_status == "on_delivery"
    part = door.bring(placed, group)
    assert at_door.taken(part, acting_user=member_of(group)).amount_paise == left
    assert Notice.objects.filter(kind="order_less_to_pay").count() == 1
    _sound()


@pytest.mark.parametrize("way", ["declined", "called off"])
def test_a_part_that_is_not_sent_at_all_is_not_paid_at_all(way: str) -> None:
    group = make.make_group()
    with door.offered(group):
        placed = door.place(make.make_listing(group))
    part = make.part_of(placed, group)
    if way == "declined":
        fulfilment.decline(part, reason="damaged", acting_user=member_of(group))
    else:
        cancelling.cancel_part(part, reason="asked", acting_user=None)
    assert (standing(), order_page(placed.order).at_door_paise) == ({}, 0)
    _sound()


def test_after_it_was_paid_a_refund_goes_back_from_the_bank() -> None:
    group = make.make_group()
    with door.offered(group):
        part = door.bring(door.place(make.make_listing(group)), group)
    at_door.taken(part, acting_user=member_of(group))
    refund = owe_refund(producer_order_number=part.number, amount_paise=10_000, reason="return_faulty", key="flaw")
    assert (refund.status, is_sent_by_hand(refund), receipts.is_taken_off(refund)) == ("due", True, False)
    refunding.refund_sent(refund, reference="UTR77", sent_at=timezone.now(), acting_user=staff())
    assert standing()["funds.bank"] == -10_000
    assert order_page(part.order).refund_sent_paise == 10_000
    _sound()


def test_a_part_to_be_paid_at_the_door_leaves_with_its_own_group() -> None:
    group = make.make_group()
    with door.offered(group):
        placed = door.place(make.make_listing(group))
    part, user = make.part_of(placed, group), member_of(group)
    fulfilment.accept(part, acting_user=user)
    packing.pack(part, acting_user=user)
    with pytest.raises(HandOverRefused) as refusal:
        handover.hand_over(part, carrier="speed_post", parcels={parcel_of(part).number: "EP123456"}, acting_user=user)
    assert refusal.value.field == "carrier"
    assert fresh(part).status == "packed"


def test_unpaid_it_arrives_by_nobodys_word_and_not_by_the_clock() -> None:
    group = make.make_group()
    with door.offered(group):
        part = door.bring(door.place(make.make_listing(group)), group)
    with pytest.raises(DeliveryRefused):
        deliveries.arrived(parcel_of(part), source="shopper")
    Parcel.objects.update(expected_by=timezone.localdate() - timedelta(days=30))
    assert deliveries.deliver_due() == 0
    assert fresh(part).status == "handed_over"
    assert any(part.number in words for words in reconcile().to_do)
    losses.lost(parcel_of(part), acting_user=staff())
    assert (standing(), fresh(part).status) == ({}, "delivered")
    _sound()


def test_the_address_moves_only_to_where_the_group_can_bring_it() -> None:
    group = make.make_group()
    with door.offered(group):
        placed = door.place(make.make_listing(group))
    with pytest.raises(AddressRefused) as refusal:
        address.change_address(placed.order, contact=make.ASHA, address=make.HOME)
    assert refusal.value.code == "not_at_door"
    near = make.Address(line1="Spituk 5", line2="", city="Leh", pin="194106", state="Ladakh")
    address.change_address(placed.order, contact=make.ASHA, address=near)
    assert ProducerOrder.objects.get().ship_to.postcode == "194106"


def _receipt(price_paise: int = 100_000) -> CashReceipt:
    group = make.make_group()
    with door.offered(group):
        part = door.bring(door.place(make.make_listing(group, price_paise=price_paise)), group)
    return at_door.taken(part, acting_user=member_of(group))


def test_two_people_of_the_shop_count_and_neither_is_of_the_group() -> None:
    receipt, first = _receipt(), staff()
    amount, group = receipt.amount_paise, receipt.group
    with pytest.raises(OwnGroup):
        counting.count(group=group, receipts=[receipt.number], amount_paise=amount, acting_user=member_of(group))
    with pytest.raises(CashRefused):
        counting.count(group=group, receipts=[receipt.number], amount_paise=amount - 100, acting_user=first)
    made = counting.count(group=group, receipts=[receipt.number], amount_paise=amount, acting_user=first)
    with pytest.raises(NotAsSeen):
        counting.count(group=group, receipts=[receipt.number], amount_paise=amount, acting_user=staff())
    with pytest.raises(SamePerson):
        counting.check(made, amount_paise=amount, acting_user=first)
    with pytest.raises(CashRefused):
        counting.check(made, amount_paise=amount + 100, acting_user=staff())
    with pytest.raises(NotAsSeen):
        counting.bank(made, reference="DEP1", acting_user=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        CashHandIn.objects.filter(pk=made.pk).update(status="checked", checked_by=first, checked_at=timezone.now())
    assert "cash.box" not in standing()
    counting.drop(made, note="one note was missing", acting_user=first)
    again = counting.count(group=group, receipts=[receipt.number], amount_paise=amount, acting_user=first)
    counting.check(again, amount_paise=amount, acting_user=staff())
    with pytest.raises(NotAsSeen):
        counting.drop(again, note="too late", acting_user=first)
    assert standing()["cash.box"] == amount
    _sound()


def test_a_deposit_has_a_reference_of_its_own() -> None:
    first, second = _receipt(), _receipt(120_000)
    one, two = door.hand_in(first.group, first), door.hand_in(second.group, second)
    counting.bank(one, reference="DEP9", acting_user=staff())
    with pytest.raises(ReferenceUsed):
        counting.bank(two, reference="dep 9", acting_user=staff())
    assert standing()["cash.box"] == second.amount_paise


def test_cash_that_a_group_keeps_too_long_is_named() -> None:
    receipt = _receipt()
    CashReceipt.objects.update(taken_on=timezone.localdate() - timedelta(days=15))
    assert any(receipt.number in words for words in reconcile().to_do)
    assert Payout.objects.count() == 0


def test_a_deposit_on_the_statement_is_found_by_its_number_and_amount() -> None:
    person, receipt = staff(), _receipt()
    counted = door.hand_in(receipt.group, receipt)
    note = counted.number.replace("-", "")
    short = (("400000000001", receipt.amount_paise - 100, f"CASH DEP {note}"), ("400000000002", receipt.amount_paise, f"CASH DEP {note}"))
    import_statement(file_of(*short), name="november.csv", acting_user=person)
    outbox.drain()
    assert dict(StatementCredit.objects.values_list("reference", "status")) == {"400000000001": "waiting", "400000000002": "matched"}
    counted.refresh_from_db()
    assert (counted.status, counted.reference, standing()["funds.bank"]) == ("banked", "400000000002", receipt.amount_paise)
    _sound()


def test_finance_counts_compares_and_brings_it_to_the_bank_in_the_administration() -> None:
    receipt, (one, other) = _receipt(), (Client(), Client())
    for visitor in (one, other):
        person = staff()
        person.groups.add(Group.objects.get(name="Finance"))
        visitor.force_login(person)
    rupees, address = f"{receipt.amount_paise / 100:.2f}", f"/admin/cash/count/{receipt.group.slug}/"
    wrong = one.post(address, {"receipt": receipt.number, "amount": "7.00"})
    assert (wrong.status_code, 'value="7.00"' in wrong.content.decode()) == (422, True)
    assert one.post(address, {"receipt": receipt.number, "amount": rupees}).status_code == 302
    made = CashHandIn.objects.get()
    act = f"/admin/cash/{made.number}/act/"
    assert one.post(act, {"act": "check", "amount": rupees}).status_code == 422
    assert other.post(act, {"act": "check", "amount": rupees}).status_code == 302
    assert one.post(act, {"act": "bank", "words": "DEP 5"}).status_code == 302
    made.refresh_from_db()
    assert made.status == "banked"
    assert one.get("/admin/cash/?done=1").status_code == 200


def test_the_group_says_in_the_workspace_what_happened_at_the_door(client: Client) -> None:
    group = make.make_group()
    with door.offered(group):
        placed = door.place(make.make_listing(group))
    client.force_login(member_of(group))
    part = make.part_of(placed, group)
    address = f"/workspace/orders/{part.number}/at-door/"
    client.post(address, {"act": "taken"})
    assert not CashReceipt.objects.exists(), "it is not on its way"
    door.bring(placed, group)
    assert "I have the" in client.get(f"/workspace/orders/{part.number}/").content.decode()
    assert client.post(address, {"act": "taken"}).status_code == 303
    receipt = CashReceipt.objects.get()
    assert receipt.producer_order_number in client.get(f"/workspace/groups/{group.slug}/money/cash/").content.decode()
