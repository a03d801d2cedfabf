"""Passkeys: added by who is logged in, open the shop once per challenge, and never make other ways of logging in ask for more."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from journal import outbox
from journal.models import AuditEntry
from tests.accounts.codes import PASSWORD, password_login
from tests.accounts.phone_lock import HOST, PhoneLock

pytestmark = pytest.mark.django_db
OWN, LOGIN = "/passkeys/", "/login/passkey/"


@pytest.fixture(autouse=True)
def cheap_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def member() -> User:
    return User.objects.create_user("member@example.com", PASSWORD)


def visitor() -> Client:
    return Client(SERVER_NAME=HOST)


def logged_in(user: User) -> Client:
    """Somebody who has just shown the password once more, as a change of how one logs in asks."""
    client = visitor()
    password_login(client, user)
    assert client.post("/login/again/?next=/passkeys/", {"password": PASSWORD})["Location"] == OWN
    return client


def with_passkey(member: User) -> PhoneLock:
    client, phone = logged_in(member), PhoneLock()
    answer = client.post(OWN, {"act": "add", "name": "Old phone", "credential": phone.make(client.get(OWN).context["options"])})
    assert answer.status_code == 303, answer.content.decode()
    return phone


def logs_in(phone: PhoneLock, client: Client | None = None) -> bool:
    client = client or visitor()
    answer = client.post(LOGIN, {"credential": phone.show(client.get(LOGIN).context["options"]), "next": "/workspace/"})
    assert answer.status_code == (302 if "_auth_user_id" in client.session else 422)
    return "_auth_user_id" in client.session


def test_a_passkey_is_added_named_and_logs_in_without_a_password(member: User) -> None:
    phone = with_passkey(member)
    client = visitor()
    answer = client.post(LOGIN, {"credential": phone.show(client.get(LOGIN).context["options"]), "next": "/workspace/"})
    assert (answer.status_code, answer["Location"]) == (302, "/workspace/")
    assert client.session["_auth_user_id"] == str(member.pk)
    key = Authenticator.objects.get(user=member).pk
    client = logged_in(member)
    assert client.post(OWN, {"act": "rename", "key": key, "name": "Red phone"}).status_code == 303
    assert "Red phone" in client.get(OWN).content.decode()
    assert client.post(OWN, {"act": "rename", "key": key, "name": " "}).status_code == 422
    actions = ["second_factor.passkey_added", "second_factor.passkey_named"]
    assert list(AuditEntry.objects.filter(action__startswith="second_factor.").order_by("pk").values_list("action", flat=True)) == actions
    outbox.drain()
    assert "A passkey was added" in mail.outbox[-1].body


def test_one_that_is_removed_opens_nothing_and_strangers_remove_none(member: User) -> None:
    phone = with_passkey(member)
    key = Authenticator.objects.get(user=member).pk
    other = logged_in(User.objects.create_user("other@example.com", PASSWORD))
    assert other.post(OWN, {"act": "remove", "key": key}).status_code == 422
    assert other.post(OWN, {"act": "rename", "key": key, "name": "Mine"}).status_code == 422
    client = visitor()
    assert logs_in(phone, client)
    assert client.post(OWN, {"act": "remove", "key": key})["Location"].startswith("/login/again/"), "the password is asked first"
    client = logged_in(member)
    assert client.post(OWN, {"act": "remove", "key": key}).status_code == 303
    assert not logs_in(phone)


def test_with_a_passkey_the_password_alone_goes_on_opening_the_account(member: User) -> None:
    with_passkey(member)
    client = visitor()
    assert password_login(client, member)["Location"] != "/login/code/"
    assert client.session["_auth_user_id"] == str(member.pk)
    assert not Authenticator.objects.filter(user=member, type=Authenticator.Type.RECOVERY_CODES).exists()


def test_a_locked_phone_another_address_an_old_challenge_and_nonsense_open_nothing(member: User) -> None:
    phone = with_passkey(member)
    phone.is_unlocked = False
    assert not logs_in(phone)
    phone.is_unlocked, phone.origin = True, "http://shop.example"
    assert not logs_in(phone)
    phone.origin = PhoneLock().origin
    client = visitor()
    signed = phone.show(client.get(LOGIN).context["options"])
    client.get(LOGIN)
    assert client.post(LOGIN, {"credential": signed}).status_code == 422, "another page was opened since"
    for nonsense in ("", "{}", "[]", "null", '{"response": {"userHandle": 5}}', '{"id": "x", "response": {}}', "{" * 100):
        assert client.post(LOGIN, {"credential": nonsense}).status_code == 422
    member.is_active = False
    member.save()
    assert not logs_in(phone)


def test_a_phone_that_does_not_ask_who_holds_it_is_not_added(member: User) -> None:
    client, phone = logged_in(member), PhoneLock(is_unlocked=False)
    made = phone.make(client.get(OWN).context["options"])
    assert client.post(OWN, {"act": "add", "credential": made}).status_code == 422
    assert client.post(OWN, {"act": "add", "credential": "{}"}).status_code == 422
    assert not Authenticator.objects.exists()
