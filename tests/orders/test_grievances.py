"""Complaints: opened once, answered by officers, never rewritten; the desk in the administration."""

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from journal import outbox
from journal.models import AuditEntry
from notices.models import Notice
from orders import attempts, grievances
from orders.errors import BadContact, NotPossible
from orders.models import Grievance, GrievanceMessage
from tests.orders import factories as make

PAGE = "/admin/grievances/"
SCRIPT = "<script>alert('x')</script> & <b>bold</b>"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> User:
    user = User.objects.create_user("officer@example.com", is_staff=True, first_name="Stanzin")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "answer_grievance"]))
    client.force_login(user)
    return user


def act(client: Client, grievance: Grievance, name: str, words: str = "We send a new jar."):
    return client.post(f"{PAGE}{grievance.number}/act/", {"act": name, "words": words})


def test_a_complaint_gets_a_number_that_checks_itself_and_its_writer_a_mail_with_the_link(client: Client) -> None:
    grievance = make.make_complaint()
    assert grievance.number.startswith("GR-")
    outbox.drain()
    body = str(mail.outbox[0].body)
    link = next(word for word in body.split() if "/grievance/" in word)
    assert grievance.number in mail.outbox[0].subject
    assert grievance.number in client.get(link.replace("http://127.0.0.1:8000", "")).content.decode()
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in Notice.objects.get(kind="grievance_opened").body
    assert token not in repr(Grievance.objects.values())


def test_a_form_that_is_sent_twice_opens_one_complaint() -> None:
    said = grievances.Complaint("Asha", "98123 45678", "", "Late", "It is late.")
    key = attempts.new_key()
    numbers = {grievances.open_grievance(said, key=key).number for _press in range(2)}
    assert len(numbers) == Grievance.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("email", {"email": "", "mobile": ""}),
        ("email", {"email": "nobody"}),
        ("mobile", {"mobile": "12"}),
        ("name", {"name": " "}),
        ("order_number", {"order_number": "LB-7K3M9Q2X"}),
        ("order_number", {"order_number": "PO-AAAA"}),
    ],
)
def test_a_complaint_that_can_not_be_answered_or_names_no_order_is_refused(field: str, fields: dict[str, str]) -> None:
    with pytest.raises(BadContact) as refusal:
        make.make_complaint(**fields)
    assert refusal.value.field == field
    assert not Grievance.objects.exists()


def test_an_order_number_counts_in_small_letters_and_without_its_hyphen() -> None:
    number = make.place_order(make.make_listing(make.make_group())).order.number
    assert make.make_complaint(order_number=f" {number.lower().replace('-', '')} ").order_number == number


def test_the_first_answer_stops_the_clock_and_names_the_officer(officer: User) -> None:
    grievance = make.make_complaint()
    grievances.ask_back(grievance, words="Which jar?", acting_user=officer)
    grievance.refresh_from_db()
    first = grievance.acknowledged_at
    assert (grievance.status, grievance.officer) == ("answered", officer)
    other = User.objects.create_user("other@example.com")
    grievances.answer(grievance, words="Thank you.", acting_user=other)
    grievance.refresh_from_db()
    assert (grievance.acknowledged_at, grievance.officer) == (first, officer)
    assert AuditEntry.objects.get(action="orders.grievance.answer").acting_user == other
    assert list(Notice.objects.filter(to="asha@example.com").values_list("kind", flat=True).order_by("pk")) == [
        "grievance_opened",
        "grievance_question",
        "grievance_answer",
    ]


def test_a_shopper_who_writes_after_the_resolution_opens_it_again(officer: User) -> None:
    grievance = make.make_complaint()
    grievances.resolve(grievance, words="Sent anew.", acting_user=officer)
    grievances.reply(grievance, words="Also broken.")
    grievance.refresh_from_db()
    assert (grievance.status, grievance.resolved_at) == ("open", None)
    assert Notice.objects.get(kind="grievance_reply").user == officer
    Grievance.objects.update(status="closed")
    with pytest.raises(NotPossible):
        grievances.reply(grievance, words="Again.")
    assert GrievanceMessage.objects.count() == 2


