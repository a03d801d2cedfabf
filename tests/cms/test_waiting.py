"""The first screen of the administration says what waits, to each person what that person may decide."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from tests.producers.factories import apply_group
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


def _staff(*rights: str) -> Client:
    user = User.objects.create_user("desk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *rights]))
    client = Client()
    client.force_login(user)
    return client


def test_an_application_waits_for_who_may_approve_it() -> None:
    client = _staff("approve_group")
    assert "Waits for you" not in words(client.get("/admin/"))
    apply_group()
    page = client.get("/admin/")
    assert "Producer groups (1)" in words(page)
    assert 'href="/admin/producer-groups/"' in page.content.decode()


def test_who_may_not_decide_about_it_is_told_nothing_of_it() -> None:
    apply_group()
    assert "Waits for you" not in words(_staff("moderate_listing").get("/admin/"))
