"""Staff's page of codes: making one, a group's paper, stopping it; what is wrong is said and changes nothing."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import User
from orders.models import Voucher
from orders.vouchers import making
from tests.orders import factories as make
from tests.orders.vouchers import make_group_voucher, make_voucher, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client: Client) -> Client:
    person = User.objects.create_user("finance@example.com", is_staff=True)
    person.groups.add(Group.objects.get(name="Finance"))
    client.force_login(person)
    return client


def _said(**changed: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    said = {"code": "monsoon 20", "words": "Twenty percent off", "percent": "20", "valid_from": today, "valid_to": today, "bearer": "shop"}
    return {**said, **changed}


def test_a_code_is_made_listed_and_stopped(finance: Client) -> None:
    said = _said(ceiling="500", least="1000", most_uses="10", most_uses_each="1")
    assert finance.post("/admin/codes/", said).status_code == 302
    made = Voucher.objects.get()
    assert (made.code, made.rate_bp, made.ceiling_paise, made.least_goods_paise) == ("MONSOON20", 2_000, 50_000, 100_000)
    assert (made.most_uses, made.most_uses_each, made.made_by.email) == (10, 1, "finance@example.com")
    shown = finance.get("/admin/codes/").content.decode()
    assert "MONSOON20" in shown
    assert "20 %" in shown
    assert finance.post("/admin/codes/MONSOON20/act/", {"act": "stop"}).status_code == 302
    made.refresh_from_db()
    assert made.stopped_at is not None
    assert "Stop the code" not in finance.get("/admin/codes/").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "abc"}, "A code has 4 to 16 capital letters and digits."),
        ({"percent": "", "amount": ""}, "Write either a percentage or an amount."),
        ({"amount": "5"}, "Write either a percentage or an amount."),
        ({"percent": "101"}, "Write a percentage up to 100."),
        ({"percent": "", "amount": "much"}, "Write an amount in rupees"),
        ({"valid_to": "2020-01-01"}, "The last day is before the first one."),
        ({"valid_from": "soon"}, "Choose a day."),
        ({"most_uses": "0"}, "Write a whole number, 1 or more."),
        ({"bearer": ""}, "Choose who bears it."),
        ({"bearer": "group"}, "Choose the group that bears it."),
        ({"words": ""}, "Write what the code is for"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(finance: Client, changed: dict[str, str], words: str) -> None:
    answer = finance.post("/admin/codes/", _said(**{"words": "For the monsoon", **changed}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "words" in changed or "For the monsoon" in answer.content.decode()
    assert not Voucher.objects.exists()


def test_a_name_is_taken_once(finance: Client) -> None:
    make_voucher("MONSOON20")
    answer = finance.post("/admin/codes/", _said())
    assert answer.status_code == 422
    assert "There is a code of this name already." in answer.content.decode()


def test_the_paper_of_a_group_has_to_be_named(finance: Client) -> None:
    group = make.make_group()
    make_voucher("OURS10", bearer="group", group=group)
    answer = finance.post("/admin/codes/OURS10/act/", {"act": "agree", "paper": " "})
    assert answer.status_code == 422
    assert "Write which paper the group has signed" in answer.content.decode()
    assert finance.post("/admin/codes/OURS10/act/", {"act": "agree", "paper": "Letter of 2 November, folder 7"}).status_code == 302
    assert Voucher.objects.get().consent_paper == "Letter of 2 November, folder 7"
    assert "folder 7" in finance.get("/admin/codes/").content.decode()
    assert finance.post("/admin/codes/OURS10/act/", {"act": "dance"}).status_code == 404
    assert finance.post("/admin/codes/NOSUCH10/act/", {"act": "stop"}).status_code == 404


def test_an_owner_agrees_in_the_workspace_and_a_manager_can_only_read(client: Client) -> None:
    group = make.make_group()
    make_voucher("OURS10", bearer="group", group=group)
    make_voucher("SHOPS10", group=group)
    page = f"/workspace/groups/{group.slug}/money/codes/"
    client.force_login(make.make_member(group, role="manager"))
    assert "OURS10" in client.get(page).content.decode()
    assert "Our group bears this" not in client.get(page).content.decode()
    assert client.post(f"{page}OURS10/").status_code == 404
    owner = make.make_member(group)
    client.force_login(owner)
    assert "Our group bears this" in client.get(page).content.decode()
    assert "SHOPS10" not in client.get(page).content.decode()
    assert client.post(f"{page}SHOPS10/").status_code == 404
    for _press in range(2):
        assert client.post(f"{page}OURS10/").status_code == 303
    assert Voucher.objects.get(code="OURS10").consent_by == owner
    assert "Our group bears this" not in client.get(page).content.decode()


def test_a_code_that_was_stopped_can_not_be_agreed_to(client: Client) -> None:
    group = make.make_group()
    making.stop(make_voucher("OURS10", bearer="group", group=group), acting_user=staff())
    client.force_login(make.make_member(group))
    answer = client.post(f"/workspace/groups/{group.slug}/money/codes/OURS10/")
    assert answer.status_code == 422
    assert "This code was stopped." in answer.content.decode()


@pytest.mark.parametrize(("bearer", "says"), [("shop", True), ("group", False)])
def test_the_group_reads_what_it_receives_by_who_bears_the_discount(client: Client, bearer: str, says: bool) -> None:
    group = make.make_group()
    listing = make.make_listing(group)
    if bearer == "shop":
        make_voucher("CODE10")
    else:
        make_group_voucher(group, "CODE10")
    placed = make.make_paid_order(listing, code="CODE10")
    part = make.part_of(placed, group)
    client.force_login(make.make_member(group))
    page = client.get(f"/workspace/orders/{part.number}/")
    goods = 100_000 if bearer == "shop" else 90_000
    assert page.context["part"].goods_paise == goods
    assert page.context["part"].receives_paise == goods * 95 // 100 + part.delivery_paise
    assert ("what the shop adds for a discount" in page.content.decode()) is says
