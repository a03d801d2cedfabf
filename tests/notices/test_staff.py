"""Staff's page of text messages: kinds and languages by their words, chosen from lists; a kind that is told somewhere, and no other."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from journal.models import AuditEntry
from notices import kinds
from notices.models import Notice, TextMessage, TextTemplate
from notices.reference import DATA_FILE, load_text_templates
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db
PAGE = "/admin/text-messages/"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.com", "not-used-here-2026"))
    return client


def test_every_kind_with_words_for_a_text_has_a_name_and_every_named_kind_is_told_somewhere() -> None:
    with_words = {row["kind"] for row in json.loads(DATA_FILE.read_text(encoding="utf-8"))["templates"]}
    assert with_words <= set(kinds.WORDS)
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for room in ("accounts", "orders", "payments", "producers", "catalogue")
        for file in (ROOT / room).rglob("*.py")
    )
    assert [kind for kind in kinds.WORDS if f'"{kind}"' not in code] == []


def test_staff_read_what_each_kind_is_called_and_in_which_language(staff: Client) -> None:
    load_text_templates()
    TextTemplate.objects.create(kind="payout_paid", language="hi", text="{shop}")
    notice = Notice.objects.create(kind="payout_paid", dedup_key="payout_paid:1", title="Paid", body="Paid")
    TextMessage.objects.create(notice=notice, channel="sms", key="n1", to="+91", text="", due_at=notice.created_at, failure="no credit")
    page = words(staff.get(PAGE))
    assert "The bank has paid the group SMS, हिन्दी" in page.replace("हिंदी", "हिन्दी")
    assert re.search(r"The bank has paid the group, \d+ \w+, \d\d:\d\d: no credit", page)
    assert "payout_paid" not in page
    assert "Kind of notice" in page


def test_words_for_another_kind_are_written_for_a_kind_that_is_known(staff: Client) -> None:
    posted = {"kind": "order_refund_sent", "channel": "sms", "language": "ur", "text": "{shop}: {link}", "is_active": "on"}
    assert staff.post(PAGE, {**posted, "kind": "no_such_kind"}).status_code == 422
    assert not TextTemplate.objects.filter(kind="no_such_kind").exists()
    assert staff.post(PAGE, posted).status_code == 302
    row = TextTemplate.objects.get(kind="order_refund_sent", language="ur")
    assert (row.language, row.text) == ("ur", "{shop}: {link}")
    assert AuditEntry.objects.get(action="notices.text_template").after["kind"] == "order_refund_sent"


def test_words_of_a_kind_without_a_name_can_be_changed_all_the_same(staff: Client) -> None:
    row = TextTemplate.objects.create(kind="order_came", text="{shop}")
    address = f"{PAGE}?key={row.pk}"
    assert 'value="order_came" selected' in staff.get(address).content.decode()
    posted = {"kind": "order_came", "channel": "sms", "language": "en", "text": "{shop}: {link}", "is_active": "on"}
    assert staff.post(address, posted).status_code == 302
    row.refresh_from_db()
    assert row.text == "{shop}: {link}"
