"""SMS and WhatsApp: once for each event, in the person's language, not at night, with a key the gateway knows from the first try."""

import json
import re
import urllib.error
from datetime import datetime
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from pytest_django import Settings

from accounts.models import User
from journal import outbox
from journal.models import Effect
from notices import feed, gateways
from notices.effects import send_text
from notices.models import Notice, TextMessage, TextTemplate
from notices.reference import DATA_FILE, load_text_templates
from notices.tell import tell
from notices.texts import INDIA, after_the_night

pytestmark = pytest.mark.django_db
KIND = "order_came"
NUMBER = "+919876543210"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def person() -> User:
    TextTemplate.objects.create(kind=KIND, text="{shop}: order {number}. {link}", registered_id="1107")
    TextTemplate.objects.create(kind=KIND, language="hi", text="{shop}: ऑर्डर {number}. {link}", registered_id="1108")
    return User.objects.create_user("dolma@example.com", mobile=NUMBER, mobile_confirmed=True)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[gateways.Outgoing]:
    """What went out by the gateway."""
    found: list[gateways.Outgoing] = []
    monkeypatch.setattr(gateways, "send", lambda message: found.append(message) or "G-1")
    return found


def tell_of_order(person: User, key: str = "LB-1", **more: Any) -> None:
    with transaction.atomic():
        given = {"title": "A new order", "body": "Look.", "subject_number": key, "link": "/workspace/", "user": person, **more}
        tell(kind=KIND, to_email=person.email or "", key=key, **given)


def settle() -> None:
    """Everything that is due, and what becomes due by it."""
    while outbox.drain():
        pass


@time_machine.travel(datetime(2026, 11, 10, 12, tzinfo=INDIA), tick=False)
def test_one_event_is_one_mail_and_one_sms_even_after_retries(person: User, sent: list[gateways.Outgoing], settings: Settings) -> None:
    tell_of_order(person)
    tell_of_order(person)
    settle()
    send_text(Effect.objects.get(kind="notices.send_text").payload)
    [text] = sent
    assert (text.to, text.registered_id) == (NUMBER, "1107")
    assert text.text == f"{settings.SHOP_NAME}: order LB-1. {settings.BASE_URL}/workspace/"
    assert len(mail.outbox) == 1
    assert TextMessage.objects.get().gateway_number == "G-1"


