"""From the press of "Accept" to the parcel at the shopper's door, through the pages of a phone without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from journal.models import AuditEntry
from money.words import rupees
from orders import deliveries
from orders.models import LineLot, OrderEvent, Parcel, ProducerOrder
from producers import facilitation
from tests.orders import factories as make
from tests.orders.steps import add_lot, arrive, bring, fresh, parcel_of
from tests.storefront.buyer import hidden_fields, queries_of, title, words

pytestmark = pytest.mark.django_db


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(part: ProducerOrder) -> str:
    return f"/workspace/orders/{part.number}/"


def ready(state: str = "accepted") -> tuple[make.Market, ProducerOrder, Client]:
    """A part of two kinds of dried fruit, its lots, and a packer's phone."""
    market = make.make_market()
    add_lot(market.apricots, "L-ONE", 5)
    part = bring(make.place_order((market.apricots, 2), market.kernels), market.fruit, state)
    return market, part, logged_in(make.make_member(market.fruit, "packer"))


def ticks(part: ProducerOrder) -> list[str]:
    return [str(held.pk) for parcel in part.parcels.all() for held in parcel.parcel_lines.all()]


def test_a_part_is_packed_line_by_line_with_its_only_lot_preselected() -> None:
    _market, part, client = ready()
    page = client.get(f"{page_of(part)}pack/")
    said, hidden = words(page), hidden_fields(page)
    for shown in ("2 Dried apricots", "1 Apricot kernels", "From lot L-ONE", "Asha Verma", "12 Janpath"):
        assert shown in said
    answer = client.post(f"{page_of(part)}pack/", {**posted(page), **hidden, "tick": ticks(part)})
    assert (answer.status_code, answer["Location"]) == (303, page_of(part))
    assert fresh(part).status == "packed"
    assert [(used.lot.code, used.quantity) for used in LineLot.objects.all()] == [("L-ONE", 2)]
    after = words(client.get(page_of(part)))
    assert "Packed. Hand it over to the carrier next." in after
    assert "Dried apricots: L-ONE × 2" in after
    assert "Hand it over" in after


def posted(page: Any) -> dict[str, str]:
    """The fields of the lots as the page offers them."""
    import re

    return dict(re.findall(r'name="(lot-\d+-\d+)" value="(\d+)"', page.content.decode()))


def test_what_is_not_ticked_is_pointed_out_and_what_was_typed_stays() -> None:
    market, part, client = ready()
    add_lot(market.apricots, "L-TWO", 5)
    page = client.get(f"{page_of(part)}pack/")
    names = sorted(posted(page))
    assert len(names) == 2
    answer = client.post(f"{page_of(part)}pack/", {names[0]: "x", names[1]: "1", "tick": ticks(part)[:1], "version": str(part.version)})
    said = words(answer)
    assert answer.status_code == 422
    assert title(answer).startswith("Error: Pack")
    assert "2 things to correct" in said
    assert "Write pieces as a number: Dried apricots" in said
    assert "Tick it when it is in the parcel: Apricot kernels" in said
    assert f'name="{names[0]}" value="x"' in answer.content.decode()
    assert answer.content.decode().count(" checked") == 1
    assert fresh(part).status == "accepted"
    short = client.post(f"{page_of(part)}pack/", {names[0]: "0", names[1]: "1", "tick": ticks(part)})
    assert "Say for all 2 pieces from which lot they are; 1 are said." in words(short)
    assert fresh(part).status == "accepted"


def test_a_page_from_before_the_address_was_changed_is_sent_back_with_the_new_one() -> None:
    from orders.address import change_address
    from tests.orders.test_address import NEXT_DOOR

    _market, part, client = ready()
    page = client.get(f"{page_of(part)}pack/")
    change_address(part.order, contact=make.ASHA, address=NEXT_DOOR)
    answer = client.post(f"{page_of(part)}pack/", {**posted(page), **hidden_fields(page), "tick": ticks(part)})
    said = words(answer)
    assert answer.status_code == 422
    assert "The order was changed meanwhile. Please check the address and pack again." in said
    assert "14 Janpath" in said
    again = client.post(f"{page_of(part)}pack/", {**posted(answer), **hidden_fields(answer), "tick": ticks(part)})
    assert again.status_code == 303
    assert fresh(part).status == "packed"


