"""The order card from the plain text message: the link is read out of the SMS, opened without a script, answered once, and weighs little."""

import re

import pytest
from django.test import override_settings
from playwright.sync_api import Browser

from accounts.models import User
from benchmarks.weights import KB, fresh_phone, weigh
from orders.models import OrderCard, OrderEvent, ProducerOrder
from producers.models import Membership
from tests.journeys import founders
from tests.journeys.people import Person
from tests.journeys.test_group_sells import somebody_buys_it, staff_confirm
from tests.journeys.text_messages import arrived, link_in

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(300)]
MOBILE = "+919876543219"


def _owner_reads_text_messages(part_group: str) -> User:
    owner = Membership.objects.get(group__name=part_group, role=Membership.Role.OWNER).user
    User.objects.filter(pk=owner.pk).update(mobile=MOBILE, mobile_confirmed=True)
    return owner


def test_yes_is_said_from_a_plain_text_message_and_once_is_enough(shop: str, chromium: Browser) -> None:
    _district, group, _login, title, *_more = founders.MARKET[0]
    owner = _owner_reads_text_messages(group)
    guest, staff, phone = (Person.at_a_phone(chromium, shop, has_javascript=False) for _person in range(3))
    with override_settings(BASE_URL=shop):
        somebody_buys_it(guest, title)
        part = ProducerOrder.objects.get(group__name=group)
        staff_confirm(staff, part)
        [text] = [text for text in arrived()[MOBILE] if part.number in text]
    link = link_in(text)
    assert len(text) <= 320  # two text messages at most
    assert "Farida" not in text

    weight = weigh(fresh_phone(chromium).new_page(), link)
    assert KB < weight.bytes <= 15 * KB
    phone.open(link)
    assert title in phone.reads
    assert re.search(r"You receive ₹[\d,]+", phone.reads)
    assert "Farida Khan" not in phone.reads
    later = Person.at_a_phone(chromium, shop, has_javascript=False)
    later.open(link)  # somebody else of the group has the same page open
    for reader in (phone, later):
        reader.press("✓ Yes, we send it")
        assert "You have said yes. Please pack it." in reader.reads
    part.refresh_from_db()
    assert part.status == ProducerOrder.Status.ACCEPTED
    assert OrderEvent.objects.filter(producer_order=part, kind="accepted").count() == 1
    assert OrderCard.objects.get(producer_order=part, answer="yes").member == owner
    assert phone.page.get_by_role("button").count() == 0
