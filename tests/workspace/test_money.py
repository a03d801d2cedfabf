"""A group reads its money: the balance, what holds it, every payout with every sale; owners give the bank account."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from payments.models import BankAccount, Earning, Payout, PayoutLine
from payments.payout_days import payout_on
from payments.payouts import due, statement
from producers.models import Membership, ProducerGroup
from tests.orders.factories import make_group, make_member
from tests.payments.payout_steps import (
    approve,
    bounce,
    due_payout,
    earn,
    fresh,
    give_account,
    make_ready_group,
    propose,
    refund,
    sent,
    settled,
)

pytestmark = pytest.mark.django_db
DETAILS = {"holder": "Phey Wool Cooperative", "number": "123456789012", "again": "123456789012", "ifsc": "SBIN0001234", "upi_id": ""}


def owner_of(group: ProducerGroup) -> User:
    return User.objects.get(memberships__group=group, memberships__role=Membership.Role.OWNER)


@pytest.fixture
def group(client: Client) -> ProducerGroup:
    """A group that can be paid; its owner is logged in."""
    made = make_ready_group("phey-wool")
    client.force_login(owner_of(made))
    return made


def page(client: Client, path: str = "") -> str:
    answer = client.get(f"/workspace/groups/phey-wool/money/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_is_owed_what_waits_and_on_which_day_it_comes(client: Client, group: ProducerGroup) -> None:
    today = timezone.localdate()
    earn(group, 100_000, on=today)
    earn(group, 50_000, on=today - timedelta(days=1))
    shown = page(client)
    assert "₹1,500" in shown  # both
    next_day = payout_on(today - timedelta(days=1))
    assert f"Next: <b>₹500</b> on <b>{next_day.day} {next_day:%B %Y}</b>" in shown
    assert "days of return are over" in shown
    assert "•••• 9012" in shown
    assert "123456789012" not in shown


def test_every_step_of_a_payout_is_told_in_its_own_words(client: Client, group: ProducerGroup) -> None:
    earn(group)
    payout = due_payout(group)
    assert "two people of the shop look at it" in page(client)
    propose(payout)
    assert "being checked" in page(client)
    earn(group, 30_000)
    bounce(sent_all(group, payout))
    shown = page(client)
    assert "Sent back by the bank" in shown
    assert "The bank could not carry it out" in shown
    assert "₹300 are with the bank" in shown


def sent_all(group: ProducerGroup, payout: Payout) -> Payout:
    """The proposed payout and what is due since, both with the bank."""
    approve(payout)
    sent(group)
    return fresh(payout)


@pytest.mark.parametrize(("is_usable", "words"), [(None, "has given no bank account"), (False, "For safety it is used after 72 hours")])
def test_what_is_held_says_why(client: Client, is_usable: bool | None, words: str) -> None:
    group = make_group("phey-wool")
    person = make_member(group)
    if is_usable is not None:
        give_account(group, owner=person, is_usable=is_usable)
    earn(group)
    client.force_login(person)
    shown = page(client)
    assert "₹1,000 are due and can not be paid yet" in shown
    assert words in shown


def test_a_debt_is_called_one(client: Client, group: ProducerGroup) -> None:
    earning = earn(group)
    settled(group)
    refund(earning, 40_000)
    shown = page(client)
    assert "A debt from refunds" in shown
    assert "-₹400" in shown
    assert "taken off your next sales" in shown


def test_the_statement_shows_each_sale_and_adds_up(client: Client, group: ProducerGroup) -> None:
    first = earn(group, 100_000, 20_000, fee_paise=8_000)
    second = earn(group, 33_333, fee_paise=2_667)
    back = refund(first, 12_000)
    payout = settled(group)
    shown = page(client, f"payouts/{payout.number}/")
    for words in (first.producer_order_number, second.producer_order_number, back.number, payout.reference, "Goods ₹1,000, delivery ₹200"):
        assert words in shown
    assert payout.amount_paise == 100_000 + 20_000 - 8_000 + 33_333 - 2_667 - 12_000 + 800
    assert "₹1,314.66" in shown


def test_the_sheet_holds_the_same_sums_and_opens_in_a_spreadsheet(client: Client, group: ProducerGroup) -> None:
    earning = earn(group, 100_000, 20_000, fee_paise=8_000)
    earn(group, 33_333, fee_paise=2_667)
    refund(earning, 12_000)
    payout = settled(group)
    answer = client.get(f"/workspace/groups/phey-wool/money/payouts/{payout.number}/sheet/")
    raw = b"".join(answer.streaming_content)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Disposition"] == f'attachment; filename="{payout.number}.csv"'
    head, *rows, total = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 3
    for column in range(4, len(head)):
        assert sum(round(float(row[column]) * 100) for row in rows) == round(float(total[column]) * 100)
    assert round(float(total[-1]) * 100) == payout.amount_paise
    assert payout.reference in total


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_in_the_sheet_is_taken_for_a_formula(client: Client, group: ProducerGroup, text: str) -> None:
    earning = earn(group)
    payout = due_payout(group)
    Earning.objects.filter(pk=earning.pk).update(producer_order_number=text)
    answer = client.get(f"/workspace/groups/phey-wool/money/payouts/{payout.number}/sheet/")
    cells = [cell for row in csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline="")) for cell in row]
    assert f"'{text}" in cells
    assert text not in cells
    assert statement.safe("PO-1") == "PO-1"


def test_another_groups_payout_and_a_withdrawn_one_are_not_there(client: Client, group: ProducerGroup) -> None:
    other = make_ready_group()
    earn(other)
    foreign = due_payout(other)
    earning = earn(group)
    gone = due_payout(group)
    refund(earning, 100_000)
    due.prepare(group.pk)
    for number in (foreign.number, gone.number, "PT-MADEUP"):
        for path in (f"payouts/{number}/", f"payouts/{number}/sheet/"):
            assert client.get(f"/workspace/groups/phey-wool/money/{path}").status_code == 404
    assert gone.number not in page(client)


def test_an_owner_gives_the_account_and_reads_from_when_it_is_used(client: Client) -> None:
    group = make_group("phey-wool")
    client.force_login(make_member(group))
    answer = client.post("/workspace/groups/phey-wool/money/bank/", DETAILS)
    assert (answer.status_code, answer["Location"]) == (303, "/workspace/groups/phey-wool/money/")
    shown = page(client)
    assert "All owners are told now" in shown
    assert "•••• 9012" in shown
    assert BankAccount.objects.get().group == group


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": "123", "again": "123"}, "An account number has 9 to 18 digits."),
        ({"again": "123456789013"}, "The two numbers are not the same."),
        ({"ifsc": "SBIN1234"}, "An IFSC has 11 signs"),
        ({"holder": ""}, "This field is required."),
        ({"upi_id": "phey"}, "A UPI id looks like name@bank."),
    ],
)
def test_what_can_not_be_right_is_said_beside_its_field_and_changes_nothing(client: Client, wrong: dict[str, str], words: str) -> None:
    group = make_group("phey-wool")
    client.force_login(make_member(group))
    answer = client.post("/workspace/groups/phey-wool/money/bank/", {**DETAILS, **wrong})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert words in shown
    assert 'value="Phey Wool Cooperative"' in shown or "holder" in wrong
    assert not BankAccount.objects.exists()


def many_orders(group: ProducerGroup, count: int) -> None:
    """A past of many sales that were paid, and a few that wait."""
    payout = Payout.objects.get(group=group)
    today = timezone.localdate()
    made = Earning.objects.bulk_create(
        Earning(
            producer_order_number=f"PO-{number}",
            group=group,
            order_number=f"LB-{number}",
            goods_paise=10_000,
            gross_paise=10_000,
            commission_paise=0,
            commission_tax_paise=0,
            net_paise=10_000,
            delivered_on=today - timedelta(days=number % 900),
            pay_on=payout_on(today - timedelta(days=number % 200)),
        )
        for number in range(count)
    )
    PayoutLine.objects.bulk_create(
        PayoutLine(payout=payout, earning=earning, amount_paise=10_000) for earning in made if earning.pay_on <= today
    )
    Payout.objects.filter(pk=payout.pk).update(amount_paise=10_000)


@pytest.mark.long
def test_the_page_of_a_group_with_10_000_orders_takes_as_many_queries_as_of_one_with_a_single_sale(
    client: Client, group: ProducerGroup
) -> None:
    earn(group)
    settled(group)
    page(client)  # which recordings there are stays in the process
    counts = []
    for count in (0, 10_000):
        if count:
            many_orders(group, count)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert counts[0] == counts[1] <= 17
