"""A piece that was ordered and sold elsewhere: the shopper waits for another one, or gets exactly its money; silence is money."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from journal import outbox
from journal.models import AuditEntry
from orders import choosing, fulfilment
from orders.errors import NotPossible, ShrinkRefused
from orders.models import LineRecord, Parcel, ProducerOrder, ShopperChoice
from payments.models import Refund
from tests.orders import factories as make
from tests.orders.steps import bring, fresh, member_of
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


@pytest.fixture
def placed(market: make.Market) -> Any:
    return make.make_paid_order((market.stole, 2), market.socks, market.apricots)


@pytest.fixture
def part(market: make.Market, placed: Any) -> ProducerOrder:
    return fresh(make.part_of(placed, market.wool))


def later(part: ProducerOrder, days: int = 10) -> date:
    assert part.due_at
    return timezone.localdate(part.due_at) + timedelta(days=days)


def line(part: ProducerOrder, title: str = "Pashmina stole") -> LineRecord:
    return LineRecord.objects.get(producer_order=part, title=title)


def ask(part: ProducerOrder, **more: Any) -> ShopperChoice:
    asked = {"line_id": line(part).pk, "pieces": 1, "wait_until": later(part), "acting_user": member_of(part.group), **more}
    return choosing.ask(part, **asked)


def answered(placed: Any, choice: ShopperChoice, answer: str) -> str:
    page = f"/o/{placed.link_token}/choose/{choice.pk}/"
    return words(Client().post(page, {"answer": answer}, follow=True))


def test_the_group_asks_from_its_page_and_the_shopper_reads_it_on_the_order_and_in_a_mail(part: ProducerOrder, placed: Any) -> None:
    phone = Client()
    phone.force_login(member_of(part.group))
    data = {"line": str(line(part).pk), "pieces": "1", "wait_until": later(part).isoformat()}
    assert "The shopper is asked" in words(phone.post(f"/workspace/orders/{part.number}/ask/", data, follow=True))
    said = words(Client().get(f"/o/{placed.link_token}/"))
    assert "has not got it any more: 1 × Pashmina stole" in said
    assert "Without an answer by" in said
    outbox.drain()
    assert any("Please choose" in message.subject for message in mail.outbox)
    assert fresh(part).status == "new"


def test_money_back_is_exactly_the_price_of_the_piece_and_the_rest_is_sent(part: ProducerOrder, placed: Any) -> None:
    choice = ask(part)
    assert "The money goes back to you." in answered(placed, choice, "money")
    assert "The money goes back to you." in answered(placed, choice, "wait")
    assert Refund.objects.get().amount_paise == 1_850_000
    assert (line(part).declined, fresh(part).status) == (1, "new")
    outbox.drain()
    assert any("Do not make another one" in message.subject for message in mail.outbox)


def test_who_waits_gets_later_days_and_nothing_is_owed(part: ProducerOrder, placed: Any) -> None:
    promised = Parcel.objects.filter(producer_order=part).first()
    assert promised
    choice = ask(part)
    assert "The group knows that you wait." in answered(placed, choice, "wait")
    moved, now = fresh(part), Parcel.objects.get(pk=promised.pk)
    assert moved.due_at
    assert timezone.localdate(moved.due_at) == later(part)
    assert (now.promised_from - promised.promised_from).days == (now.promised_to - promised.promised_to).days == 10
    assert not Refund.objects.exists()
    assert "You wait for another piece" in words(Client().get(f"/o/{placed.link_token}/"))
    outbox.drain()
    assert any("The shopper waits" in message.subject for message in mail.outbox)


def test_silence_is_money_and_what_was_sent_meanwhile_is_no_question_any_more(part: ProducerOrder, market: make.Market) -> None:
    choice = ask(part)
    other = bring(make.place_order(market.stole), market.wool, "accepted")
    found = ask(other)
    bring_on(other)
    assert choosing.answer_due(timezone.now() + timedelta(days=2)) == 0
    assert choosing.answer_due(timezone.now() + timedelta(days=3, minutes=1)) == 2
    assert choosing.answer_due(timezone.now() + timedelta(days=4)) == 0
    answers = {key: (answer, source) for key, answer, source in ShopperChoice.objects.values_list("pk", "answer", "source")}
    assert answers == {choice.pk: ("money", "clock"), found.pk: ("void", "clock")}
    assert Refund.objects.count() == 1
    assert AuditEntry.objects.filter(action="orders.choice_answered").count() == 2


def bring_on(part: ProducerOrder) -> None:
    from orders import packing

    packing.pack(part, acting_user=member_of(part.group))


def test_money_for_the_only_piece_of_a_part_declines_the_part(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole)
    part = fresh(make.part_of(placed, market.wool))
    answered(placed, ask(part), "money")
    assert (fresh(part).status, Refund.objects.get().amount_paise) == ("declined", part.total_paise)


@pytest.mark.parametrize(("change", "code"), [({"pieces": 3}, "pieces"), ({"pieces": 0}, "pieces"), ({"line_id": 10**9}, "unknown")])
def test_only_pieces_that_were_ordered_can_be_gone(part: ProducerOrder, change: dict[str, int], code: str) -> None:
    with pytest.raises(ShrinkRefused) as refusal:
        ask(part, **change)
    assert refusal.value.code == code


def test_the_day_lies_after_the_one_that_was_promised(part: ProducerOrder) -> None:
    for days in (-1, 0, 300):
        with pytest.raises(ShrinkRefused):
            ask(part, wait_until=later(part, days))


def test_asking_twice_asks_once_and_a_packed_part_asks_nothing(part: ProducerOrder, placed: Any) -> None:
    choice = ask(part)
    assert ask(part, wait_until=later(part, 20)) == choice
    fulfilment.accept(part, acting_user=member_of(part.group))
    bring_on(part)
    assert "This can not be chosen any more." in answered(placed, choice, "money")
    assert "I wait" not in words(Client().get(f"/o/{placed.link_token}/"))
    with pytest.raises(NotPossible):
        ask(part, line_id=line(part, "Wool socks").pk)


def test_the_question_of_another_order_is_not_there(part: ProducerOrder, market: make.Market) -> None:
    other = make.make_paid_order(market.stole)
    page = f"/o/{other.link_token}/choose/{ask(part).pk}/"
    assert Client().post(page, {"answer": "money"}).status_code == 404
    assert not Refund.objects.exists()
