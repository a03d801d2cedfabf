"""Staff's page of advances: one person proposes, another approves, and what is refused says why and changes nothing."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from payments.advance_models import Advance
from producers.models import ProducerGroup
from tests.payments.payout_steps import make_ready_group, staff

pytestmark = pytest.mark.django_db


def finance() -> User:
    person = staff("finance")
    person.groups.add(Group.objects.get(name="Finance"))
    return person


@pytest.fixture
def group() -> ProducerGroup:
    return make_ready_group("phey-wool")


def post(client: Client, path: str, data: dict[str, object], status: int = 302) -> str:
    answer = client.post(f"/admin/advances/{path}", data)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_an_advance_goes_its_way_through_two_people(client: Client, group: ProducerGroup) -> None:
    first, second = finance(), finance()
    client.force_login(first)
    for _press in range(2):
        post(client, "", {"group": group.pk, "amount": "5000.50", "reason": "wool", "attempt": "one"})
    advance = Advance.objects.get()
    assert advance.amount_paise == 500_050
    assert "You have proposed it" in post(client, f"{advance.number}/act/", {"act": "approve"}, 422)
    client.force_login(second)
    post(client, f"{advance.number}/act/", {"act": "approve"})
    assert "Type the reference" in post(client, f"{advance.number}/act/", {"act": "paid", "words": " "}, 422)
    post(client, f"{advance.number}/act/", {"act": "paid", "words": "UTR77"})
    shown = client.get("/admin/advances/").content.decode()
    assert "₹5,000.50 still to be taken off" in shown
    assert "UTR77" in shown
    assert "Write why." in post(client, f"{advance.number}/act/", {"act": "bounced", "words": ""}, 422)
    post(client, f"{advance.number}/act/", {"act": "bounced", "words": "account closed"})
    advance.refresh_from_db()
    assert advance.status == "bounced"


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client: Client, group: ProducerGroup) -> None:
    client.force_login(finance())
    shown = post(client, "", {"group": group.pk, "amount": "much", "reason": "wool for the winter"}, 422)
    assert "Write the amount in rupees" in shown
    assert "wool for the winter" in shown
    assert not Advance.objects.exists()
