"""Staff's page of a dispute says what holds while it is open, what became of it afterwards, and who carried the parcels."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from payments.models import Payment
from tests.orders import factories as make
from tests.orders import told
from tests.orders.steps import arrive
from tests.payments.papers import carry_out

pytestmark = pytest.mark.django_db
REFUNDS_WAIT = "refunds of this payment are not sent"


@pytest.fixture
def payment(settings: Settings, client: Client) -> Payment:
    """A sale by card that its group has brought."""
    settings.STRIPE_SECRET_KEY = "sk_test_of_no_account"
    user = User.objects.create_user("desk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_refund"]))
    client.force_login(user)
    found = Payment.objects.get(pk=told.paid_by_card(make.make_market().stole).payment.pk)
    arrive(carry_out(told.part_of(found)), source="clock")
    return found


def _page(client: Client, number: str) -> str:
    return client.get(f"/admin/payments/disputes/{number}/").content.decode()


def test_an_open_dispute_has_its_day_and_refunds_wait(client: Client, payment: Payment) -> None:
    page = _page(client, told.tell(payment).number)
    assert "Evidence is due" in page
    assert REFUNDS_WAIT in page
    assert "Brought by the group" in page


def test_an_inquiry_may_be_answered_by_a_refund_and_says_so(client: Client, payment: Payment) -> None:
    page = _page(client, told.tell(payment, is_inquiry=True).number)
    assert "no money was taken" in page
    assert "or give the money back" in page
    assert REFUNDS_WAIT not in page


def test_one_that_was_decided_has_no_day_and_tells_what_came_back(client: Client, payment: Payment) -> None:
    told.tell(payment)
    number = told.tell(payment, "lost").number
    page = _page(client, number)
    assert "Evidence is due" not in page
    assert "Came back after it was lost" not in page
    told.tell(payment, "won")
    page = _page(client, number)
    assert "Came back after it was lost" in page
    assert "The group has again" in page
