"""The gate before Wagtail's screens, and the policies the staff screens carry."""

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from marketplace import checks, gates
from tests.accounts.codes import give_app
from tests.security.routes import Route, all_routes
from tests.security.rules import SHADOWED

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


# --- the second factor --------------------------------------------------------------------------------------------------------


def staff_routes() -> list[Route]:
    """Every address behind a gate; the login page before it leads to ours."""
    return [
        route
        for route in all_routes()
        if route.template.startswith(("admin/", "central/")) and route.name not in {*SHADOWED, "admin/login/"} and route.is_reachable
    ]


def asked(route: Route, method: str, user: User, session: SessionBase | dict[str, object]) -> HttpResponseBase:
    """What the view of a route answers, gate included."""
    request: HttpRequest = RequestFactory().generic(method, route.path({}))
    request.user, request.session = user, session
    return route.pattern.callback(request, **dict.fromkeys(route.arguments, "1"))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("has_app", [False, True])
def test_without_a_code_no_staff_screen_opens(settings: Settings, method: str, has_app: bool) -> None:
    """Central staff, who may do everything else: no address of Wagtail or Oscar lets them by."""
    settings.STAFF_SECOND_FACTOR = True
    central = User.objects.create_superuser("central@example.com")
    if has_app:
        give_app(central)
    page = "/login/again/code/" if has_app else "/second-factor/app/"
    routes = staff_routes()
    assert len(routes) > 300
    passed = []
    for route in routes:
        answer = asked(route, method, central, {})
        if answer.status_code != 302 or not answer["Location"].startswith(f"{page}?next=%2F{route.template.split('/')[0]}"):
            passed.append((route.name, answer.status_code))
    assert passed == []


def test_with_a_code_the_same_person_passes(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    central = User.objects.create_superuser("central@example.com")
    give_app(central)
    login = RequestFactory().get("/")
    login.session = {}
    record_authentication(login, central, "password")
    record_authentication(login, central, "mfa", type="totp")
    route = next(route for route in staff_routes() if route.name == "wagtailadmin_sprite")
    assert asked(route, "GET", central, login.session).status_code == 200


def test_who_may_not_pass_is_refused_and_not_sent_to_set_something_up(client: Client, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(User.objects.create_user("shopper@example.com"))
    assert {client.get(address).status_code for address in (*ADDRESSES, "/central/")} == {403}


@pytest.mark.parametrize(("is_open", "is_on", "found"), [(True, False, ["marketplace.E001"]), (True, True, []), (False, False, [])])
def test_an_open_shop_without_second_factors_fails_the_deploy_check(
    settings: Settings, is_open: bool, is_on: bool, found: list[str]
) -> None:
    settings.SHOP_OPEN, settings.STAFF_SECOND_FACTOR = is_open, is_on
    assert [problem.id for problem in checks.staff_of_an_open_shop_have_a_second_factor()] == found
