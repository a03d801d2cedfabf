"""The second factor of staff: asked for, taken once, throttled, recovered and reset; shoppers never see it."""

import re
import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts import second_factor
from accounts.models import User
from journal import outbox
from journal.models import AuditEntry
from tests.accounts.caches import AwayCache
from tests.accounts.codes import PASSWORD, code_at, code_now, give_app, password_login, recovery_codes, wrong_code

pytestmark = pytest.mark.django_db
NOW = "2026-11-02 06:10:05Z"
CODE, AGAIN, SET_UP, CODES = "/login/code/", "/login/again/code/", "/second-factor/app/", "/second-factor/codes/"


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[time_machine.Traveller]:
    """A shop that asks staff for a code, cheap passwords, and a clock that moves by hand."""
    settings.STAFF_SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def editor() -> User:
    """Staff who may enter the administration, with an app."""
    user = User.objects.create_user("editor@example.com", PASSWORD)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    give_app(user)
    return user


@pytest.fixture
def newcomer() -> User:
    """Staff who have set up nothing yet."""
    user = User.objects.create_user("newcomer@example.com", PASSWORD)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_after_the_password_the_code_is_asked_and_opens_the_administration(client: Client, editor: User) -> None:
    answer = password_login(client, editor)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/")["Location"] == "/login/?next=/admin/"
    answer = client.post(CODE, {"code": code_now()})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert is_in(client)


def test_a_wrong_code_opens_nothing_and_is_told_in_plain_words(client: Client, editor: User) -> None:
    password_login(client, editor)
    answer = client.post(CODE, {"code": wrong_code()})
    assert answer.status_code == 422
    assert "This code is not right, or it was used already" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_phone_whose_clock_is_half_a_minute_off_is_believed(
    client: Client, editor: User, clock: time_machine.Traveller, seconds: int
) -> None:
    password_login(client, editor)
    client.post(CODE, {"code": code_at(time.time() + seconds)})
    assert is_in(client)


@pytest.mark.parametrize("seconds", [-60, 60])
def test_older_and_later_codes_are_not(client: Client, editor: User, seconds: int) -> None:
    password_login(client, editor)
    assert client.post(CODE, {"code": code_at(time.time() + seconds)}).status_code == 422


def test_a_code_is_taken_once_even_by_a_process_that_has_not_seen_it(editor: User) -> None:
    first, second = Client(), Client()
    password_login(first, editor)
    password_login(second, editor)
    assert first.post(CODE, {"code": code_now()}).status_code == 302
    cache.clear()  # another process has a cache of its own
    assert second.post(CODE, {"code": code_now()}).status_code == 422
    assert not is_in(second)


def test_a_code_that_is_older_than_the_last_one_is_worth_nothing(editor: User) -> None:
    first, second = Client(), Client()
    password_login(first, editor)
    password_login(second, editor)
    assert first.post(CODE, {"code": code_at(time.time() + 30)}).status_code == 302
    assert second.post(CODE, {"code": code_now()}).status_code == 422


def test_the_next_code_opens_again(editor: User, clock: time_machine.Traveller) -> None:
    for _login in range(2):
        client = Client()
        password_login(client, editor)
        client.post(CODE, {"code": code_now()})
        assert is_in(client)
        clock.shift(30)


def test_of_two_who_send_the_same_code_at_once_one_wins(editor: User) -> None:
    """Both have read the row before either writes."""
    app = [Authenticator.objects.get(user=editor, type="totp") for _reader in range(2)]
    assert [second_factor.take(row, code_now()) for row in app] == [True, False]


def test_a_recovery_code_opens_once_and_others_remain(editor: User) -> None:
    first, second = Client(), Client()
    code, other = recovery_codes(editor)[:2]
    password_login(first, editor)
    assert first.post(CODE, {"code": code}).status_code == 302
    assert is_in(first)
    password_login(second, editor)
    assert second.post(CODE, {"code": code}).status_code == 422
    assert second.post(CODE, {"code": other}).status_code == 302


