"""The first screen of the administration: how much waits in each list, for those who may open it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from catalogue import drafts
from producers.models import ProducerGroup
from tests.catalogue.notes import make_note
from tests.orders import factories as make
from tests.producers.factories import apply_group
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


def test_an_application_waits_for_who_may_approve_it_and_for_nobody_else() -> None:
    approver = staff_who_may("approve_group")
    assert "Groups that applied" not in words(approver.get("/admin/"))
    apply_group()
    page = approver.get("/admin/")
    assert "1 Groups that applied" in words(page)
    assert 'href="/admin/producer-groups/"' in page.content.decode()


def test_a_recording_waits_for_who_may_moderate(media_dir: object) -> None:
    moderator = staff_who_may("moderate_listing")
    assert "1 Recordings" not in words(moderator.get("/admin/"))
    group = make.make_group()
    person = make.make_member(group)
    make_note(drafts.start(group=group, attempt="note-attempt", acting_user=person).key, person)
    page = moderator.get("/admin/")
    assert "1 Recordings" in words(page)
    assert "Groups that applied" not in words(page)


def test_empty_lists_are_left_out() -> None:
    idle = words(staff_who_may("change_payment").get("/admin/"))
    assert "Waiting for a person Nothing waits." in idle
    assert "Payments that wait" not in idle


def test_who_has_no_list_reads_of_none() -> None:
    assert "Waiting for a person" not in words(staff_who_may().get("/admin/"))
