"""The inbox: a group's own parts, the most urgent first, and nothing of anybody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from orders.models import LineRecord, ProducerOrder
from producers import facilitation
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.storefront.buyer import queries_of, words

pytestmark = pytest.mark.django_db


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def numbers(page: object) -> list[str]:
    return [row.number for row in page.context["rows"]]


def test_a_member_sees_the_own_part_of_a_paid_order_and_nothing_of_the_others() -> None:
    market = make.make_market()
    placed = make.make_paid_order(market.stole, (market.apricots, 2), market.pulp)
    client = logged_in(make.make_member(market.fruit))
    page, part = client.get("/workspace/"), make.part_of(placed, market.fruit)
    said = words(page)
    assert numbers(page) == [part.number]
    assert "1 order to answer" in said
    assert "Dried apricots 2" in said
    assert "2 pieces to New Delhi, Delhi." in said
    assert f"You receive ₹{(part.total_paise - part.commission_paise) // 100}" in said
    for foreign in ("Pashmina stole", "Sea buckthorn pulp", market.wool.name, placed.order.number, "Asha Verma", "9812345678"):
        assert foreign not in said
    assert {"no-store", "private"} <= set(page["Cache-Control"].replace(" ", "").split(","))


def test_each_entry_of_the_menu_has_a_picture_of_its_own() -> None:
    """Who reads slowly goes by the pictures."""
    page = logged_in(make.make_member(make.make_group())).get("/workspace/").content.decode()
    menu = page.partition('<nav class="desk-nav"')[2].partition("</nav>")[0]
    drawn = re.findall(r"<svg.*?</svg>", menu, re.DOTALL)
    assert len(drawn) == len(set(drawn)) == menu.count("<li>") == 7


def test_goods_are_shown_with_the_picture_they_were_sold_with() -> None:
    market = make.make_market()
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    sizes = {"640": "/media/stole-640.jpg"}
    LineRecord.objects.filter(producer_order=part).update(picture={"alt": "A stole", "tint": "", "w": 640, "h": 640, "jpeg": sizes})
    page = logged_in(make.make_member(market.wool)).get("/workspace/").content.decode()
    assert 'src="/media/stole-640.jpg"' in page


def test_before_the_payment_there_is_nothing_in_any_inbox() -> None:
    market = make.make_market()
    make.place_order(market.stole, market.apricots)
    for group in (market.wool, market.fruit):
        page = logged_in(make.make_member(group)).get("/workspace/?tab=all")
        assert numbers(page) == []
        assert "0 orders to answer" in words(page)


def test_a_new_group_reads_what_it_does_first_as_far_as_the_person_may() -> None:
    group = make.make_group()
    owner, packer = (words(logged_in(make.make_member(group, role)).get("/workspace/")) for role in ("owner", "packer"))
    assert "Add something to sell" in owner
    assert "Give the bank account" in owner
    assert "Add something to sell" not in packer
    make.make_paid_order(make.make_listing(group))
    assert "Give the bank account" not in words(logged_in(make.make_member(group)).get("/workspace/"))


def test_tabs_hold_the_parts_of_their_state_and_count_them() -> None:
    market = make.make_market()
    first, second = (make.part_of(make.make_paid_order(market.stole), market.wool) for _number in range(2))
    declined = make.part_of(make.make_paid_order(market.socks), market.wool)
    ProducerOrder.objects.filter(pk=second.pk).update(status="accepted")
    ProducerOrder.objects.filter(pk=declined.pk).update(status="declined")
    client = logged_in(make.make_member(market.wool))
    assert numbers(client.get("/workspace/")) == [first.number]
    assert numbers(client.get("/workspace/?tab=accepted")) == [second.number]
    assert set(numbers(client.get("/workspace/?tab=all"))) == {first.number, second.number, declined.number}
    assert numbers(client.get("/workspace/?tab=nonsense")) == [first.number]
    counts = {tab["code"]: tab["count"] for tab in client.get("/workspace/").context["tabs"]}
    assert counts == {"new": 1, "accepted": 1, "packed": 0, "handed_over": 0, "delivered": 0, "all": 3}


def test_the_most_urgent_part_comes_first_and_a_late_one_says_so() -> None:
    market = make.make_market()
    later, sooner = (make.part_of(make.make_paid_order(market.stole), market.wool) for _number in range(2))
    ProducerOrder.objects.filter(pk=sooner.pk).update(due_at=timezone.now() - timedelta(days=1))
    page = logged_in(make.make_member(market.wool)).get("/workspace/")
    assert numbers(page) == [sooner.number, later.number]
    assert words(page).count("Late: packing was due") == 1
    assert words(page).count("Pack by") == 1


def test_who_works_for_several_groups_chooses_first() -> None:
    market = make.make_market()
    make.make_paid_order(market.stole, market.apricots)
    person = make.make_member(market.wool, "manager")
    facilitation.grant(user=person, group=market.fruit, consent="Agreed at the meeting of 1 May", acting_user=None)
    client = logged_in(person)
    chooser = words(client.get("/workspace/"))
    assert "For which group?" in chooser
    assert chooser.count("1 order to answer") == 2
    assert market.berry.name not in chooser
    for group in (market.wool, market.fruit):
        assert len(numbers(client.get(f"/workspace/groups/{group.slug}/"))) == 1
    assert client.get(f"/workspace/groups/{market.berry.slug}/").status_code == 404
    assert client.get("/workspace/groups/nobody/").status_code == 404


def test_a_packer_and_a_facilitator_see_no_money_and_an_accountant_no_buttons() -> None:
    market = make.make_market()
    make.make_paid_order(market.stole)
    facilitator = User.objects.create_user("facilitator@example.com")
    facilitation.grant(user=facilitator, group=market.wool, consent="Agreed at the meeting of 1 May", acting_user=None)
    seen = {role: words(logged_in(make.make_member(market.wool, role)).get("/workspace/")) for role in ("packer", "accountant", "owner")}
    seen["facilitator"] = words(logged_in(facilitator).get("/workspace/"))
    assert {role for role, said in seen.items() if "You receive" in said} == {"accountant", "owner"}
    assert {role for role, said in seen.items() if "Accept " in said and "Can not send" in said} == {"packer", "owner", "facilitator"}
    assert f"You act for {market.wool.name}." in seen["facilitator"]
    assert "You can look, but not accept or decline." in seen["accountant"]


def test_who_belongs_to_no_group_is_told_so_and_a_guest_is_asked_to_log_in() -> None:
    market = make.make_market()
    applied = make.make_group()
    ProducerGroup.objects.filter(pk=applied.pk).update(status="applied")
    for person in (User.objects.create_user("asha@example.com"), make.make_member(applied)):
        answer = logged_in(person).get("/workspace/")
        assert answer.status_code == 403
        assert "You belong to no group yet" in words(answer)
    former = make.make_member(market.wool)
    former.memberships.update(ended_at=timezone.now())
    assert logged_in(former).get("/workspace/").status_code == 403
    assert Client().get("/workspace/")["Location"] == "/login/?next=/workspace/"


def test_the_inbox_costs_the_same_number_of_queries_for_one_part_and_for_many_and_stays_small() -> None:
    market = make.make_market(stock=40)
    make.make_paid_order(market.stole)
    client = logged_in(make.make_member(market.wool))
    few = queries_of(client, "/workspace/")
    for _number in range(11):
        make.make_paid_order(market.stole, market.socks)
    many = queries_of(client, "/workspace/")
    assert len(few) == len(many)
    assert len(many) <= 14, "\n".join(many)
    assert len(client.get("/workspace/").content) <= 30 * 1024
