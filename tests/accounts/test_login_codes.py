"""Logging in by a code: three tries, ten minutes, the same words for known and unknown people, a second factor as ever."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from journal import outbox
from journal.models import Effect
from notices import gateways
from tests.accounts.codes import give_app
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db
ASK, ENTER = "/login/by-code/", "/login/by-code/enter/"
NUMBER = "+919876543210"


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[gateways.Outgoing]:
    found: list[gateways.Outgoing] = []
    monkeypatch.setattr(gateways, "send", lambda message: found.append(message) or "G-1")
    return found


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def mailed() -> str:
    outbox.drain()
    return re.search(r"\d{6}", mail.outbox[-1].body)[0]


def test_a_code_by_mail_lets_in_once(client: Client) -> None:
    User.objects.create_user("dolma@example.com")
    assert client.post(ASK, {"login": " Dolma@Example.com "})["Location"] == ENTER
    code = mailed()
    assert client.post(ENTER, {"code": code}).status_code == 302
    assert is_in(client)
    other = Client()
    assert other.post(ENTER, {"code": code})["Location"] == ASK
    assert not is_in(other)


def test_a_code_by_sms_confirms_the_number(client: Client, texts: list[gateways.Outgoing]) -> None:
    user = User.objects.create_user(mobile=NUMBER)
    client.post(ASK, {"login": "98765 43210"})
    outbox.drain()
    [text] = texts
    assert text.to == NUMBER
    client.post(ENTER, {"code": re.search(r"\d{6}", text.text)[0]})
    assert is_in(client)
    assert User.objects.get(pk=user.pk).mobile_confirmed


def test_a_number_that_somebody_only_typed_gets_no_code(client: Client, texts: list[gateways.Outgoing]) -> None:
    User.objects.create_user("dolma@example.com", mobile=NUMBER)
    assert client.post(ASK, {"login": NUMBER})["Location"] == ENTER
    outbox.drain()
    assert texts == []


def test_known_and_unknown_people_get_the_same_answer(client: Client) -> None:
    User.objects.create_user("dolma@example.com")
    pages = []
    for login in ("dolma@example.com", "nobody@example.com"):
        visitor = Client()
        visitor.post(ASK, {"login": login})
        pages.append(words(visitor.get(ENTER)).replace(login, "X"))
        visitor.post(ENTER, {"code": "000000"})
        assert not is_in(visitor)
    assert pages[0] == pages[1]
    assert Effect.objects.filter(kind="accounts.login_code_mail").count() == 1


def test_three_wrong_codes_end_it(client: Client) -> None:
    User.objects.create_user("dolma@example.com")
    client.post(ASK, {"login": "dolma@example.com"})
    code = mailed()
    wrong = "000000" if code != "000000" else "111111"
    answers = [client.post(ENTER, {"code": wrong}) for _try in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    client.post(ENTER, {"code": code})
    assert not is_in(client)


def test_after_ten_minutes_a_code_opens_nothing_and_is_not_sent_any_more(client: Client) -> None:
    User.objects.create_user("dolma@example.com")
    client.post(ASK, {"login": "dolma@example.com"})
    code = Effect.objects.get(kind="accounts.login_code_mail").payload["code"]
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert outbox.drain() == 1
        assert mail.outbox == []
        client.post(ENTER, {"code": code})
        assert not is_in(client)


def test_a_code_to_a_number_that_was_given_up_opens_nothing(client: Client, texts: list[gateways.Outgoing]) -> None:
    user = User.objects.create_user(mobile=NUMBER)
    client.post(ASK, {"login": NUMBER})
    outbox.drain()
    User.objects.filter(pk=user.pk).update(mobile="+919876500000")
    client.post(ENTER, {"code": re.search(r"\d{6}", texts[0].text)[0]})
    assert not is_in(client)
    assert User.objects.get(pk=user.pk).mobile == "+919876500000"


def test_who_has_a_second_factor_is_asked_for_it_after_the_code_as_well(client: Client) -> None:
    user = User.objects.create_user("dolma@example.com")
    give_app(user)
    client.post(ASK, {"login": "dolma@example.com"})
    assert client.post(ENTER, {"code": mailed()})["Location"].startswith("/login/code/")
    assert not is_in(client)


def test_asking_is_counted_for_the_contact(client: Client) -> None:
    User.objects.create_user("dolma@example.com")
    for number in range(5):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(ASK, {"login": "dolma@example.com"})
    assert Effect.objects.filter(kind="accounts.login_code_mail").count() == 3


@pytest.mark.parametrize("login", ["", "dolma", "a@b", "12"])
def test_what_is_no_contact_is_said_so(client: Client, login: str) -> None:
    answer = client.post(ASK, {"login": login})
    assert answer.status_code == 200
    assert answer.context["form"].errors
