"""The link of a text message: one part, for one member, for three days, without login; it can be answered once and says nothing of the shopper."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from journal import outbox
from journal.models import AuditEntry
from orders import cards, fulfilment, reminders
from orders.models import LineRecord, OrderCard, OrderEvent, ProducerOrder
from payments.models import Refund
from producers import facilitation
from producers.models import Membership
from tests.orders import factories as make
from tests.orders.steps import fresh, member_of
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db
PICTURE = {
    "alt": "",
    "tint": "#887766",
    "w": 4,
    "h": 4,
    "avif": {"320": "/media/a-320.avif", "1200": "/media/a-1200.avif"},
    "jpeg": {"640": "/media/a-640.jpg"},
}


@pytest.fixture
def part() -> ProducerOrder:
    market = make.make_market()
    member_of(market.fruit)
    found = make.part_of(make.make_paid_order((market.apricots, 2), market.stole), market.fruit)
    LineRecord.objects.filter(producer_order=found).update(picture=PICTURE)
    return fresh(found)


def card_of(part: ProducerOrder, member: User | None = None) -> OrderCard:
    with transaction.atomic():
        return cards.card_for(part, member or member_of(part.group))


def link(part: ProducerOrder, member: User | None = None) -> str:
    return cards.address(card_of(part, member)).removeprefix(settings.BASE_URL)


def post(address: str, **data: str) -> Any:
    return Client().post(address, data, follow=True)


def test_who_handles_orders_gets_a_link_with_the_new_order_and_the_stored_notice_does_not_hold_it(part: ProducerOrder) -> None:
    make.make_member(part.group, "accountant")
    outbox.drain()
    mails = [message for message in mail.outbox if part.number in message.subject]
    assert len(mails) == OrderCard.objects.filter(producer_order=part).count() == 1
    assert link(part) in mails[0].body
    from notices.models import Notice

    assert not Notice.objects.filter(body__contains=link(part)).exists()


def test_it_shows_the_goods_the_amount_and_the_day_and_nothing_of_the_shopper(part: ProducerOrder) -> None:
    answer = Client().get(link(part))
    said = words(answer)
    assert "2 × Dried apricots" in said
    assert f"You receive ₹{(part.total_paise - part.commission_paise) // 100}" in said
    assert part.number in said
    for foreign in ("Asha", "98123", "Janpath", "New Delhi", "110001", part.order.number, "Pashmina stole"):
        assert foreign not in answer.content.decode()


def test_it_is_never_kept_by_a_browser_sent_on_or_found_and_weighs_little(part: ProducerOrder) -> None:
    answer = Client().get(link(part))
    assert "no-store" in answer["Cache-Control"]
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert not answer.cookies
    page, sheet = answer.content.decode(), (settings.BASE_DIR / "static/css/papers/card.css").read_bytes()
    assert len(answer.content) + len(sheet) <= 7 * 1024
    assert "/media/a-320.avif" in page
    assert "a-1200" not in page
    assert "<script" not in page


def test_a_packer_sees_no_money(part: ProducerOrder) -> None:
    assert "You receive" not in words(Client().get(link(part, make.make_member(part.group, "packer"))))


def test_yes_accepts_once_in_the_name_of_the_member_and_no_afterwards_changes_nothing(part: ProducerOrder) -> None:
    address, member = link(part), member_of(part.group)
    assert "You have said yes." in words(post(address, answer="yes"))
    assert "You have said yes." in words(post(address, answer="no", reason="damaged"))
    post(address, answer="yes")
    assert fresh(part).status == "accepted"
    assert not Refund.objects.exists()
    assert OrderEvent.objects.filter(producer_order=part, kind="accepted").count() == 1
    entries = AuditEntry.objects.filter(action__in=["orders.accepted", "orders.card_answered"])
    assert {(entry.acting_user, entry.on_behalf_of) for entry in entries} == {(member, f"by link of user:{member.pk}")}
    assert len(entries) == 2


def test_no_needs_a_reason_and_gives_the_money_back_once(part: ProducerOrder) -> None:
    address = link(part)
    for data in ({"answer": "no"}, {"answer": "no", "reason": "nonsense"}, {}, {"answer": "maybe"}):
        assert post(address, **data).status_code == 422
    assert fresh(part).status == "new"
    for _press in range(2):
        assert "You have said that you can not send it." in words(post(address, answer="no", reason="damaged"))
    assert (fresh(part).status, Refund.objects.get().amount_paise) == ("declined", part.total_paise)


def test_what_was_answered_in_the_workspace_can_not_be_answered_by_link(part: ProducerOrder) -> None:
    address = link(part)
    fulfilment.accept(part, acting_user=member_of(part.group))
    said = words(post(address, answer="no", reason="damaged"))
    assert "This order was answered already: Accepted" in said
    assert (fresh(part).status, OrderCard.objects.get().answer) == ("accepted", "")


def test_it_opens_for_72_hours(part: ProducerOrder) -> None:
    address = link(part)
    with time_machine.travel(timezone.now() + timedelta(hours=71, minutes=59), tick=False):
        assert Client().get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=1), tick=False):
        assert Client().get(address).status_code == 404
        assert post(address, answer="yes").status_code == 404
        assert link(part) != address, "a reminder carries a fresh one"
    assert fresh(part).status == "new"


def test_closed_links_and_those_of_people_who_left_do_not_open(part: ProducerOrder) -> None:
    left, helper = make.make_member(part.group, "packer"), make.make_member(make.make_group())
    grant = facilitation.grant(user=helper, group=part.group, consent="Dolma agreed", acting_user=None)
    addresses = [link(part), link(part, left), link(part, helper)]
    assert [Client().get(address).status_code for address in addresses] == [200, 200, 200]
    Membership.objects.filter(user=left).update(ended_at=timezone.now())
    facilitation.end(facilitation=grant, acting_user=None)
    assert [Client().get(address).status_code for address in addresses] == [200, 404, 404]
    phone = Client()
    phone.force_login(member_of(part.group))
    assert "3 links to this order were sent by message." in words(phone.get(f"/workspace/orders/{part.number}/"))
    assert "do not open any more" in words(phone.post(f"/workspace/orders/{part.number}/cards/close/", follow=True))
    assert Client().get(addresses[0]).status_code == 404


def test_a_facilitators_answer_names_group_and_link(part: ProducerOrder) -> None:
    helper = make.make_member(make.make_group())
    facilitation.grant(user=helper, group=part.group, consent="Dolma agreed", acting_user=None)
    post(link(part, helper), answer="yes")
    stamps = set(AuditEntry.objects.filter(acting_user=helper).values_list("on_behalf_of", flat=True))
    assert stamps == {f"{part.group.slug}, by link of user:{helper.pk}"}


def test_another_site_can_not_press_the_buttons_and_guessing_is_slowed_down(part: ProducerOrder) -> None:
    address = link(part)
    assert Client(headers={"Sec-Fetch-Site": "cross-site"}).post(address, {"answer": "yes"}).status_code == 403
    client = Client(REMOTE_ADDR="10.9.8.7")
    statuses = [client.get("/workspace/card/" + "x" * 43 + "/").status_code for _try in range(61)]
    assert statuses == [404] * 60 + [429]


def test_a_reminder_carries_the_link(part: ProducerOrder) -> None:
    assert part.released_at
    with time_machine.travel(part.released_at + timedelta(hours=25), tick=False):
        reminders.remind_due()
        outbox.drain()
        assert link(part) in next(message.body for message in mail.outbox if "still waits" in message.subject)
