"""The pages of households: few words, numbers to read, and nothing written down that the page did not show."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from payments.household_models import Household
from payments.households import splitting
from payments.models import EarningSplit, LotContribution, LotShareRule, MemberPayment
from producers.models import Membership, ProducerGroup
from tests.catalogue.factories import make_lot
from tests.orders.factories import make_member
from tests.payments.household_steps import agree, make_household, make_households, owed, pay
from tests.payments.payout_steps import earn, make_ready_group, settled, staff

pytestmark = pytest.mark.django_db
GROUP = "/workspace/groups/phey-wool/"
CASH = {"way": "cash", "note": "thumb print, receipt 12"}


def today() -> str:
    return timezone.localdate().isoformat()


@pytest.fixture
def group(client: Client) -> ProducerGroup:
    """A group; its accountant is logged in."""
    made = make_ready_group("phey-wool")
    client.force_login(make_member(made, Membership.Role.ACCOUNTANT))
    return made


def with_shares(group: ProducerGroup, *amounts: int) -> list[Household]:
    """Households that are owed these amounts."""
    households = make_households(group, len(amounts))
    earning = earn(group, sum(amounts) + 1_000)
    splitting.by_amounts(earning, amounts=dict(zip(households, amounts, strict=True)), acting_user=staff())
    settled(group)
    return households


def page(client: Client, path: str) -> str:
    answer = client.get(GROUP + path)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, path: str, data: dict[str, object], status: int = 303) -> str:
    answer = client.post(GROUP + path, data)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def attempt_on(shown: str) -> str:
    found = re.search(r'name="attempt" value="([^"]+)"', shown)
    assert found is not None
    return found[1]


def test_a_household_is_added_and_its_code_is_told(client: Client, group: ProducerGroup) -> None:
    post(client, "households/add/", {"name": "Tsering Dolma", "village": "Phey", "joined_on": today()})
    household = Household.objects.get()
    shown = page(client, "households/")
    assert "Tsering Dolma" in shown
    assert household.code in shown


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"village": "Phey", "joined_on": "2025-04-01"}, "Write the name."),
        ({"name": "Dolma", "village": "Phey", "joined_on": "2099-01-01"}, "This day has not come yet."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client: Client, group: ProducerGroup, data: dict[str, str], words: str) -> None:
    shown = post(client, "households/add/", data, 422)
    assert words in shown
    assert 'value="Phey"' in shown
    assert not Household.objects.exists()


def test_the_page_shows_what_is_owed_and_every_line(client: Client, group: ProducerGroup) -> None:
    [household] = with_shares(group, 60_000)
    made = pay(household, 10_000)
    shown = page(client, f"households/{household.code}/")
    for words in ("₹500", "₹600", "-₹100", made.number, "thumb print, receipt 12"):
        assert words in shown


def test_paying_twice_from_one_page_is_paying_once(client: Client, group: ProducerGroup) -> None:
    [household] = with_shares(group, 60_000)
    attempt = attempt_on(page(client, f"households/{household.code}/pay/"))
    for _press in range(2):
        post(client, f"households/{household.code}/pay/", {**CASH, "paid_on": today(), "amount": "250.50", "attempt": attempt})
    assert [payment.amount_paise for payment in MemberPayment.objects.all()] == [25_050]
    shown = post(client, f"households/{household.code}/pay/", {**CASH, "paid_on": today(), "amount": "350"}, 422)
    assert "₹349.50 are owed, and not more." in shown
    assert "Who signed" in shown


def test_what_was_recorded_wrongly_is_taken_back(client: Client, group: ProducerGroup) -> None:
    [household] = with_shares(group, 60_000)
    made = pay(household, 60_000)
    path = f"households/{household.code}/payments/{made.number}/"
    assert "Write what was wrong." in post(client, path, {}, 422)
    post(client, path, {"reason": "another day"})
    assert owed(household).payable_paise == 60_000
    assert agree()


def test_several_are_paid_in_cash_from_the_list(client: Client, group: ProducerGroup) -> None:
    first, second, third = with_shares(group, 10_000, 20_000, 30_000)
    data = {"household": [first.code, second.code], "paid_on": today(), "note": "the list of today"}
    shown = post(client, "households/pay/", {**data, "note": ""}, 422)
    assert "whose thumb print" in shown
    post(client, "households/pay/", data)
    assert [owed(row).payable_paise for row in (first, second, third)] == [0, 0, 30_000]


def test_a_household_of_another_group_can_not_be_reached_or_paid(client: Client, group: ProducerGroup) -> None:
    other = make_household(make_ready_group())
    assert client.get(f"{GROUP}households/{other.code}/").status_code == 404
    post(client, "households/pay/", {"household": [other.code], "paid_on": today(), "note": "x"}, 422)


def test_what_was_brought_is_written_down_on_the_page_of_the_lot(client: Client, group: ProducerGroup) -> None:
    lot = make_lot(group, code="L-PHEY")
    household = make_household(group, "Dolma")
    path = f"lots/{lot.code}/"
    brought = {"act": "bring", "household": household.code, "quantity": "12.5", "brought_on": today()}
    assert "Say first how this lot is shared." in post(client, path, brought, 422)
    post(client, path, {"act": "rule", "basis": "kilograms", "keep": "7.5"})
    assert LotShareRule.objects.get().keep_bp == 750
    attempt = attempt_on(page(client, path))
    for _press in range(2):
        post(client, path, {**brought, "attempt": attempt})
    row = LotContribution.objects.get()
    assert "12.5" in page(client, path)
    post(client, path, {"act": "back", "row": row.pk})
    assert "taken back" in page(client, path)
    assert post(client, path, {**brought, "quantity": "a lot"}, 422).count("Write a number, for example 12.5.") == 2


def test_a_sale_is_shared_by_hand_once_and_then_corrected(client: Client, group: ProducerGroup) -> None:
    first, second = make_households(group, 2)
    earning = earn(group, 30_000)
    path = f"money/shares/{earning.producer_order_number}/"
    assert earning.producer_order_number in page(client, "money/shares/")
    assert "at least one household" in post(client, path, {"basis": "kilograms", "keep": "0"}, 422)
    post(client, path, {"basis": "kilograms", "keep": "10", f"of-{first.code}": "2", f"of-{second.code}": "1"})
    assert EarningSplit.objects.get().keep_paise == 3_000
    assert "₹180" in page(client, path)
    correction = {"household": first.code, "amount": "-20", "reason": "weighed again"}
    post(client, path, correction)
    shown = page(client, path)
    assert "weighed again" in shown
    assert "₹160" in shown
    assert "less than nothing" in post(client, path, {**correction, "amount": "-160.01"}, 422)


def test_the_list_asks_as_much_for_one_household_as_for_many(client: Client, group: ProducerGroup) -> None:
    page(client, "households/")  # which recordings there are stays in the process
    counts = []
    for amounts in ((5_000,), (1_000,) * 12):
        with_shares(group, *amounts)
        with CaptureQueriesContext(connection) as asked:
            page(client, "households/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_bank_details_are_never_shown_whole(client: Client, group: ProducerGroup) -> None:
    household = make_household(group)
    data = {"holder": "Dolma", "number": "987654321012", "again": "987654321012", "ifsc": "SBIN0001234", "upi_id": "dolma.phey@oksbi"}
    shown = post(client, f"households/{household.code}/bank/", {**data, "again": "1"}, 422)
    assert "The two numbers are not the same." in shown
    post(client, f"households/{household.code}/bank/", data)
    shown = page(client, f"households/{household.code}/") + page(client, f"households/{household.code}/bank/")
    assert "987654321012" not in shown
    assert "dolma.phey" not in shown
    assert "1012" in shown


def test_a_household_that_left_is_not_back_because_the_button_was_pressed_twice(client: Client, group: ProducerGroup) -> None:
    household = make_household(group)
    path = f"households/{household.code}/"
    for _press in range(2):
        answer = client.post(f"{GROUP}{path}leave/", {"day": today(), "reason": "moved"})
    assert answer.status_code == 422
    assert "This is written down already." in answer.content.decode()
    assert not household.stays.filter(left_on__isnull=True).exists()
    assert f"{path}back/" in page(client, path)
    for _press in range(2):
        answer = client.post(f"{GROUP}{path}back/", {"day": today()})
    assert answer.status_code == 422
    assert household.stays.filter(left_on__isnull=True).count() == 1
    assert f"{path}leave/" in page(client, path)