def test_what_is_passed_on_reaches_those_who_run_the_shop_and_stays_passed_on(officer: User) -> None:
    central = User.objects.create_user("central@example.com", is_staff=True)
    central.user_permissions.add(Permission.objects.get(codename="act_for_shopper"))
    grievance = make.make_complaint()
    grievances.escalate(grievance, words="Needs a decision.", acting_user=officer)
    grievances.reply(grievance, words="When?")
    grievance.refresh_from_db()
    assert grievance.status == "escalated"
    assert Notice.objects.get(kind="grievance_passed_on").user == central


@pytest.mark.parametrize("change", [lambda rows: rows.update(words="x"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_what_was_written(officer: User, change) -> None:
    grievances.answer(make.make_complaint(), words="Yes.", acting_user=officer)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        change(GrievanceMessage.objects.all())
    assert GrievanceMessage.objects.get().words == "Yes."


def test_the_desk_answers_asks_passes_on_and_resolves(client: Client, officer: User) -> None:
    grievance = make.make_complaint()
    assert grievance.number in client.get(PAGE).content.decode()
    for name, status in (("ask", "answered"), ("answer", "answered"), ("escalate", "escalated"), ("resolve", "resolved")):
        assert act(client, grievance, name).status_code == 302
        grievance.refresh_from_db()
        assert grievance.status == status
    assert act(client, grievance, "answer").status_code == 422
    assert act(client, grievance, "delete").status_code == 404
    assert grievance.number not in client.get(PAGE).content.decode().partition("staff-cards")[2]
    assert grievance.number in client.get(PAGE + "?done=1").content.decode()
    assert "1 complaint" in client.get(PAGE + "report/").content.decode()


def test_an_empty_answer_is_refused_and_a_long_one_kept(client: Client, officer: User) -> None:
    grievance = make.make_complaint()
    assert act(client, grievance, "answer", "  ").status_code == 422
    long = act(client, grievance, "answer", "word " * 1000)
    assert (long.status_code, "word word" in long.content.decode()) == (422, True)
    assert not GrievanceMessage.objects.exists()


def test_opening_a_complaint_is_journalled(client: Client, officer: User) -> None:
    grievance = make.make_complaint()
    client.get(PAGE)
    assert not AuditEntry.objects.filter(action="orders.grievance.opened").exists()
    page = client.get(f"{PAGE}{grievance.number}/").content.decode()
    assert "asha@example.com" in page
    entry = AuditEntry.objects.get(action="orders.grievance.opened")
    assert (entry.acting_user, entry.subject) == (officer, str(grievance.pk))


def test_whatever_is_written_is_shown_as_text(client: Client, officer: User) -> None:
    grievance = make.make_complaint(subject=SCRIPT, words=SCRIPT, name=SCRIPT)
    grievances.reply(grievance, words=SCRIPT)
    for path in (PAGE, f"{PAGE}{grievance.number}/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>bold" not in page
        assert "&lt;script&gt;alert" in page


def test_the_order_is_linked_for_those_who_may_look_at_it(client: Client, officer: User) -> None:
    number = make.place_order(make.make_listing(make.make_group())).order.number
    path = f"{PAGE}{make.make_complaint(order_number=number).number}/"
    assert f"/admin/orders/{number}/" not in client.get(path).content.decode()
    officer.user_permissions.add(Permission.objects.get(codename="view_any_order"))
    assert f"/admin/orders/{number}/" in client.get(path).content.decode()


def test_staff_without_the_right_do_not_see_complaints(client: Client) -> None:
    user = User.objects.create_user("cashier@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_payment", "view_any_order"]))
    client.force_login(user)
    grievance = make.make_complaint()
    assert client.get(PAGE)["Location"] == client.get(f"{PAGE}{grievance.number}/")["Location"] == "/admin/"
    assert act(client, grievance, "answer")["Location"] == "/admin/"
    assert not GrievanceMessage.objects.exists()


def test_the_list_costs_the_same_number_of_queries_for_one_and_for_many(client: Client, officer: User) -> None:
    counts = []
    for more in (1, 12):
        for _number in range(more):
            make.make_complaint()
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