def hand_over(client: Client, part: ProducerOrder, **changed: str) -> Any:
    parcel = parcel_of(part)
    data = {
        "carrier": "speed_post",
        "on": timezone.localdate().isoformat(),
        f"go-{parcel.number}": "on",
        f"tracking-{parcel.number}": "EM123456789IN",
        **changed,
    }
    return client.post(f"{page_of(part)}hand-over/", {name: value for name, value in data.items() if value})


def test_a_parcel_is_handed_over_with_its_number_and_can_be_taken_back_for_ten_minutes(time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    _market, part, client = ready("packed")
    assert "Number on the slip" in words(client.get(f"{page_of(part)}hand-over/"))
    answer = hand_over(client, part)
    assert (answer.status_code, answer["Location"]) == (303, page_of(part))
    page = client.get(page_of(part))
    said = words(page)
    assert "On its way · India Post, Speed Post EM123456789IN, 1 June" in said
    assert "Undo: handed over 10 minutes left, until 1 June, 11:40" in said
    step = hidden_fields(page)["step"]
    time_machine.move_to("2026-06-01T06:10:00Z", tick=False)
    assert "Undo" not in words(client.get(page_of(part)))
    client.post(f"{page_of(part)}undo/", {"step": step})
    assert "It is too late to take this back" in words(client.get(page_of(part)))
    time_machine.move_to("2026-06-01T06:09:00Z", tick=False)
    assert "1 minute left" in words(client.get("/workspace/?tab=handed_over"))
    for _press in range(2):
        client.post(f"{page_of(part)}undo/", {"step": step})
    assert fresh(part).status == "packed"
    assert "Taken back. Nobody was told." in words(client.get(page_of(part)))
    assert 'value="EM123456789IN"' in client.get(f"{page_of(part)}hand-over/").content.decode()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"carrier": ""}, "Choose who carries it"),
        ({"carrier": "other"}, "Write the name of the carrier"),
        ({"on": "soon"}, "Write the day as 2026-12-31"),
        ({"on": "2020-01-01"}, "The parcels were not packed yet on this day."),
        ({"tracking": ""}, "Write the number on the carrier's slip."),
        ({"go": ""}, "Tick the parcels that you handed over."),
    ],
)
def test_a_hand_over_with_something_missing_is_sent_back_and_changes_nothing(changed: dict[str, str], expected: str) -> None:
    _market, part, client = ready("packed")
    number = parcel_of(part).number
    named = {f"{name}-{number}" if name in ("tracking", "go") else name: value for name, value in changed.items()}
    answer = hand_over(client, part, **named)
    assert answer.status_code == 422
    assert title(answer).startswith("Error: Hand over")
    assert expected in words(answer)
    assert fresh(part).status == "packed"


