"""Staff's list of card payments that do not fit."""

import pytest
from django.test import Client

from accounts.models import User
from journal.models import AuditEntry
from payments import cards
from payments.models import Payment
from tests.orders import factories as make
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


def test_a_payment_that_does_not_fit_is_on_the_list_until_somebody_has_settled_it() -> None:
    placed = make.place_order(make.make_market().stole)
    cards.note_problem(placed.payment, "pi_1: 1 inr came by card, 5 inr were asked (hundredths).")
    client, staff = Client(), User.objects.create_superuser("central@example.com")
    client.force_login(staff)
    assert "1 inr came by card" in words(client.get("/admin/payments/cards/"))
    answer = client.post(f"/admin/payments/cards/{placed.payment.number}/settled/", follow=True)
    assert f"The card payment of order {placed.order.number} is off the list." in words(answer)
    assert Payment.objects.get().problem == ""
    entry = AuditEntry.objects.get(action="payments.problem_settled")
    assert (entry.acting_user, entry.before["problem"][:4]) == (staff, "pi_1")
    assert client.post(f"/admin/payments/cards/{placed.payment.number}/settled/").status_code == 302
    assert AuditEntry.objects.filter(action="payments.problem_settled").count() == 1
