"""Two members of staff at the same moment: one UPDATE wins, the other one is told."""

import pytest
from django.utils import timezone

from accounts.models import User
from notices.models import Notice
from orders import checkout, offline, refunding
from orders.errors import NotPossible
from orders.models import OrderEvent, ProducerOrder
from payments.models import Payment, Refund
from tests.orders import factories as make
from tests.orders.racing import all_at_once

pytestmark = pytest.mark.long


def _payment(placed: checkout.Placed) -> Payment:
    return Payment.objects.get(pk=placed.payment.pk)


def _record(refund: Refund, reference: str) -> bool:
    return refunding.refund_sent(Refund.objects.get(pk=refund.pk), reference=reference, sent_at=timezone.now())


def test_confirming_and_rejecting_at_once_leave_one_truth(committed_db: None) -> None:
    placed = make.place_order(make.make_listing(make.make_group()))
    staff = User.objects.create_user("finance@example.com")
    acts = [
        lambda: offline.money_came(_payment(placed), reference="UTR1", acting_user=staff),
        lambda: offline.reject(_payment(placed), reason="not_found", note="", is_prolonged=False, acting_user=staff),
    ]
    answers = all_at_once(2, lambda number: acts[number]())
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, NotPossible)]
    assert (_payment(placed).status, ProducerOrder.objects.get().status) == (
        "paid",
        "new",
    )  # who came second was refused, or its money was late and honoured


def test_two_who_record_the_same_refund_at_once_record_it_once(committed_db: None) -> None:
    refund = make.owe_refund(make.make_paid_order(make.make_listing(make.make_group())))
    answers = all_at_once(4, lambda number: _record(refund, f"OUT{number}"))
    assert sorted(type(answer).__name__ for answer in answers) == ["SentAlready"] * 3 + ["bool"]
    assert OrderEvent.objects.filter(kind="refund_sent").count() == Notice.objects.filter(kind="order_refund_sent").count() == 1
