"""Staff confirm payments in the administration: who may, what is written, what is refused."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from journal.models import AuditEntry
from orders import checkout
from orders.models import OrderEvent, ProducerOrder
from payments.models import Payment
from tests.orders import factories

PAGE = "/admin/payments/awaiting/"

pytestmark = pytest.mark.django_db


def login(client: Client, *permissions: str) -> User:
    """Somebody who may enter the administration and has these permissions."""
    user = User.objects.create_user("staff@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client.force_login(user)
    return user


@pytest.fixture
def staff(client: Client) -> User:
    return login(client, "change_payment")


@pytest.fixture
def placed() -> checkout.Placed:
    return factories.place_order(factories.make_listing(factories.make_group(), price_paise=1_850_000))


def confirm(client: Client, placed: checkout.Placed, **fields: str):
    return client.post(f"{PAGE}{placed.payment.number}/", fields)


def status_of(placed: checkout.Placed) -> str:
    return Payment.objects.get(pk=placed.payment.pk).status


def test_a_payment_that_waits_is_listed_with_all_that_staff_need_to_find_it(client: Client, staff: User, placed: checkout.Placed) -> None:
    evening = timezone.now() + timedelta(days=60)
    deadline = evening.replace(hour=18, minute=30, second=0)  # midnight in India, which is a day of its own
    day = timezone.localdate(deadline)
    Payment.objects.filter(pk=placed.payment.pk).update(expires_at=deadline, amount_paise=1_850_000)
    checkout.shopper_paid(placed.order, reference="431298765012")
    page = client.get(PAGE).content.decode()
    for words in (
        placed.order.number,
        "₹18,500",
        "UPI",
        placed.payment.number.replace("-", ""),
        "431298765012",
        f"{day.day} {day:%B}, 00:00",
    ):
        assert words in page
    assert "csrfmiddlewaretoken" in page


def test_confirming_releases_the_order_and_says_who_did_it_and_when(client: Client, staff: User, placed: checkout.Placed) -> None:
    before = timezone.now()
    answer = confirm(client, placed, reference="utr 0012 3456")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    payment = Payment.objects.get(pk=placed.payment.pk)
    assert (payment.status, payment.reference, payment.confirmed_by) == ("paid", "UTR00123456", staff)
    assert payment.paid_at is not None
    assert payment.paid_at >= before
    assert set(ProducerOrder.objects.filter(order=placed.order).values_list("status", flat=True)) == {"new"}
    entry = AuditEntry.objects.get(action="payments.paid")
    assert (entry.acting_user, entry.after["reference"]) == (staff, "UTR00123456")
    assert OrderEvent.objects.get(order=placed.order, kind="payment_received").by_user == staff
    page = client.get(PAGE).content.decode()
    assert f"The payment for order {placed.order.number} is confirmed." in page
    assert placed.payment.number.replace("-", "") not in page


def test_pressing_twice_confirms_once(client: Client, staff: User, placed: checkout.Placed) -> None:
    for _press in range(2):
        assert confirm(client, placed, reference="UTR1").status_code == 302
    assert AuditEntry.objects.filter(action="payments.paid").count() == 1


def test_a_reference_is_needed(client: Client, staff: User, placed: checkout.Placed) -> None:
    for nothing in ("", "   "):
        answer = confirm(client, placed, reference=nothing)
        assert answer.status_code == 422
        assert "Type the reference that the bank statement shows." in answer.content.decode()
    assert status_of(placed) == "awaiting"


def test_a_reference_of_another_payment_is_refused_and_what_was_typed_is_kept(client: Client, staff: User, placed: checkout.Placed) -> None:
    other = factories.place_order(factories.make_listing(factories.make_group()))
    confirm(client, other, reference="UTR9")
    answer = confirm(client, placed, reference="utr9")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "already used for another payment" in page
    assert 'value="utr9"' in page
    assert status_of(placed) == "awaiting"


def test_a_payment_that_was_confirmed_keeps_its_reference(client: Client, staff: User, placed: checkout.Placed) -> None:
    confirm(client, placed, reference="UTR1")
    answer = confirm(client, placed, reference="UTR2")
    assert answer.status_code == 422
    assert "already confirmed, with another reference" in answer.content.decode()
    assert Payment.objects.get(pk=placed.payment.pk).reference == "UTR1"


def test_money_that_comes_late_is_confirmed_from_its_own_list(client: Client, staff: User, placed: checkout.Placed) -> None:
    Payment.objects.filter(pk=placed.payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    checkout.expire_due()
    assert placed.order.number not in client.get(PAGE).content.decode()
    assert placed.order.number in client.get(PAGE + "?late=1").content.decode()
    answer = confirm(client, placed, reference="UTR5", late="1")
    assert answer["Location"] == PAGE + "?late=1"
    assert status_of(placed) == "paid"
    assert ProducerOrder.objects.get(order=placed.order).status == "new"


def test_a_number_that_does_not_exist_and_one_of_another_provider_look_the_same(
    client: Client, staff: User, placed: checkout.Placed
) -> None:
    Payment.objects.filter(pk=placed.payment.pk).update(provider="card")
    assert confirm(client, placed, reference="UTR1").status_code == 404
    assert client.post(PAGE + "PM-NONE/", {"reference": "UTR1"}).status_code == 404
    assert status_of(placed) == "awaiting"


def test_staff_without_the_right_neither_see_nor_confirm_payments(client: Client, placed: checkout.Placed) -> None:
    login(client)
    assert (client.get(PAGE).status_code, client.get(PAGE)["Location"]) == (302, "/admin/")
    assert confirm(client, placed, reference="UTR1")["Location"] == "/admin/"
    assert PAGE not in client.get("/admin/").content.decode()
    assert status_of(placed) == "awaiting"


def test_the_menu_leads_those_who_may_to_the_payments(client: Client, staff: User) -> None:
    assert PAGE in client.get("/admin/").content.decode()


def test_the_right_can_be_given_to_a_group_of_staff_in_the_administration(client: Client) -> None:
    client.force_login(User.objects.create_superuser("central@example.com"))
    page = client.get("/admin/groups/new/").content.decode()
    assert f'value="{Permission.objects.get(codename="change_payment").pk}"' in page


def test_the_list_takes_as_many_queries_for_fifty_payments_as_for_one(client: Client, staff: User, placed: checkout.Placed) -> None:
    client.get(PAGE)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(PAGE)
        counts.append(len(queries))
        copies = [
            Payment(
                number=f"PM-{index}",
                order_number=f"LB-{index}",
                provider="offline",
                method="bank",
                amount_paise=100,
                key=f"copy-{index}",
                expires_at=timezone.now() + timedelta(days=9),
            )
            for index in range(60)
        ]
        if not Payment.objects.filter(number="PM-0").exists():
            Payment.objects.bulk_create(copies)
    assert counts[0] == counts[1]
    assert page.content.decode().count('name="reference"') == 50
    second = client.get(PAGE + "?p=2").content.decode()
    assert second.count('name="reference"') == 11
    assert placed.order.number not in second
