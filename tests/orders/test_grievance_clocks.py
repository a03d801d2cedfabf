"""The clocks of a complaint run in Indian time: 48 hours, and one calendar month, also where the month is short."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from orders import grievance_queries, grievance_reminders, grievances
from orders.grievance_clocks import answered, clock, resolve_by
from orders.models import Grievance
from tests.orders import factories as make

IST = ZoneInfo("Asia/Kolkata")
pytestmark = pytest.mark.django_db


def ist(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=IST)


@pytest.mark.parametrize(
    ("opened", "by"),
    [
        ("2026-11-22T16:20", "2026-12-22T16:20"),
        ("2027-01-31T10:00", "2027-02-28T10:00"),
        ("2028-01-31T10:00", "2028-02-29T10:00"),
        ("2027-01-28T10:00", "2027-02-28T10:00"),
        ("2027-03-31T23:59", "2027-04-30T23:59"),
        ("2026-12-31T00:05", "2027-01-31T00:05"),
        ("2027-01-30T00:30", "2027-02-28T00:30"),  # by UTC it would be a day later
        ("2027-05-01T00:30", "2027-06-01T00:30"),  # and here a day sooner
        ("2027-02-28T10:00", "2027-03-28T10:00"),
    ],
)
def test_one_month_is_a_calendar_month_in_indian_time(opened: str, by: str) -> None:
    assert resolve_by(ist(opened).astimezone(ZoneInfo("UTC"))) == ist(by)


def test_the_clocks_are_set_when_a_complaint_is_opened() -> None:
    with time_machine.travel(ist("2026-11-22T16:20"), tick=False):
        grievance = make.make_complaint()
        assert clock(grievance).words == "answer due by Tue 24 Nov 16:20 IST"
    assert (grievance.acknowledge_by, grievance.resolve_by) == (ist("2026-11-24T16:20"), ist("2026-12-22T16:20"))


def test_a_late_answer_is_called_late_and_the_month_goes_on() -> None:
    staff = make.make_member(make.make_group())
    with time_machine.travel(ist("2027-01-31T10:00"), tick=False) as traveller:
        grievance = make.make_complaint()
        traveller.move_to(ist("2027-02-02T10:00"))
        assert not clock(grievance).is_late
        traveller.move_to(ist("2027-02-02T10:01"))
        assert (clock(grievance).is_late, clock(grievance).words) == (True, "LATE: the answer was due by Tue 2 Feb 10:00 IST")
        grievances.answer(grievance, words="Sorry.", acting_user=staff)
        grievance.refresh_from_db()
        assert (clock(grievance).is_late, clock(grievance).words) == (False, "to be resolved by Sun 28 Feb 10:00 IST")
        given = answered(grievance)
        assert given is not None
        assert (given.is_late, given.words) == (True, "answered late, on Tue 2 Feb 10:01 IST")
        traveller.move_to(ist("2027-02-28T10:01"))
        assert clock(grievance).words == "LATE: to be resolved by Sun 28 Feb 10:00 IST"
        grievances.resolve(grievance, words="Sent anew.", acting_user=staff)
        grievance.refresh_from_db()
        assert clock(grievance).words == "resolved late, on Sun 28 Feb 10:01 IST"


def test_the_least_time_left_leads_the_list() -> None:
    staff = make.make_member(make.make_group())
    with time_machine.travel(ist("2026-11-01T09:00"), tick=False) as traveller:
        answered = make.make_complaint(subject="answered")
        grievances.answer(answered, words="We look.", acting_user=staff)
        traveller.move_to(ist("2026-11-20T09:00"))
        late = make.make_complaint(subject="late")
        traveller.move_to(ist("2026-11-23T09:00"))
        fresh = make.make_complaint(subject="fresh")
        assert list(grievance_queries.by_time_left()) == [late, fresh, answered]
        grievances.resolve(late, words="Done.", acting_user=staff)
        assert list(grievance_queries.by_time_left()) == [fresh, answered]
        assert list(grievance_queries.done()) == [late]


def test_officers_are_reminded_once_before_each_time_runs_out() -> None:
    from django.contrib.auth.models import Permission

    from accounts.models import User
    from notices.models import Notice

    officer = User.objects.create_user("officer@example.com", is_staff=True)
    officer.user_permissions.add(Permission.objects.get(codename="answer_grievance"))
    reminders = Notice.objects.filter(kind="grievance_reminder", user=officer)
    with time_machine.travel(ist("2027-01-31T10:00"), tick=False) as traveller:
        grievance = make.make_complaint()
        for hours, expected in ((35, 0), (37, 1), (38, 1), (60, 1)):
            traveller.move_to(ist("2027-01-31T10:00") + timedelta(hours=hours))
            grievance_reminders.remind_due()
            assert reminders.count() == expected, hours
        grievances.answer(grievance, words="Sorry.", acting_user=officer)
        for day, expected in (("2027-02-23T09:00", 1), ("2027-02-23T10:01", 2), ("2027-02-27T10:00", 2)):
            traveller.move_to(ist(day))
            grievance_reminders.remind_due()
            assert reminders.count() == expected, day
    assert "LATE" not in reminders.earliest("pk").body


def test_nobody_is_reminded_of_what_is_resolved() -> None:
    from notices.models import Notice

    staff = make.make_member(make.make_group())
    with time_machine.travel(ist("2027-01-31T10:00"), tick=False) as traveller:
        grievances.resolve(make.make_complaint(), words="Done.", acting_user=staff)
        traveller.move_to(ist("2027-03-31T10:00"))
        assert grievance_reminders.remind_due() == 0
    assert not Notice.objects.filter(kind="grievance_reminder").exists()


def test_what_was_resolved_two_weeks_ago_is_closed_by_the_clock() -> None:
    staff = make.make_member(make.make_group())
    with time_machine.travel(ist("2027-01-01T10:00"), tick=False) as traveller:
        grievance = make.make_complaint()
        grievances.resolve(grievance, words="Done.", acting_user=staff)
        traveller.move_to(ist("2027-01-15T09:59"))
        assert grievances.close_due() == 0
        traveller.move_to(ist("2027-01-15T10:00"))
        assert grievances.close_due() == 1
    assert Grievance.objects.get().status == "closed"


def test_each_month_counts_what_was_in_time_and_what_was_late() -> None:
    staff = make.make_member(make.make_group())
    with time_machine.travel(ist("2026-10-31T23:50"), tick=False) as traveller:  # October in India and in UTC
        in_time = make.make_complaint()
        traveller.move_to(ist("2026-11-01T00:10"))  # November in India, October still in UTC
        answered_late, never = make.make_complaint(), make.make_complaint()
        grievances.answer(in_time, words="Yes.", acting_user=staff)
        grievances.resolve(in_time, words="Done.", acting_user=staff)
        traveller.move_to(ist("2026-11-03T00:11"))
        grievances.answer(answered_late, words="Yes.", acting_user=staff)
        november, october = grievance_queries.months()
    assert (october.first_day.month, october.opened, october.answered_in_time, october.resolved_in_time) == (10, 1, 1, 1)
    assert (november.first_day.month, november.opened, november.answered_in_time, november.answered_late) == (11, 2, 0, 2)
    assert (november.resolved_in_time, november.resolved_late, november.waiting) == (0, 0, 2)
    assert never.status == "open"
