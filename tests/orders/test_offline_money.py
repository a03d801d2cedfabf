"""Money without a gateway: amounts that differ, payments that are not there, money sent back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from journal.models import AuditEntry
from notices.models import Notice
from orders import checkout, offline
from orders.errors import NotPossible
from orders.models import OrderEvent, OrderRecord, ProducerOrder
from orders.queries import order_page
from payments import bank
from payments.errors import AmountMissing, NotThatMuch, PaidAlready, ReferenceUsed
from payments.models import BankEntry, Payment
from tests.orders import factories as make
from tests.orders.test_staff import PAGE, login

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("finance@example.com", is_staff=True)


@pytest.fixture
def placed() -> checkout.Placed:
    return make.place_order(make.make_listing(make.make_group(), price_paise=1_850_000))


def payment_of(placed: checkout.Placed) -> Payment:
    return Payment.objects.get(pk=placed.payment.pk)


def state(placed: checkout.Placed) -> tuple[str, str, str]:
    record = OrderRecord.objects.get(order=placed.order)
    return payment_of(placed).status, record.payment_status, ProducerOrder.objects.get(order=placed.order).status


def notice(kind: str) -> Notice:
    return Notice.objects.get(kind=kind)


def test_a_part_of_the_money_is_kept_to_the_paisa_and_releases_nothing(placed: checkout.Placed, staff: User) -> None:
    whole = payment_of(placed).amount_paise
    came = offline.money_came(payment_of(placed), amount_paise=1_000_050, reference="utr 1", acting_user=staff)
    assert (came.missing_paise, came.is_confirmed) == (whole - 1_000_050, False)
    assert state(placed) == ("awaiting", "awaiting", "held")
    entry = BankEntry.objects.get()
    assert (entry.amount_paise, entry.reference, entry.recorded_by) == (1_000_050, "UTR1", staff)
    assert order_page(placed.order).received_paise == 1_000_050
    assert "₹10,000.50" in notice("order_money_differs").body
    assert AuditEntry.objects.get(action="payments.bank_entry").acting_user == staff


def test_the_rest_of_the_money_makes_it_whole_and_releases_the_order(placed: checkout.Placed, staff: User) -> None:
    first = offline.money_came(payment_of(placed), amount_paise=1, reference="UTR1", acting_user=staff)
    second = offline.money_came(payment_of(placed), amount_paise=first.missing_paise, reference="UTR2", acting_user=staff)
    assert (second.missing_paise, second.is_confirmed) == (0, True)
    assert state(placed) == ("paid", "paid", "new")
    assert bank.missing_paise(payment_of(placed)) == 0


def test_the_same_line_of_the_statement_typed_twice_counts_once(placed: checkout.Placed, staff: User) -> None:
    for _press in range(2):
        offline.money_came(payment_of(placed), amount_paise=500, reference="UTR1", acting_user=staff)
    assert bank.received_paise(payment_of(placed)) == 500
    assert Notice.objects.filter(kind="order_money_differs").count() == 1


def test_too_much_money_waits_until_what_is_too_much_was_sent_back(placed: checkout.Placed, staff: User) -> None:
    payment = payment_of(placed)
    came = offline.money_came(payment, amount_paise=payment.amount_paise + 10_000, reference="UTR1", acting_user=staff)
    assert (came.missing_paise, came.is_confirmed) == (-10_000, False)
    assert state(placed)[2] == "held"
    with pytest.raises(NotThatMuch):
        offline.money_sent_back(payment, amount_paise=10_001, reference="OUT1", acting_user=staff)
    back = offline.money_sent_back(payment, amount_paise=10_000, reference="OUT1", acting_user=staff)
    assert back.is_confirmed
    assert state(placed) == ("paid", "paid", "new")
    assert payment_of(placed).reference == "UTR1"
    assert bank.missing_paise(payment) == 0
    assert "₹100" in notice("order_money_sent_back").body


def test_money_that_is_missing_can_not_be_sent_back_while_the_order_waits(placed: checkout.Placed, staff: User) -> None:
    offline.money_came(payment_of(placed), amount_paise=500, reference="UTR1", acting_user=staff)
    with pytest.raises(NotThatMuch):
        offline.money_sent_back(payment_of(placed), amount_paise=500, reference="OUT1", acting_user=staff)


def test_a_part_of_an_order_that_was_given_up_goes_back_whole(placed: checkout.Placed, staff: User) -> None:
    offline.money_came(payment_of(placed), amount_paise=500, reference="UTR1", acting_user=staff)
    offline.reject(payment_of(placed), reason="not_found", note="", is_prolonged=False, acting_user=staff)
    offline.money_sent_back(payment_of(placed), amount_paise=500, reference="OUT1", acting_user=staff)
    assert bank.received_paise(payment_of(placed)) == 0
    assert state(placed) == ("failed", "cancelled", "cancelled")


def test_a_reference_stands_once_among_all_money_that_came_and_went(placed: checkout.Placed, staff: User) -> None:
    other = make.place_order(make.make_listing(make.make_group()))
    offline.money_came(payment_of(placed), amount_paise=500, reference="UTR1", acting_user=staff)
    for amount in (500, None):
        with pytest.raises(ReferenceUsed):
            offline.money_came(payment_of(other), amount_paise=amount, reference="utr1", acting_user=staff)
    assert state(other) == ("awaiting", "awaiting", "held")


def test_a_paid_payment_takes_no_other_amount(placed: checkout.Placed, staff: User) -> None:
    offline.money_came(payment_of(placed), reference="UTR1", acting_user=staff)
    with pytest.raises(PaidAlready):
        offline.money_came(payment_of(placed), amount_paise=500, reference="UTR2", acting_user=staff)
    with pytest.raises(NotThatMuch):
        offline.money_sent_back(payment_of(placed), amount_paise=500, reference="OUT1", acting_user=staff)


def test_without_an_amount_nothing_is_confirmed_once_too_much_came(placed: checkout.Placed, staff: User) -> None:
    payment = payment_of(placed)
    offline.money_came(payment, amount_paise=payment.amount_paise + 1, reference="UTR1", acting_user=staff)
    with pytest.raises(AmountMissing):
        offline.money_came(payment, reference="UTR2", acting_user=staff)
    assert state(placed)[0] == "awaiting"


def test_a_rejected_payment_gives_the_goods_back_and_tells_the_shopper_why(placed: checkout.Placed, staff: User) -> None:
    listing_stock = make.StockRecord.objects.get()
    assert listing_stock.num_allocated == 1
    offline.reject(payment_of(placed), reason="other_payment", note="Wrong bank.", is_prolonged=False, acting_user=staff)
    assert state(placed) == ("failed", "cancelled", "cancelled")
    listing_stock.refresh_from_db()
    assert listing_stock.num_allocated == 0
    body = notice("order_payment_rejected").body
    assert "Wrong bank." in body
    assert "given up" in body
    assert AuditEntry.objects.get(action="payments.failed").reason == "other_payment: Wrong bank."
    with pytest.raises(NotPossible):
        offline.reject(payment_of(placed), reason="not_found", note="", is_prolonged=False, acting_user=staff)


def test_money_that_comes_after_the_rejection_is_honoured(placed: checkout.Placed, staff: User) -> None:
    offline.reject(payment_of(placed), reason="not_found", note="", is_prolonged=False, acting_user=staff)
    assert offline.money_came(payment_of(placed), reference="UTR1", acting_user=staff).is_confirmed
    assert state(placed) == ("paid", "paid", "new")


def test_a_prolonged_payment_waits_as_long_as_a_new_one_and_asks_for_another_reference(
    placed: checkout.Placed, staff: User, settings: object
) -> None:
    settings.OFFLINE_HOLD = timedelta(hours=48)
    checkout.shopper_paid(placed.order, reference="WRONG1")
    later = timezone.now() + timedelta(hours=40)
    with time_machine.travel(later, tick=False):
        offline.reject(payment_of(placed), reason="not_found", note="", is_prolonged=True, acting_user=staff)
        payment = payment_of(placed)
        assert payment.expires_at == timezone.now() + timedelta(hours=48)
    assert (payment.status, payment.shopper_reference) == ("awaiting", "")
    with time_machine.travel(later + timedelta(hours=47), tick=False):
        checkout.expire_due()
        assert state(placed)[0] == "awaiting"
    with time_machine.travel(later + timedelta(hours=49), tick=False):
        checkout.expire_due()
        assert state(placed)[0] == "expired"
    assert OrderEvent.objects.filter(kind="payment_prolonged", by_user=staff).count() == 1


def press(client: Client, placed: checkout.Placed, act: str = "", **fields: str):
    return client.post(f"{PAGE}{placed.payment.number}/{act}", fields)


@pytest.mark.parametrize(("typed", "paise"), [("₹ 1,000.5", 100_050), ("10", 1_000), ("0.01", 1)])
def test_staff_type_the_amount_of_the_statement(client: Client, placed: checkout.Placed, typed: str, paise: int) -> None:
    login(client, "change_payment")
    assert press(client, placed, amount=typed, reference="UTR1").status_code == 302
    assert BankEntry.objects.get().amount_paise == paise
    page = client.get(PAGE).content.decode()
    assert "missing" in page
    assert "Recorded, but not confirmed" in page


@pytest.mark.parametrize("typed", ["ten", "1.005", "-5", "0", "1e3", "१०"])
def test_an_amount_that_is_none_is_refused_and_kept(client: Client, placed: checkout.Placed, typed: str) -> None:
    login(client, "change_payment")
    answer = press(client, placed, amount=typed, reference="UTR1")
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert not BankEntry.objects.exists()


def test_staff_reject_from_the_page_and_have_to_choose_what_happens_to_the_goods(client: Client, placed: checkout.Placed) -> None:
    login(client, "change_payment")
    for wrong in ({"reason": "not_found"}, {"hold": "end"}, {"reason": "other_payment", "hold": "end"}, {"reason": "x", "hold": "end"}):
        assert press(client, placed, "reject/", **wrong).status_code == 422
    assert state(placed)[0] == "awaiting"
    assert press(client, placed, "reject/", reason="not_found", hold="end").status_code == 302
    assert state(placed)[0] == "failed"
    assert press(client, placed, "reject/", reason="not_found", hold="end").status_code == 422
    assert placed.order.number in client.get(PAGE + "?late=1").content.decode()


def test_money_to_send_back_has_its_own_list(client: Client, placed: checkout.Placed) -> None:
    login(client, "change_payment")
    assert placed.order.number not in client.get(PAGE + "?back=1").content.decode()
    press(client, placed, amount="99999", reference="UTR1")
    assert placed.order.number in client.get(PAGE + "?back=1").content.decode()
    surplus = 9_999_900 - placed.payment.amount_paise
    answer = press(client, placed, "back/", back_amount=f"{surplus / 100:.2f}", back_reference="OUT1", back="1")
    assert answer["Location"] == PAGE + "?back=1"
    assert placed.order.number not in client.get(PAGE + "?back=1").content.decode().partition("staff-tabs")[2].partition("Log out")[0]
    assert state(placed)[0] == "paid"


def test_the_order_page_asks_for_what_is_missing_only(client: Client, placed: checkout.Placed, staff: User) -> None:
    offline.money_came(payment_of(placed), amount_paise=1_000_000, reference="UTR1", acting_user=staff)
    missing = placed.payment.amount_paise - 1_000_000
    page = client.get(f"/o/{placed.link_token}/").content.decode()
    assert "₹10,000" in page
    assert f"am={missing / 100:.2f}" in page