def test_after_delivery_the_group_reads_when_it_is_paid_and_packers_do_not(time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    market, part, packer = ready("handed_over")
    owner = logged_in(make.make_member(market.fruit))
    assert "You receive" in words(owner.get(page_of(part)))
    time_machine.move_to("2026-06-04T06:00:00Z", tick=False)
    arrive(part)
    promise = f"You receive {rupees(part.total_paise - part.commission_paise)}"
    for path in (page_of(part), "/workspace/?tab=delivered"):
        said = words(owner.get(path))
        assert promise in said
        assert "on 12 June 2026" in said
        assert "12 June 2026" not in words(packer.get(path))


def test_name_phone_and_address_are_gone_from_every_page_30_days_after_delivery(time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    _market, part, client = ready("delivered")
    private = ("Asha Verma", "9812345678", "Janpath", "New Delhi")
    for moment, is_there in (("2026-07-01T06:00:00Z", True), ("2026-07-01T18:31:00Z", False)):
        time_machine.move_to(moment, tick=False)
        client.force_login(User.objects.get(email__startswith="member", memberships__role="packer"))
        for state in ("delivered", "closed"):
            said = words(client.get(page_of(part)))
            assert [text in said for text in private] == [is_there] * 4
            listed = words(client.get("/workspace/?tab=all"))
            assert ("New Delhi" in listed) is is_there
            if not is_there and state == "delivered":
                deliveries.close_due()
                assert fresh(part).status == "closed"


def test_a_facilitators_steps_are_stamped_and_a_second_press_is_none() -> None:
    market, part, _client = ready()
    facilitator = User.objects.create_user("facilitator@example.com")
    facilitation.grant(user=facilitator, group=market.fruit, consent="Agreed at the meeting of 1 May", acting_user=None)
    client = logged_in(facilitator)
    page = client.get(f"{page_of(part)}pack/")
    for _press in range(2):
        client.post(f"{page_of(part)}pack/", {**posted(page), **hidden_fields(page), "tick": ticks(part)})
    for _press in range(2):
        hand_over(client, part)
    stamps = AuditEntry.objects.filter(action__in=["orders.packed", "orders.handed_over"], acting_user=facilitator)
    assert list(stamps.order_by("pk").values_list("action", "on_behalf_of")) == [
        ("orders.packed", market.fruit.slug),
        ("orders.handed_over", market.fruit.slug),
    ]
    assert OrderEvent.objects.filter(kind="handed_over").count() == 1


@pytest.mark.parametrize("rest", ["pack/", "hand-over/", "undo/"])
def test_foreign_unpaid_and_missing_parts_look_the_same_and_accountants_do_nothing(rest: str) -> None:
    market, part, _client = ready("packed")
    held = make.part_of(make.place_order(market.socks), market.wool)
    stranger = logged_in(make.make_member(market.wool))
    answers = [stranger.post(f"/workspace/orders/{number}/{rest}", {"step": "1"}) for number in (part.number, held.number, "PO-NONE")]
    assert {answer.status_code for answer in answers} == {404}
    assert logged_in(make.make_member(market.fruit, "accountant")).post(f"{page_of(part)}{rest}").status_code == 404
    assert fresh(part).status == "packed"


@pytest.mark.long
def test_the_inbox_pages_through_many_parts_in_few_queries_and_few_bytes() -> None:
    market = make.make_market(stock=60)
    placed = [make.place_order(market.stole, market.socks) for _number in range(18)]
    parts = [
        bring(one, market.wool, state) for one, state in zip(placed, ("accepted", "packed", "handed_over", "delivered") * 5, strict=False)
    ]
    client = logged_in(make.make_member(market.wool))
    few = len(queries_of(client, "/workspace/?tab=packed"))
    page = client.get("/workspace/?tab=all")
    many = queries_of(client, "/workspace/?tab=all")
    assert len(page.context["rows"]) == 15
    assert "Page 1 of 2" in words(page)
    assert len(client.get("/workspace/?tab=all&page=2").context["rows"]) == 3
    assert len(many) <= few + 1, "\n".join(many)
    assert few <= 15
    assert len(page.content) <= 30 * 1024
    dues = [row.due_at for row in page.context["rows"]]
    assert dues == sorted(dues)
    assert {part.status for part in parts} == {"accepted", "packed", "handed_over", "delivered"}


def test_the_words_of_the_due_day_stand_on_each_card() -> None:
    _market, part, client = ready()
    due = timezone.localtime(part.due_at)
    assert f"Pack by {due.day} {date_format(due, 'F')}" in words(client.get("/workspace/?tab=accepted"))
    ProducerOrder.objects.filter(pk=part.pk).update(due_at=timezone.now() - timedelta(days=1))
    assert "Late: packing was due" in words(client.get("/workspace/?tab=accepted"))
    assert Parcel.objects.filter(status="open").exists()