def test_guessing_codes_is_stopped_for_the_person_wherever_it_comes_from(editor: User) -> None:
    for number in range(5):
        guesser = Client(REMOTE_ADDR=f"198.51.100.{number}")
        password_login(guesser, editor)
        guesser.post(CODE, {"code": wrong_code()})
    late = Client(REMOTE_ADDR="198.51.100.99")
    password_login(late, editor)
    assert late.post(CODE, {"code": code_now()}).status_code == 422
    assert not is_in(late)


def test_guessing_codes_is_stopped_for_the_visitor(client: Client, editor: User) -> None:
    password_login(client, editor)
    statuses = [client.post(CODE, {"code": wrong_code()}).status_code for _guess in range(21)]
    assert statuses == [422] * 20 + [429]


def test_without_a_cache_no_code_is_tried(client: Client, editor: User, settings: Settings) -> None:
    password_login(client, editor)
    settings.CACHES = {"default": {"BACKEND": f"{AwayCache.__module__}.AwayCache"}}
    assert client.post(CODE, {"code": code_now()}).status_code == 429
    assert "_auth_user_id" not in client.session


def test_staff_without_a_factor_set_it_up_see_their_codes_once_and_go_where_they_were_going(client: Client, newcomer: User) -> None:
    password_login(client, newcomer, "/admin/pages/")
    sent = client.get("/admin/pages/")
    assert sent["Location"] == f"{SET_UP}?next=%2Fadmin%2Fpages%2F"
    again = client.get(sent["Location"])
    assert again["Location"].startswith("/login/again/?next=")
    assert client.post(again["Location"], {"password": "wrong"}).status_code == 422
    back = client.post(again["Location"], {"password": PASSWORD})
    assert back["Location"] == sent["Location"]
    page = client.get(back["Location"])
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert client.post(back["Location"], {"code": wrong_code()}).status_code == 422
    done = client.post(back["Location"], {"code": code_now(secret)})
    assert done["Location"] == f"{CODES}?next=%2Fadmin%2Fpages%2F"
    shown = client.get(done["Location"]).content.decode()
    assert all(code in shown for code in recovery_codes(newcomer))
    assert 'href="/admin/pages/"' in shown
    later = client.get(CODES).content.decode()
    assert not any(code in later for code in recovery_codes(newcomer))
    assert is_in(client)
    assert AuditEntry.objects.get(action="second_factor.added").acting_user == newcomer


def test_the_code_of_the_set_up_does_not_open_a_second_login(client: Client, newcomer: User) -> None:
    password_login(client, newcomer)
    client.post(f"/login/again/?next={SET_UP}", {"password": PASSWORD})
    secret = client.get(SET_UP).context["form"].secret
    assert client.post(SET_UP, {"code": code_now(secret)}).status_code == 302
    cache.clear()
    thief = Client()
    password_login(thief, newcomer)
    assert thief.post(CODE, {"code": code_now(secret)}).status_code == 422


def test_a_login_from_before_the_factor_has_to_show_a_code(client: Client, editor: User) -> None:
    client.force_login(editor)
    sent = client.get("/admin/pages/?p=2")
    assert sent["Location"] == f"{AGAIN}?next=%2Fadmin%2Fpages%2F%3Fp%3D2"
    assert client.post(sent["Location"], {"code": wrong_code()}).status_code == 422
    back = client.post(sent["Location"], {"code": code_now()})
    assert back["Location"] == "/admin/pages/?p=2"
    assert is_in(client)


