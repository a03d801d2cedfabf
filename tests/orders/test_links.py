"""Links to an order page: unguessable, in no table, revocable; and finding them again by mail."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from journal import outbox
from journal.models import AuditEntry, Effect
from notices.models import Notice
from notices.reference import load_text_templates
from orders import finding, links
from orders.contacts import Contact
from orders.models import OrderLink
from orders.oscar.order.models import Order
from tests.orders import factories as make


@pytest.fixture
def placed(db: None) -> Any:
    return make.place_order(make.make_listing(make.make_group()))


def test_a_link_opens_its_order_and_no_other(placed: Any) -> None:
    other = make.place_order(make.make_listing(make.make_group()))
    assert links.order_for(placed.link_token) == placed.order
    assert links.order_for(other.link_token) == other.order
    assert len({placed.link_token, other.link_token, links.new_link(placed.order)}) == 3


def test_a_token_has_256_bits_and_stands_in_no_table(placed: Any) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", placed.link_token)
    assert OrderLink.objects.get().token_hash == hashlib.sha256(placed.link_token.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert placed.link_token not in repr(cursor.fetchall())


@pytest.mark.parametrize("wrong", ["", " ", "None", "x" * 43, "é" * 43, "a" * 10_000])
def test_a_wrong_or_empty_token_opens_nothing(placed: Any, wrong: str) -> None:
    with pytest.raises(Order.DoesNotExist):
        links.order_for(wrong)


def test_parts_hashes_and_stored_values_of_a_link_open_nothing(placed: Any) -> None:
    link = OrderLink.objects.get()
    changed = placed.link_token[:-1] + ("A" if placed.link_token[-1] != "A" else "B")
    for wrong in (placed.link_token[:-1], changed, link.token_hash, link.nonce, link.token_hash[:43]):
        with pytest.raises(Order.DoesNotExist):
            links.order_for(wrong)


def test_who_reads_the_database_alone_can_not_make_tokens(placed: Any) -> None:
    link = OrderLink.objects.get()
    with override_settings(SECRET_KEY=secrets.token_hex(32)):
        assert links.token_of(link) is None
        assert links.order_for(placed.link_token) == placed.order  # a link that was sent lives on under a new key


def test_a_revoked_link_is_closed_at_once_and_a_new_one_opens(placed: Any) -> None:
    assert links.revoke(placed.order, reason="sent to a wrong address") == 1
    with pytest.raises(Order.DoesNotExist):
        links.order_for(placed.link_token)
    assert links.order_for(links.new_link(placed.order)) == placed.order
    entry = AuditEntry.objects.get(action="orders.links_revoked")
    assert (entry.after, entry.reason) == ({"closed": 1}, "sent to a wrong address")


# --- in mails -----------------------------------------------------------------------------------------------------------------------


def _tokens() -> list[str]:
    return re.findall(r"/o/([\w-]{43})/", mail.outbox[-1].body)


def test_the_mail_carries_the_link_and_the_stored_notice_does_not(placed: Any) -> None:
    assert placed.link_token not in Notice.objects.get().body
    outbox.drain()
    assert _tokens() == [placed.link_token]
    assert mail.outbox[0].to == ["asha@example.com"]


def test_the_mail_leads_to_the_page_in_the_shoppers_language(db: None) -> None:
    placed = make.place_order(make.make_listing(make.make_group()), language="hi")
    outbox.drain()
    assert f"/hi/o/{placed.link_token}/" in mail.outbox[0].body


def test_a_name_that_looks_like_a_placeholder_reveals_no_link(db: None) -> None:
    from notices import secrets as mail_secrets

    victim = make.place_order(make.make_listing(make.make_group()))
    link = OrderLink.objects.get()
    for text in (f"[[order_link:{link.pk}]]", f"[[order_link:{link.pk}:forged]]"):
        assert mail_secrets.fill_in(text) == text
    assert victim.link_token in mail_secrets.fill_in(links.in_mail(link))


def test_a_link_revoked_before_its_mail_is_sent_is_not_in_it(placed: Any) -> None:
    links.revoke(placed.order)
    outbox.drain()
    assert _tokens() == []


# --- find my order ------------------------------------------------------------------------------------------------------------------


def _ask(contact: str) -> int:
    """Ask and carry it out; how many mails went out for it."""
    Effect.objects.all().delete()
    mail.outbox.clear()
    finding.send_links(contact)
    outbox.drain()
    return len(mail.outbox)


@pytest.mark.parametrize("contact", ["asha@example.com", " ASHA@Example.com ", "+919812345678", "98123 45678", "09812345678"])
def test_the_links_are_sent_to_the_address_on_the_orders(placed: Any, contact: str) -> None:
    second = make.place_order(make.make_listing(make.make_group()))
    make.place_order(make.make_listing(make.make_group()), contact=Contact("Ravi", "9800000000", "ravi@example.com"))
    assert _ask(contact) == 1
    assert mail.outbox[0].to == ["asha@example.com"]
    assert _tokens() == [second.link_token, placed.link_token]


def _texts(contact: str, printed: pytest.CaptureFixture[str]) -> list[tuple[str, list[str]]]:
    """Ask; the number and the tokens of each text message that went out for it."""
    printed.readouterr()
    assert _ask(contact) == 0
    sent = re.findall(r"^sms to (\+\d+): (.*)$", printed.readouterr().out, re.MULTILINE)
    return [(number, re.findall(r"/o/([\w-]{43})/", text)) for number, text in sent]


NIGHT = "2026-12-01T18:00:00Z"  # 23:30 in India


def test_orders_without_a_mail_address_are_found_by_text_message_at_night_too(
    db: None, capsys: pytest.CaptureFixture[str], time_machine: Any
) -> None:
    load_text_templates()
    time_machine.move_to(NIGHT, tick=False)
    nameless = Contact("Asha", make.ASHA.mobile)
    mine = [make.place_order(make.make_listing(make.make_group()), contact=nameless).link_token for _order in range(4)]
    make.place_order(make.make_listing(make.make_group()), contact=Contact("Ravi", "+919800000000"))
    newest = [(make.ASHA.mobile, [token]) for token in reversed(mine[1:])]
    assert _texts(make.ASHA.mobile, capsys) == newest, "a text message each for the three newest"
    assert _texts("+919999999999", capsys) == []


def test_who_left_no_mail_address_reads_of_the_order_in_a_text_message(
    db: None, capsys: pytest.CaptureFixture[str], time_machine: Any
) -> None:
    load_text_templates()
    time_machine.move_to("2026-12-01T06:00:00Z", tick=False)
    placed = make.place_order(make.make_listing(make.make_group()), contact=Contact("Asha", make.ASHA.mobile))
    outbox.drain()
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("sms to ")]
    assert line.startswith(f"sms to {make.ASHA.mobile}: ")
    assert placed.order.number in line
    assert f"/o/{placed.link_token}/" in line
    assert placed.link_token not in repr(Notice.objects.values_list())
    assert not mail.outbox


def test_orders_without_a_mail_address_are_found_for_the_account(db: None) -> None:
    user = User.objects.create_user(email="account@example.com")
    nameless = Contact("Asha", make.ASHA.mobile)
    placed = make.place_order(make.make_listing(make.make_group()), contact=nameless, user=user)
    assert _ask(make.ASHA.mobile) == 1
    assert mail.outbox[0].to == ["account@example.com"]
    assert _tokens() == [placed.link_token]


def test_two_people_with_one_phone_each_get_their_own_links_only(placed: Any) -> None:
    theirs = make.place_order(make.make_listing(make.make_group()), contact=Contact("Ravi", make.ASHA.mobile, "ravi@example.com"))
    assert _ask(make.ASHA.mobile) == 2
    by_address = {sent.to[0]: sent.body for sent in mail.outbox}
    assert theirs.link_token in by_address["ravi@example.com"]
    assert theirs.link_token not in by_address["asha@example.com"]
    assert placed.link_token not in by_address["ravi@example.com"]


@pytest.mark.parametrize("contact", ["nobody@example.com", "+919999999999", "", "@", "DROP TABLE", "9" * 500])
def test_who_has_no_orders_is_answered_with_the_same_work_and_no_mail(placed: Any, contact: str) -> None:
    with CaptureQueriesContext(connection) as known:
        assert finding.send_links("asha@example.com") is None
    with CaptureQueriesContext(connection) as unknown:
        assert finding.send_links(contact) is None
    shape = [query["sql"].split()[0] for query in known.captured_queries]
    assert [query["sql"].split()[0] for query in unknown.captured_queries] == shape
    assert shape.count("SELECT") == 1
    assert shape.count("INSERT") == 1
    assert _ask(contact) == 0


def test_asking_again_within_ten_minutes_sends_no_second_mail(placed: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-12-01T06:01:00Z", tick=False)
    outbox.drain()
    mail.outbox.clear()
    for _time in range(3):
        finding.send_links("asha@example.com")
    outbox.drain()
    assert len(mail.outbox) == 1
    time_machine.move_to("2026-12-01T06:12:00Z", tick=False)
    finding.send_links("asha@example.com")
    outbox.drain()
    assert len(mail.outbox) == 2


def test_the_contact_itself_is_not_kept_in_the_outbox(placed: Any) -> None:
    finding.send_links("asha@example.com")
    finding.send_links(make.ASHA.mobile)
    for effect in Effect.objects.filter(kind=finding.SEND_LINKS):
        assert "asha" not in repr((effect.payload, effect.dedup_key))
        assert "9812345678" not in repr((effect.payload, effect.dedup_key))


def test_old_orders_are_not_found_this_way(placed: Any) -> None:
    Order.objects.update(date_placed=timezone.now() - finding.RECENT - timedelta(days=1))
    finding.send_links("asha@example.com")
    assert Effect.objects.get(kind=finding.SEND_LINKS).payload["records"] == []
