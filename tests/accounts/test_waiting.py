"""The first screen of the administration: how much waits in each list, for those who may open it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


def staff_who_may(*codenames: str) -> Client:
    person = User.objects.create_user("staff@example.com")
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(person)
    return client


def test_staff_read_what_waits_in_their_lists_and_nothing_of_others() -> None:
    market = make.make_market()
    make.place_order(market.stole)
    make.place_order(market.apricots)
    ProducerGroup.objects.filter(pk=make.make_group().pk).update(status="applied")
    page = staff_who_may("change_payment").get("/admin/")
    assert "2 Payments that wait" in words(page)
    assert 'href="/admin/payments/awaiting/"' in page.content.decode()
    assert "Groups that applied" not in words(page)


def test_empty_lists_are_left_out() -> None:
    idle = words(staff_who_may("change_payment").get("/admin/"))
    assert "Waiting for a person Nothing waits." in idle
    assert "Payments that wait" not in idle


def test_who_has_no_list_reads_of_none() -> None:
    assert "Waiting for a person" not in words(staff_who_may().get("/admin/"))
