"""An order that nobody answers: one mail a day to the group, then to who helps it, then it is on staff's list. Days off do not count."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notices.models import Notice
from orders import fulfilment, reminders
from orders.models import ProducerOrder
from producers import facilitation
from producers.calendar import calendar_of
from producers.models import AwayPeriod, Holiday
from tests.orders import factories as make
from tests.orders.steps import member_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def part() -> ProducerOrder:
    group = make.make_group()
    member_of(group)
    make.make_member(group, "packer")
    make.make_member(group, "accountant")
    return make.part_of(make.make_paid_order(make.make_listing(group)), group)


def told() -> list[str]:
    return [notice.dedup_key.split(":", 2)[2] for notice in Notice.objects.filter(kind="producer_order_reminder").order_by("pk")]


def at(part: ProducerOrder, hours: float) -> datetime:
    assert part.released_at
    return part.released_at + hours * HOUR


def test_a_group_is_reminded_once_after_each_day_whatever_the_clock_of_the_job_does(part: ProducerOrder) -> None:
    for hours in (1, 23.9, 24, 24.25, 30, 48, 49, 72, 73, 95, 200):
        reminders.remind_due(at(part, hours))
    steps = [step.split(":")[0] for step in told()]
    assert steps == ["24", "24", "48", "48", "72", "72"]  # owner and packer; an accountant does not pack


def test_reminders_that_were_missed_are_not_sent_all_at_once(part: ProducerOrder) -> None:
    reminders.remind_due(at(part, 60))
    assert {step.split(":")[0] for step in told()} == {"48"}


def test_who_acts_for_the_group_is_told_with_the_last_reminder_only(part: ProducerOrder) -> None:
    helper = make.make_member(make.make_group())
    facilitation.grant(user=helper, group=part.group, consent="Dolma agreed on the phone", acting_user=None)
    for hours in (24, 48):
        reminders.remind_due(at(part, hours))
    assert not any(step.endswith(f":{helper.pk}") for step in told())
    reminders.remind_due(at(part, 72))
    assert f"72:{helper.pk}" in told()


def test_a_reminder_says_nothing_of_the_shopper_and_an_answer_ends_them(part: ProducerOrder) -> None:
    reminders.remind_due(at(part, 24))
    notice = Notice.objects.filter(kind="producer_order_reminder").first()
    assert notice
    assert part.number in notice.title
    assert not any(word in notice.title + notice.body for word in ("Asha", "9812345678", part.order.number, "Janpath"))
    fulfilment.accept(part, acting_user=member_of(part.group))
    assert reminders.remind_due(at(part, 48)) == 0
    assert reminders.nobody_answers(at(part, 200)) == []


def test_after_all_reminders_the_part_is_on_the_list_of_staff(part: ProducerOrder) -> None:
    assert reminders.nobody_answers(at(part, 95.9)) == []
    (row,) = reminders.nobody_answers(at(part, 97))
    assert (row.part, row.hours) == (part, 97)


def test_days_off_do_not_count(part: ProducerOrder) -> None:
    released = datetime.fromisoformat("2026-11-02T18:00").replace(tzinfo=ZoneInfo("Asia/Kolkata"))
    ProducerOrder.objects.filter(pk=part.pk).update(released_at=released)
    AwayPeriod.objects.create(group=part.group, starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 3))
    Holiday.objects.create(code="feast", name="Feast", starts_on=date(2026, 11, 4), ends_on=date(2026, 11, 4), is_set=True)
    reminders.remind_due(released + 71 * HOUR)  # six hours of Monday, seventeen of Thursday
    assert told() == []
    reminders.remind_due(released + 72 * HOUR)
    assert {step.split(":")[0] for step in told()} == {"24"}
    calendar = calendar_of(part.group, date(2026, 11, 2))
    assert calendar.working_time(released, released + 72 * HOUR) == 24 * HOUR
    assert calendar.working_time(released + 20 * HOUR, released + 21 * HOUR) == timedelta(0)
    assert reminders.nobody_answers(released + 140 * HOUR) == []
    assert len(reminders.nobody_answers(released + 144 * HOUR)) == 1
