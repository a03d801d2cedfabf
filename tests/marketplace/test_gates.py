"""The gate before Wagtail's screens, and the policies the staff screens carry."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from marketplace import gates

pytestmark = pytest.mark.django_db

ADDRESSES = ("/admin/", "/admin/pages/", "/admin/account/", "/admin/password_reset/", "/admin/sprite/", "/admin/jsi18n/", "/admin/none/")


def editor() -> User:
    user = User.objects.create_user("editor@example.com")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def test_who_is_not_logged_in_is_sent_to_the_one_login_page(client: Client) -> None:
    for address in ADDRESSES:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={address}")
        assert client.post(address).status_code == 302
        assert "no-store" in answer["Cache-Control"]


def test_who_has_no_business_there_is_told_so_and_not_sent_in_circles(client: Client) -> None:
    client.force_login(User.objects.create_user("shopper@example.com"))
    for address in ADDRESSES:
        assert client.get(address).status_code == 403


def test_who_may_administrate_passes(client: Client) -> None:
    client.force_login(editor())
    assert client.get("/admin/").status_code == 200


def test_central_staff_are_active_staff_and_superusers() -> None:
    central = User(is_staff=True, is_superuser=True)
    assert gates.is_central_staff(central)
    for missing in ("is_active", "is_staff", "is_superuser"):
        assert not gates.is_central_staff(User(**{"is_staff": True, "is_superuser": True, missing: False}))


def policy(client: Client, address: str) -> str:
    return client.get(address)["Content-Security-Policy"]


def test_staff_screens_may_carry_inline_style_and_script_for_staff_alone(client: Client) -> None:
    strict = policy(client, "/orders/find/")
    assert "unsafe-inline" not in strict
    assert policy(client, "/admin/") == strict
    client.force_login(User.objects.create_user("shopper@example.com"))
    assert policy(client, "/admin/") == strict
    assert policy(client, "/central/") == strict
    client.force_login(User.objects.create_superuser("central@example.com"))
    for address in ("/admin/", "/central/"):
        assert "script-src 'self' 'unsafe-inline'" in policy(client, address)
        assert "frame-ancestors 'self'" in policy(client, address)
    assert policy(client, "/orders/find/") == strict


def test_neither_policy_lets_a_third_party_in() -> None:
    for directives in (settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], settings.STAFF_CONTENT_SECURITY_POLICY):
        assert {value for values in directives.values() for value in values} <= {"'self'", "'none'", "data:", "blob:", "'unsafe-inline'"}