def test_the_password_alone_does_not_take_the_factor_off(client: Client, editor: User, clock: time_machine.Traveller) -> None:
    client.force_login(editor)
    answer = client.post("/second-factor/app/remove/")
    assert answer["Location"].startswith(AGAIN)
    assert client.get("/login/again/")["Location"] == AGAIN
    client.post("/login/again/", {"password": PASSWORD})
    assert client.post("/second-factor/app/remove/")["Location"].startswith(AGAIN)
    assert second_factor.has_one(editor)
    client.post(f"{AGAIN}?next=/second-factor/", {"code": code_now()})
    assert client.post("/second-factor/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=editor).exists()
    assert client.get("/admin/")["Location"].startswith(SET_UP)
    assert AuditEntry.objects.get(action="second_factor.removed").acting_user == editor


def test_new_recovery_codes_make_the_old_ones_worthless(client: Client, editor: User) -> None:
    old = recovery_codes(editor)
    client.force_login(editor)
    client.post(f"{AGAIN}?next=/second-factor/", {"code": code_now()})
    assert client.post("/second-factor/codes/new/").status_code == 302
    shown = client.get(CODES).content.decode()
    assert not any(code in shown for code in old)
    assert set(recovery_codes(editor)) == set(re.findall(r"<bdi>(\d{8})</bdi>", shown))
    assert AuditEntry.objects.filter(action="second_factor.new_codes").count() == 1


def test_a_shopper_is_not_asked(client: Client) -> None:
    shopper = User.objects.create_user("shopper@example.com", PASSWORD)
    assert password_login(client, shopper, "/account/")["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert client.get("/admin/").status_code == 403


def test_with_the_switch_off_the_password_is_enough(client: Client, newcomer: User, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    assert password_login(client, newcomer)["Location"] == "/admin/"
    assert is_in(client)


# --- lost ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def central(settings: Settings) -> Client:
    """Central staff, logged in with a code."""
    user = User.objects.create_superuser("central@example.com", PASSWORD)
    give_app(user)
    client = Client()
    password_login(client, user)
    client.post(CODE, {"code": code_now()})
    return client


def reset(client: Client, user: User, reason: str = "Met at the office") -> int:
    return client.post(f"/admin/people/{user.pk}/second-factor/", {"reason": reason}).status_code


def test_central_staff_reset_a_lost_factor_with_a_reason_and_the_person_is_told(central: Client, editor: User) -> None:
    page = central.get(f"/admin/people/{editor.pk}/second-factor/")
    assert page.status_code == 200
    assert reset(central, editor) == 302
    assert not Authenticator.objects.filter(user=editor).exists()
    entry = AuditEntry.objects.get(action="second_factor.reset")
    assert (entry.acting_user.email, entry.subject, entry.reason) == ("central@example.com", str(editor.pk), "Met at the office")
    outbox.drain()
    assert mail.outbox[-1].to == [editor.email]
    assert "Staff have reset the second factor" in mail.outbox[-1].body


def test_without_a_reason_or_without_a_factor_nothing_is_reset(central: Client, editor: User, newcomer: User) -> None:
    assert reset(central, editor, "  ") == 422
    assert second_factor.has_one(editor)
    assert reset(central, newcomer) == 422
    assert not AuditEntry.objects.filter(action="second_factor.reset").exists()


def test_other_staff_can_not_reset(central: Client, editor: User) -> None:
    other = User.objects.create_user("other@example.com", PASSWORD)
    other.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "change_user"]))
    give_app(other)
    client = Client()
    password_login(client, other)
    client.post(CODE, {"code": code_now()})
    assert is_in(client)
    reset(client, editor)
    assert second_factor.has_one(editor)


def test_the_list_of_users_offers_the_reset_to_central_staff(central: Client, editor: User, newcomer: User) -> None:
    page = central.get("/admin/users/").content.decode()
    assert f"/admin/people/{editor.pk}/second-factor/" in page
    assert f"/admin/people/{newcomer.pk}/second-factor/" not in page


def test_the_command_resets_when_nobody_else_can(editor: User) -> None:
    call_command("reset_second_factor", "Editor@example.com", reason="Rang from the office phone", verbosity=0)
    assert not second_factor.has_one(editor)
    assert AuditEntry.objects.get(action="second_factor.reset").actor == "command:reset_second_factor"
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", "editor@example.com", reason="again")
    with pytest.raises(CommandError, match="Nobody has"):
        call_command("reset_second_factor", "nobody@example.com", reason="again")