@time_machine.travel(datetime(2026, 11, 10, 12, tzinfo=INDIA), tick=False)
def test_the_key_is_stored_before_the_gateway_is_called_and_is_the_same_at_every_try(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []

    def away(message: gateways.Outgoing) -> str:
        assert TextMessage.objects.get(key=message.key).sent_at is None
        keys.append(message.key)
        raise TimeoutError

    monkeypatch.setattr(gateways, "send", away)
    tell_of_order(person)
    settle()
    Effect.objects.filter(kind="notices.send_text").update(due_at=datetime(2026, 11, 10, tzinfo=INDIA))
    settle()
    assert keys == [f"n{Notice.objects.get().pk}-sms"] * 2
    assert TextMessage.objects.get().sent_at is None


@pytest.mark.parametrize(
    ("hour", "minute", "due"), [(20, 59, None), (21, 0, (11, 8)), (23, 30, (11, 8)), (0, 10, (10, 8)), (7, 59, (10, 8)), (8, 0, None)]
)
def test_phones_are_quiet_from_nine_to_eight(hour: int, minute: int, due: tuple[int, int] | None) -> None:
    at = datetime(2026, 11, 10, hour, minute, tzinfo=INDIA)
    wanted = at if due is None else datetime(2026, 11, due[0], due[1], tzinfo=INDIA)
    assert after_the_night(at) == wanted


@time_machine.travel(datetime(2026, 11, 10, 22, tzinfo=INDIA), tick=False)
def test_at_night_only_what_is_urgent_goes_out_at_once_and_the_rest_in_the_morning(person: User, sent: list[gateways.Outgoing]) -> None:
    tell_of_order(person)
    tell_of_order(person, "LB-2", is_urgent=True)
    settle()
    assert [text.text.split()[-2] for text in sent] == ["LB-2."]
    assert len(mail.outbox) == 2, "a mail wakes nobody"
    assert TextMessage.objects.get(sent_at=None).due_at == datetime(2026, 11, 11, 8, tzinfo=INDIA)


@time_machine.travel(datetime(2026, 11, 10, 12, tzinfo=INDIA), tick=False)
def test_words_are_in_the_language_of_the_person_and_english_where_there_are_none(person: User, sent: list[gateways.Outgoing]) -> None:
    tell_of_order(person, "LB-1", language="hi")
    tell_of_order(person, "LB-2", language="ur")
    settle()
    assert [text.registered_id for text in sent] == ["1108", "1107"]


@time_machine.travel(datetime(2026, 11, 10, 12, tzinfo=INDIA), tick=False)
@pytest.mark.parametrize("change", [{"mobile_confirmed": False}, {"mobile": None}, {"is_active": False}])
def test_a_number_that_is_not_confirmed_gets_nothing(person: User, sent: list[gateways.Outgoing], change: dict[str, object]) -> None:
    User.objects.filter(pk=person.pk).update(**change)
    tell_of_order(User.objects.get(pk=person.pk))
    settle()
    assert sent == []
    assert len(mail.outbox) == 1


@time_machine.travel(datetime(2026, 11, 10, 12, tzinfo=INDIA), tick=False)
def test_wishes_are_kept_but_nobody_is_left_untold(person: User, sent: list[gateways.Outgoing]) -> None:
    feed.wish(user=person, by_email=False, by_sms=False, by_whatsapp=False)
    tell_of_order(person)
    settle()
    assert (len(sent), len(mail.outbox)) == (0, 1), "without a text message the mail goes out"
    feed.wish(user=person, by_email=False, by_sms=True, by_whatsapp=True)
    tell_of_order(person, "LB-2")
    settle()
    assert (len(sent), len(mail.outbox)) == (1, 1), "there are no words for WhatsApp"


@time_machine.travel(datetime(2026, 11, 10, 12, tzinfo=INDIA), tick=False)
def test_an_open_shop_without_a_gateway_says_so_in_the_list_of_failures(person: User, settings: Settings) -> None:
    settings.SHOP_OPEN, settings.SMS_GATEWAY_URL = True, ""
    tell_of_order(person)
    settle()
    assert TextMessage.objects.get().failure == "sms"


def test_the_http_gateway_gets_json_with_the_key_and_a_refusal_is_for_good(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = "https://sms.example/send", "t0ken"
    asked: list[Any] = []

    def answer(request: Any, timeout: int) -> BytesIO:
        asked.append(request)
        return BytesIO(b'{"id": "G-7"}')

    monkeypatch.setattr("urllib.request.urlopen", answer)
    message = gateways.Outgoing("sms", "n1-sms", NUMBER, "Words", "1107")
    assert gateways.send(message) == "G-7"
    assert asked[0].get_header("Idempotency-key") == "n1-sms"
    assert asked[0].get_header("Authorization") == "Bearer t0ken"
    assert json.loads(asked[0].data) | {"text": "Words", "template_id": "1107", "to": NUMBER} == json.loads(asked[0].data)

    def refuse(code: int) -> Any:
        def fail(request: Any, timeout: int) -> None:
            raise urllib.error.HTTPError("https://sms.example", code, "", Message(), None)

        return fail

    monkeypatch.setattr("urllib.request.urlopen", refuse(400))
    with pytest.raises(gateways.TextRefused):
        gateways.send(message)
    monkeypatch.setattr("urllib.request.urlopen", refuse(503))
    with pytest.raises(urllib.error.HTTPError):
        gateways.send(message)


def test_values_are_cut_to_what_a_registered_variable_holds(person: User) -> None:
    TextTemplate.objects.filter(kind=KIND, language="en").update(text="{title}|{number}")
    tell_of_order(person, title="x" * 80)
    outbox.drain(limit=1)
    assert TextMessage.objects.get().text == f"{'x' * 30}|LB-1"


def test_the_words_that_the_shop_begins_with_are_of_kinds_that_somebody_tells() -> None:
    code = [
        file.read_text(encoding="utf-8")
        for room in ("accounts", "orders", "payments", "producers", "catalogue")
        for file in (ROOT / room).rglob("*.py")
    ]
    for row in json.loads(DATA_FILE.read_text(encoding="utf-8"))["templates"]:
        assert any(f'"{row["kind"]}"' in text for text in code), row["kind"]
        assert set(re.findall(r"{(\w+)}", row["text"])) <= {"shop", "number", "title", "link", "code"}, row["kind"]


@time_machine.travel(datetime(2026, 11, 10, 12, tzinfo=INDIA), tick=False)
@pytest.mark.parametrize(("kind", "said"), [("voice_note_written", "what you said is written down"), ("contract_new", "has a new text")])
def test_who_spoke_and_who_has_a_contract_to_read_get_an_sms(person: User, sent: list[gateways.Outgoing], kind: str, said: str) -> None:
    load_text_templates()
    with transaction.atomic():
        tell(kind=kind, to_email="", key="1", title="Title", body="Body", subject_number="", user=person, link="/workspace/papers/")
    settle()
    [text] = sent
    assert said in text.text
    assert text.text.endswith("/workspace/papers/")
