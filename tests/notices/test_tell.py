"""Telling people: a notice is never lost and never sent twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone, translation
from pytest_django import Settings

from accounts.models import User
from journal import outbox
from journal.models import Effect
from notices.effects import send_email
from notices.models import Notice
from notices.tell import tell
from tests.journal.time_passing import pass_time

pytestmark = pytest.mark.django_db


def tell_asha(key: str = "LB-1", title: str = "Your order is placed", **more: object) -> None:
    with transaction.atomic():
        tell(kind="order.placed", to_email="asha@test.example", key=key, title=title, body="We keep it for 48 hours.\n", **more)


def test_a_notice_becomes_one_mail_with_the_name_of_the_shop(settings: Settings) -> None:
    user = User.objects.create_user("asha@test.example")
    tell_asha(subject_number="LB-1", user=user)
    assert mail.outbox == [], "nothing is sent inside the transaction"
    assert outbox.drain() == 1
    [message] = mail.outbox
    assert message.to == ["asha@test.example"]
    assert message.subject == f"Your order is placed - {settings.SHOP_NAME}"
    assert message.body == f"We keep it for 48 hours.\n\n{settings.SHOP_NAME}\n{settings.BASE_URL}\n"
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
    assert message.message()["Content-Language"] == "en"
    notice = Notice.objects.get()
    assert (notice.user, notice.subject_number, notice.language) == (user, "LB-1", "en")
    assert notice.sent_at is not None


def test_the_same_key_tells_once() -> None:
    tell_asha()
    outbox.drain()
    tell_asha(title="Your order is placed (again)")
    outbox.drain()
    assert Notice.objects.count() == 1
    assert len(mail.outbox) == 1


def test_the_same_key_of_another_kind_is_another_notice() -> None:
    tell_asha()
    with transaction.atomic():
        tell(kind="order.paid", to_email="asha@test.example", key="LB-1", title="Paid", body="Thank you.")
    outbox.drain()
    assert sorted(Notice.objects.values_list("title", flat=True)) == ["Paid", "Your order is placed"]
    assert len(mail.outbox) == 2


def test_a_mail_that_was_sent_is_not_sent_again_when_the_effect_runs_again() -> None:
    tell_asha()
    outbox.drain()
    send_email(Effect.objects.get().payload)
    assert len(mail.outbox) == 1


def test_what_is_rolled_back_tells_nobody() -> None:
    with transaction.atomic():
        tell_asha()
        transaction.set_rollback(True)
    outbox.drain()
    assert not Notice.objects.exists()
    assert mail.outbox == []


def test_a_mail_server_that_is_down_is_tried_again_and_the_notice_is_kept(settings: Settings) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.notices.mailing.DownBackend"
    tell_asha()
    for _ in range(3):
        assert outbox.drain() == 0
        pass_time(timedelta(hours=1))
    effect = Effect.objects.get()
    assert (effect.attempts, effect.last_error) == (3, "SMTPServerDisconnected: Connection unexpectedly closed")
    assert Notice.objects.get().sent_at is None
    settings.EMAIL_BACKEND = working
    assert outbox.drain() == 1
    assert len(mail.outbox) == 1
    assert timezone.now() - Notice.objects.get().sent_at < timedelta(minutes=1)


def test_a_mail_server_that_is_down_for_a_night_loses_nothing(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.notices.mailing.DownBackend"
    tell_asha()
    first_due = Effect.objects.get().due_at
    waited = timedelta(0)
    while Effect.objects.get().dead_at is None and waited < timedelta(hours=11):
        outbox.drain()
        wait = Effect.objects.get().due_at - timezone.now() + timedelta(seconds=1)
        waited += wait
        pass_time(wait)
    assert waited >= timedelta(hours=11)
    assert Effect.objects.get().dead_at is None
    assert first_due is not None


def test_the_language_of_the_notice_is_active_while_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []
    monkeypatch.setattr("notices.effects._text", lambda notice: seen.append(translation.get_language()) or "")
    tell_asha(language="ur")
    outbox.drain()
    assert seen == ["ur"]


def test_a_title_with_a_line_break_can_not_add_a_header() -> None:
    tell_asha(title="Your order\nBcc: everybody@test.example")
    assert outbox.drain() == 1
    assert mail.outbox[0].subject.startswith("Your order Bcc: everybody@test.example - ")
    assert mail.outbox[0].recipients() == ["asha@test.example"]
