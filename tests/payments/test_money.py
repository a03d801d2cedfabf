"""Payments, allocations, confirmations and refunds: exact, bounded, and never twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from journal.models import AuditEntry
from payments import allocations, charges, confirmations, providers, queries
from payments.errors import PaidAlready, ReferenceMissing, ReferenceUsed, RefundRefused, UnknownProvider
from payments.models import Allocation, Payment, Refund
from payments.refunds import owe_refund
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.racing import all_at_once

PARTS = {"PO-A": 70_000, "PO-B": 30_001}


def _open(order: str = "LB-1", totals: dict[str, int] | None = None) -> Payment:
    totals = totals or PARTS
    with transaction.atomic():
        return charges.open_payment(
            order_number=order, provider="offline", method="upi", totals=totals, groups=_groups(totals), key=f"order:{order}"
        )


def _groups(totals: dict[str, int]) -> dict[str, int]:
    """All parts belong to one group."""
    return dict.fromkeys(totals, (ProducerGroup.objects.first() or make.make_group()).pk)


def _paid(order: str = "LB-1", totals: dict[str, int] | None = None) -> Payment:
    payment = _open(order, totals)
    confirmations.record_paid(payment=payment, reference=f"UTR{order}", source="staff")
    return payment


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**11), min_size=1, max_size=12))
def test_divided_amounts_always_sum_to_the_whole(amount: int, weights: list[int]) -> None:
    parts = allocations.divide(amount, {f"PO-{place}": weight for place, weight in enumerate(weights)})
    assert sum(parts.values()) == amount
    whole = sum(weights)
    for weight, part in zip(weights, parts.values(), strict=True):
        if whole:
            assert abs(part * whole - amount * weight) < whole


@given(st.dictionaries(st.text("ABCDEF", min_size=3, max_size=8), st.integers(1, 10**11), min_size=1, max_size=12))
def test_a_payment_of_the_sum_gives_every_part_its_exact_total(totals: dict[str, int]) -> None:
    assert allocations.divide(sum(totals.values()), totals) == totals


def test_an_open_payment_waits_for_the_providers_time_and_knows_every_part(db: None, settings: object) -> None:
    settings.OFFLINE_HOLD = timedelta(hours=5)
    payment = _open()
    assert (payment.status, payment.amount_paise) == ("awaiting", 100_001)
    assert payment.expires_at - payment.created_at == timedelta(hours=5)
    rows = Allocation.objects.filter(payment=payment).values_list("producer_order_number", "authorised_paise", "captured_paise")
    assert set(rows) == {("PO-A", 70_000, 0), ("PO-B", 30_001, 0)}


def test_an_order_has_one_open_payment_at_most(db: None) -> None:
    _open()
    with pytest.raises(IntegrityError), transaction.atomic():
        charges.open_payment(order_number="LB-1", provider="offline", method="upi", totals=PARTS, groups=_groups(PARTS), key="another")


@pytest.mark.parametrize(("provider", "method"), [("stripe", "card"), ("offline", "card"), ("", "")])
def test_a_way_of_paying_that_is_not_offered_is_refused(db: None, provider: str, method: str) -> None:
    with pytest.raises(UnknownProvider):
        charges.open_payment(order_number="LB-1", provider=provider, method=method, totals=PARTS, groups={}, key="k")
    assert not Payment.objects.exists()


def test_offline_offers_upi_and_bank_transfer() -> None:
    assert [(offered.code, [method.code for method in offered.methods]) for offered in providers.offered()] == [
        ("offline", ["upi", "bank"])
    ]


def test_staff_confirm_a_payment_with_who_when_and_reference(db: None) -> None:
    staff = User.objects.create_user(email="staff@example.com", is_staff=True)
    payment = _open()
    assert confirmations.record_paid(payment=payment, reference=" utr 0001 ", source="staff", acting_user=staff) == "awaiting"
    payment.refresh_from_db()
    assert (payment.status, payment.reference, payment.confirmed_by) == ("paid", "UTR0001", staff)
    assert timezone.now() - payment.paid_at < timedelta(minutes=1)
    assert queries.totals("LB-1") == queries.Totals(100_001, 100_001, 0, is_open=False)
    entry = AuditEntry.objects.get(action="payments.paid")
    assert (entry.acting_user, entry.after["reference"], entry.before["status"]) == (staff, "UTR0001", "awaiting")


def test_confirming_twice_with_the_same_reference_changes_nothing(db: None) -> None:
    payment = _paid()
    before = list(Payment.objects.values()), list(Allocation.objects.values()), AuditEntry.objects.count()
    assert confirmations.record_paid(payment=payment, reference="utrlb-1", source="statement") == "paid"
    assert (list(Payment.objects.values()), list(Allocation.objects.values()), AuditEntry.objects.count()) == before


def test_a_reference_is_used_for_one_payment_only(db: None) -> None:
    _paid("LB-1")
    second = _open("LB-2")
    with pytest.raises(ReferenceUsed):
        confirmations.record_paid(payment=second, reference="UTRLB-1", source="staff")
    second.refresh_from_db()
    assert (second.status, second.reference) == ("awaiting", "")
    assert queries.totals("LB-2").captured_paise == 0


def test_a_paid_payment_does_not_take_another_reference(db: None) -> None:
    payment = _paid()
    with pytest.raises(PaidAlready):
        confirmations.record_paid(payment=payment, reference="UTR-OTHER", source="staff")
    payment.refresh_from_db()
    assert payment.reference == "UTRLB-1"


@pytest.mark.parametrize("reference", ["", "  ", "\n"])
def test_a_payment_is_not_confirmed_without_a_reference(db: None, reference: str) -> None:
    payment = _open()
    with pytest.raises(ReferenceMissing):
        confirmations.record_paid(payment=payment, reference=reference, source="staff")
    assert Payment.objects.get().status == "awaiting"


def test_what_the_shopper_typed_proves_nothing(db: None) -> None:
    payment = _open()
    assert confirmations.record_shopper_reference(payment=payment, reference="4321 9876") is True
    assert confirmations.record_shopper_reference(payment=payment, reference="43219876") is False
    payment.refresh_from_db()
    assert (payment.status, payment.shopper_reference, payment.reference) == ("awaiting", "43219876", "")
    assert AuditEntry.objects.filter(action="payments.shopper_reference").count() == 1


def test_a_payment_expires_once_and_only_when_its_time_is_over(db: None) -> None:
    payment = _open()
    with transaction.atomic():
        assert confirmations.expire(payment=payment, now=payment.expires_at - timedelta(seconds=1)) is False
        assert confirmations.expire(payment=payment, now=payment.expires_at) is True
        assert confirmations.expire(payment=payment, now=payment.expires_at) is False
    assert Payment.objects.get().status == "expired"


def test_a_refund_is_bounded_by_what_was_received_for_its_part(db: None) -> None:
    _paid()
    owe_refund(producer_order_number="PO-A", amount_paise=69_999, reason="damaged", key="first")
    with pytest.raises(RefundRefused):
        owe_refund(producer_order_number="PO-A", amount_paise=2, reason="damaged", key="second")
    owe_refund(producer_order_number="PO-A", amount_paise=1, reason="damaged", key="third")
    assert queries.refundable_paise("PO-A") == 0
    assert queries.refundable_paise("PO-B") == 30_001
    assert sorted(Refund.objects.values_list("key", "amount_paise", "status")) == [("first", 69_999, "due"), ("third", 1, "due")]


def test_the_same_refund_asked_for_twice_is_one(db: None) -> None:
    _paid()
    first = owe_refund(producer_order_number="PO-B", amount_paise=100, reason="damaged", key="decline:PO-B")
    again = owe_refund(producer_order_number="PO-B", amount_paise=100, reason="damaged", key="decline:PO-B")
    assert again == first
    assert queries.totals("LB-1").refunded_paise == 100


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_is_no_refund(db: None, amount: int) -> None:
    _paid()
    with pytest.raises(RefundRefused):
        owe_refund(producer_order_number="PO-A", amount_paise=amount, reason="damaged", key="k")


def test_money_that_never_came_is_not_given_back(db: None) -> None:
    _open()
    with pytest.raises(RefundRefused):
        owe_refund(producer_order_number="PO-A", amount_paise=1, reason="damaged", key="k")
    assert not Refund.objects.exists()


def test_refunds_at_the_same_moment_never_exceed_the_part(committed_db: None) -> None:
    _paid(totals={"PO-A": 100})
    refused: list[int] = []

    def ask(number: int) -> None:
        try:
            owe_refund(producer_order_number="PO-A", amount_paise=30, reason="damaged", key=f"refund-{number}")
        except RefundRefused:
            refused.append(number)

    all_at_once(8, ask)
    assert len(refused) == 5
    assert Allocation.objects.get().refunded_paise == 90
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == 90


def test_the_same_refund_from_many_sides_at_once_is_one(committed_db: None) -> None:
    _paid(totals={"PO-A": 100})
    all_at_once(6, lambda _number: owe_refund(producer_order_number="PO-A", amount_paise=100, reason="damaged", key="decline") and None)
    assert Refund.objects.count() == 1
    assert Allocation.objects.get().refunded_paise == 100


def test_one_reference_for_two_payments_at_once_confirms_one(committed_db: None) -> None:
    payments = [_open(f"LB-{number}") for number in range(2)]
    refused: list[int] = []

    def confirm(number: int) -> None:
        try:
            confirmations.record_paid(payment=payments[number], reference="UTR7", source="staff")
        except ReferenceUsed:
            refused.append(number)

    all_at_once(2, confirm)
    assert len(refused) == 1
    assert Payment.objects.filter(status="paid", reference="UTR7").count() == 1


def test_the_database_itself_refuses_more_refunded_than_captured(db: None) -> None:
    payment = _paid()
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.filter(payment=payment, producer_order_number="PO-A").update(refunded_paise=70_001)
    assert connection.is_usable()
