"""Refunds that staff send from the bank: recorded once, told to the shopper, shown on the order page."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from journal.models import AuditEntry
from notices.models import Notice
from orders import refunding
from orders.models import OrderEvent
from payments.errors import ReferenceMissing, ReferenceUsed, SentAlready
from payments.models import Payment, Refund
from tests.orders import factories as make
from tests.orders.test_staff import login

PAGE = "/admin/payments/refunds/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def refund() -> Refund:
    return make.owe_refund(make.make_paid_order(make.make_listing(make.make_group())), 12_345)


def record(refund: Refund, reference: str = "OUT 1") -> bool:
    return refunding.refund_sent(Refund.objects.get(pk=refund.pk), reference=reference, sent_at=timezone.now())


def test_a_refund_is_sent_once_with_reference_and_the_shopper_is_told(refund: Refund) -> None:
    assert [record(refund), record(refund)] == [True, False]
    refund.refresh_from_db()
    assert (refund.status, refund.reference) == ("sent", "OUT1")
    assert "₹123.45" in Notice.objects.get(kind="order_refund_sent").title
    assert OrderEvent.objects.get(kind="refund_sent").detail == {"amount_paise": 12_345, "reference": "OUT1"}
    assert AuditEntry.objects.get(action="payments.refund_sent").after["reference"] == "OUT1"


def test_another_reference_for_a_refund_that_was_sent_is_refused(refund: Refund) -> None:
    record(refund)
    with pytest.raises(SentAlready):
        record(refund, "OUT2")
    refund.refresh_from_db()
    assert refund.reference == "OUT1"


def test_a_reference_is_needed_and_stands_once(refund: Refund) -> None:
    other = make.owe_refund(make.make_paid_order(make.make_listing(make.make_group())))
    record(refund)
    for wrong, error in ((" ", ReferenceMissing), ("out1", ReferenceUsed), (Payment.objects.first().reference, ReferenceUsed)):
        with pytest.raises(error):
            record(other, wrong)
    other.refresh_from_db()
    assert other.status == "due"
    assert Notice.objects.filter(kind="order_refund_sent").count() == 1


def test_the_list_shows_the_oldest_first_and_who_may_sends_them(client: Client, refund: Refund) -> None:
    newer = make.owe_refund(make.make_paid_order(make.make_listing(make.make_group())))
    staff = login(client, "change_refund")
    page = client.get(PAGE).content.decode()
    assert page.index(refund.number) < page.index(newer.number)
    assert "₹123.45" in page
    assert client.post(f"{PAGE}{refund.number}/sent/", {"reference": "OUT1"}).status_code == 302
    refund.refresh_from_db()
    assert (refund.status, refund.sent_by) == ("sent", staff)
    sent = client.get(PAGE + "?sent=1").content.decode()
    assert "OUT1" in sent
    assert newer.number not in sent


def test_the_day_of_sending_lies_between_the_debt_and_today(client: Client, refund: Refund) -> None:
    login(client, "change_refund")
    owed = timezone.now() - timedelta(days=5)
    Refund.objects.filter(pk=refund.pk).update(created_at=owed)
    for wrong in (timezone.localdate() + timedelta(days=1), timezone.localdate(owed) - timedelta(days=1), "yesterday"):
        assert client.post(f"{PAGE}{refund.number}/sent/", {"reference": "OUT1", "sent_on": str(wrong)}).status_code == 422
    day = timezone.localdate(owed) + timedelta(days=2)
    assert client.post(f"{PAGE}{refund.number}/sent/", {"reference": "OUT1", "sent_on": str(day)}).status_code == 302
    refund.refresh_from_db()
    assert timezone.localtime(refund.sent_at) == timezone.make_aware(datetime.combine(day, time(12)))


def test_a_refund_of_a_gateway_is_shown_but_not_sent_by_hand(client: Client, refund: Refund) -> None:
    Payment.objects.update(provider="stripe")
    login(client, "change_refund")
    page = client.get(PAGE).content.decode()
    assert refund.number in page
    assert "Record as sent" not in page
    assert client.post(f"{PAGE}{refund.number}/sent/", {"reference": "OUT1"}).status_code == 404


def test_who_may_only_confirm_payments_records_no_refund(client: Client, refund: Refund) -> None:
    login(client, "change_payment")
    assert client.post(f"{PAGE}{refund.number}/sent/", {"reference": "OUT1"})["Location"] == "/admin/"
    refund.refresh_from_db()
    assert refund.status == "due"


def test_the_order_page_says_what_was_refunded_when_and_under_which_reference(client: Client) -> None:
    placed = make.make_paid_order(make.make_listing(make.make_group()))
    refund = make.owe_refund(placed, 12_345)
    staff = User.objects.create_user("finance@example.com")
    day = timezone.make_aware(datetime.combine(date(2027, 1, 31), time(23, 59)))
    refunding.refund_sent(refund, reference="OUT77", sent_at=day, acting_user=staff)
    page = client.get(f"/o/{placed.link_token}/").content.decode()
    assert "Refunded ₹123.45 on 31 January 2027, reference" in page
    assert "OUT77" in page
