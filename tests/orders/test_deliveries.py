"""Arrived or not: the shopper's word, the clock's, and the carrier's list, which counts as a whole or not at all."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from journal import outbox, schedule
from journal.models import AuditEntry
from notices.models import Notice
from orders import deliveries, delivery_files, handover
from orders.delivery_files import FileRefused
from orders.errors import DeliveryRefused, NotPossible
from orders.models import OrderEvent, Parcel, ProducerOrder
from tests.orders import factories as make
from tests.orders.steps import arrive, bring, fresh, member_of, parcel_of
from tests.orders.test_fulfilment import rows
from tests.storefront.buyer import words


@pytest.fixture
def market(db: None) -> make.Market:
    return make.make_market(stock=9)


def at(day: date, time_machine: Any) -> None:
    """Noon of an Indian day."""
    time_machine.move_to(f"{day.isoformat()}T06:30:00Z", tick=False)


# --- the clock -------------------------------------------------------------------------------------------------------------------


def test_a_parcel_that_nobody_misses_is_delivered_seven_days_after_its_last_day_and_closed_after_the_days_of_return(
    market: make.Market, time_machine: Any
) -> None:
    at(date(2026, 6, 1), time_machine)
    part = bring(make.place_order(market.stole), market.wool, "handed_over")
    last = parcel_of(part).promised_to
    at(last + timedelta(days=6), time_machine)
    assert deliveries.deliver_due() == 0
    at(last + timedelta(days=7), time_machine)
    assert deliveries.deliver_due() == 1
    parcel = parcel_of(part)
    assert (parcel.status, parcel.delivered_source, parcel.delivered_on) == ("delivered", "clock", last + timedelta(days=7))
    assert fresh(part).delivered_on == last + timedelta(days=7)
    assert AuditEntry.objects.get(action="orders.arrived").actor == "clock"
    assert "we take it for delivered" in Notice.objects.get(kind="order_taken_for_delivered").body
    assert (deliveries.deliver_due(), deliveries.close_due()) == (0, 0)
    at(last + timedelta(days=14), time_machine)
    assert deliveries.close_due() == 0
    at(last + timedelta(days=15), time_machine)
    assert deliveries.close_due() == 1
    assert fresh(part).status == "closed"


def test_the_worker_does_both_by_the_clock(market: make.Market, time_machine: Any) -> None:
    at(date(2026, 6, 1), time_machine)
    part = bring(make.place_order(market.stole), market.wool, "handed_over")
    at(date(2026, 9, 1), time_machine)
    schedule._jobs["orders.deliver_due"].act()
    assert fresh(part).status == "delivered"
    at(date(2026, 9, 20), time_machine)
    schedule._jobs["orders.deliver_due"].act()
    assert fresh(part).status == "closed"


def test_a_late_handover_moves_the_day_from_which_the_clock_counts(market: make.Market, time_machine: Any) -> None:
    at(date(2026, 6, 1), time_machine)
    part = bring(make.place_order(market.stole), market.wool, "packed")
    at(timezone.localdate(part.due_at) + timedelta(days=20), time_machine)
    handover.hand_over(part, carrier="own", acting_user=member_of(market.wool))
    parcel = parcel_of(part)
    assert parcel.expected_by == parcel.promised_to + timedelta(days=20)
    assert deliveries.deliver_due() == 0


def test_a_missed_parcel_stops_the_clock_tells_the_group_and_may_arrive_after_all(market: make.Market, time_machine: Any) -> None:
    at(date(2026, 6, 1), time_machine)
    part = bring(make.place_order(market.stole), market.wool, "handed_over")
    parcel = parcel_of(part)
    at(parcel.promised_to, time_machine)
    with pytest.raises(DeliveryRefused):
        deliveries.not_arrived(parcel)
    at(parcel.promised_to + timedelta(days=1), time_machine)
    for _tap in range(2):
        deliveries.not_arrived(parcel)
    outbox.drain()
    assert parcel_of(part).status == "not_arrived"
    [letter] = Notice.objects.filter(kind="producer_order_missed")
    assert letter.to == member_of(market.wool).email
    assert "Asha" not in letter.title + letter.body
    at(parcel.promised_to + timedelta(days=90), time_machine)
    assert (deliveries.deliver_due(), fresh(part).status) == (0, "handed_over")
    with pytest.raises(NotPossible):
        deliveries.arrived(parcel_of(part), source="clock")
    deliveries.arrived(parcel_of(part), source="shopper")
    assert (fresh(part).status, parcel_of(part).delivered_source) == ("delivered", "shopper")


def test_one_parcel_that_can_not_be_written_does_not_hold_up_the_others(
    market: make.Market, time_machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(date(2026, 6, 1), time_machine)
    broken, fine = (bring(make.place_order(goods), market.wool, "handed_over") for goods in (market.stole, market.socks))
    real = deliveries.parcel_letters.taken_for_delivered

    def fail_for_one(record: Any, part: ProducerOrder, parcel: Parcel) -> None:
        if part.pk == broken.pk:
            raise RuntimeError("broken")
        real(record, part, parcel)

    monkeypatch.setattr(deliveries.parcel_letters, "taken_for_delivered", fail_for_one)
    at(date(2026, 9, 1), time_machine)
    assert deliveries.deliver_due() == 1
    assert (fresh(broken).status, fresh(fine).status) == ("handed_over", "delivered")


# --- the shopper's page -----------------------------------------------------------------------------------------------------------


def test_the_order_page_shows_the_journey_and_takes_the_shoppers_word(market: make.Market, time_machine: Any) -> None:
    at(date(2026, 6, 1), time_machine)
    placed = make.place_order(market.stole)
    part = bring(placed, market.wool, "packed")
    number = parcel_of(part).number
    handover.hand_over(part, carrier="dtdc", parcels={number: "D1234567"}, acting_user=member_of(market.wool))
    client, page = Client(), f"/o/{placed.link_token}/"
    said = words(client.get(page))
    assert f"On its way · Parcel {number} DTDC, number D1234567, handed over 1 June" in said
    assert "It has arrived" in said
    assert "Not arrived" not in said
    client.post(f"{page}parcels/{number}/missing/")
    assert "The promised days are not over yet." in words(client.get(page))
    at(parcel_of(part).promised_to + timedelta(days=1), time_machine)
    assert "Not arrived" in words(client.get(page))
    for rest, status in (("missing", "not_arrived"), ("arrived", "delivered"), ("arrived", "delivered")):
        answer = client.post(f"{page}parcels/{number}/{rest}/")
        assert (answer.status_code, answer["Location"]) == (303, page)
        assert parcel_of(part).status == status
    said = words(client.get(page))
    assert "It has arrived" not in said
    assert "The shopper said so" in said
    assert OrderEvent.objects.filter(kind="arrived").count() == 1


def test_a_parcel_of_another_order_is_none_and_one_that_is_still_here_has_not_arrived(market: make.Market) -> None:
    placed, other = make.place_order(market.stole), make.place_order(market.stole)
    own, foreign = (bring(one, market.wool, state) for one, state in ((placed, "packed"), (other, "handed_over")))
    before = rows()
    for rest in ("arrived", "missing"):
        path = f"/o/{placed.link_token}/parcels/%s/{rest}/"
        assert [Client().post(path % number).status_code for number in (parcel_of(foreign).number, "PA-NONE")] == [404, 404]
        assert Client().get(path % parcel_of(own).number).status_code == 405
        assert Client().post(path % parcel_of(own).number).status_code == 303
    assert rows() == before


# --- the carrier's list -----------------------------------------------------------------------------------------------------------


def sent(market: make.Market, count: int) -> list[Parcel]:
    return [parcel_of(bring(make.place_order(market.stole), market.wool, "handed_over")) for _number in range(count)]


def staff() -> User:
    return User.objects.create_user("finance@example.com", is_staff=True)


def test_a_list_delivers_its_parcels_on_their_days_and_sent_again_changes_nothing(market: make.Market, time_machine: Any) -> None:
    at(date(2026, 6, 1), time_machine)
    first, second, third = sent(market, 3)
    at(date(2026, 6, 9), time_machine)
    content = (
        f"\ufeffParcel;Date\r\n{first.number.lower()};2026-06-05\r\n\r\n{second.number}; 06.06.2026\r\n{third.number};7/6/2026".encode()
    )
    user = staff()
    assert delivery_files.take(content, acting_user=user) == delivery_files.Uploaded(3, 0)
    days = dict(Parcel.objects.values_list("number", "delivered_on"))
    assert [days[parcel.number].day for parcel in (first, second, third)] == [5, 6, 7]
    assert set(Parcel.objects.values_list("delivered_source", flat=True)) == {"upload"}
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"delivered"}
    assert AuditEntry.objects.get(action="orders.deliveries_uploaded").acting_user == user
    before = rows()
    assert delivery_files.take(content, acting_user=user) == delivery_files.Uploaded(0, 3)
    assert rows()[:-1] == before[:-1]


def test_one_wrong_line_and_nothing_of_the_file_is_written_while_every_line_says_why(market: make.Market, time_machine: Any) -> None:
    at(date(2026, 6, 1), time_machine)
    good, early = sent(market, 2)
    waiting = parcel_of(bring(make.place_order(market.socks), market.wool, "packed"))
    at(date(2026, 6, 9), time_machine)
    lines = [
        "parcel,date",
        f"{good.number},2026-06-05",
        f"{early.number},2026-05-31",
        f"{waiting.number},2026-06-05",
        "PA-NONE,2026-06-05",
    ]
    before = rows()
    with pytest.raises(FileRefused) as refusal:
        delivery_files.take("\n".join(lines).encode(), acting_user=staff())
    assert [(error.line, str(error.words)) for error in refusal.value.errors] == [
        (3, "The parcel was not handed over yet on this day."),
        (4, "This parcel is not on its way: Packed."),
        (5, "There is no parcel with this number."),
    ]
    assert rows() == before


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (1, "The first line names the columns: parcel,date")),
        (b"PA-1,2026-06-05", (1, "The first line names the columns: parcel,date")),
        (b"parcel,date\n", (0, "The file holds no parcels.")),
        (b"parcel,date\nPA-1", (2, "A line has two columns: the number of the parcel and the day.")),
        (b"parcel,date\nPA-1,2026-06-05,x", (2, "A line has two columns: the number of the parcel and the day.")),
        (b"parcel,date\n\nPA-1,06-31-2026", (3, "Write the day as 2026-12-31 or 31.12.2026.")),
        (b"parcel,date\nPA-1,2026-06-05\npa-1,2026-06-05", (3, "This parcel is in the file twice.")),
        (b"parcel,date\nPA-1,2999-06-05", (2, "There is no parcel with this number.")),
        (b"\xff\xfe", (0, "Save the file as CSV in UTF-8. This one can not be read.")),
        (b"parcel,date\0", (0, "Save the file as CSV in UTF-8. This one can not be read.")),
        (b"x" * 200_001, (0, "The file is larger than 200 KB.")),
        (b"parcel,date\n" + b"PA-1,2026-06-05\n" * 201, (0, "A file holds at most 200 parcels. Divide this one.")),
        (b'parcel,date\n"PA-1,2026-06-05', (2, "A line has two columns: the number of the parcel and the day.")),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(db: None, content: bytes, expected: tuple[int, str]) -> None:
    with pytest.raises(FileRefused) as refusal:
        delivery_files.take(content, acting_user=staff())
    assert [(error.line, str(error.words)) for error in refusal.value.errors] == [expected]


def test_staff_with_the_right_upload_a_list_and_read_what_is_wrong_with_another(market: make.Market) -> None:
    [parcel] = sent(market, 1)
    user = staff()
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "upload_deliveries"]))
    client = Client()
    client.force_login(user)
    assert "Deliveries" in words(client.get("/admin/deliveries/"))
    for content, expected in (
        (b"parcel,date\nPA-<b>,2026-06-05", "Line 2: There is no parcel with this number."),
        (b"", "The file is empty."),
    ):
        answer = client.post("/admin/deliveries/", {"file": SimpleUploadedFile("list.csv", content)})
        assert answer.status_code == 422
        assert "Error: nothing of this file was written." in words(answer)
        assert expected in words(answer)
        assert "<b>,2026" not in answer.content.decode()
    today = timezone.localdate().isoformat()
    answer = client.post("/admin/deliveries/", {"file": SimpleUploadedFile("list.csv", f"parcel,date\n{parcel.number},{today}".encode())})
    assert answer.status_code == 302
    assert "1 parcels are delivered; 0 were delivered before." in words(client.get("/admin/deliveries/"))
    parcel.refresh_from_db()
    assert parcel.status == "delivered"


def test_a_part_is_delivered_on_the_day_of_its_last_parcel(market: make.Market, time_machine: Any) -> None:
    at(date(2026, 6, 1), time_machine)
    tea = make.make_food(market.wool, "Herb tea", stock=5)
    part = bring(make.place_order(market.stole, tea), market.wool, "handed_over")
    at(date(2026, 6, 20), time_machine)
    first, second = Parcel.objects.select_related("producer_order").filter(producer_order=part)
    deliveries.arrived(first, source="staff", on=date(2026, 6, 12), acting_user=staff())
    deliveries.arrived(second, source="upload", on=date(2026, 6, 5))
    assert fresh(part).delivered_on == date(2026, 6, 12)
    arrive(part)
    assert fresh(part).delivered_on == date(2026, 6, 12)
