"""A shopper complains without a login, has the ticket number at once, and follows it behind a link."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from journal import outbox
from orders import grievance_links, grievances
from orders.models import Grievance, GrievanceMessage
from storefront.grievance.limits import GRIEVANCE
from tests.orders import factories as make
from tests.storefront.buyer import title, words

pytestmark = pytest.mark.django_db
SAID = {"subject": "Broken jar", "words": "The jar came broken.", "name": "Asha Verma", "email": "asha@example.com"}
SCRIPT = "<script>alert('x')</script>"


def send(client: Client | None = None, **fields: str):
    return (client or Client()).post("/grievance/", {**SAID, **fields})


def link_of(grievance: Grievance) -> str:
    return f"/grievance/{grievance_links.token_of(grievance.nonce)}/"


def test_line_11_anybody_raises_a_complaint_and_reads_number_and_clock_at_once() -> None:
    answer = send()
    grievance = Grievance.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, link_of(grievance))
    page = Client().get(answer["Location"])
    assert grievance.number in words(page)
    assert "answer due by" in words(page)
    assert "IST" in words(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    outbox.drain()
    assert mail.outbox[0].to == ["asha@example.com"]


def test_a_mobile_number_is_enough() -> None:
    assert send(email="", mobile="98123 45678").status_code == 303
    assert (Grievance.objects.get().mobile, Grievance.objects.get().email) == ("+919812345678", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": ""},
        {"words": " "},
        {"name": ""},
        {"email": ""},
        {"email": "x"},
        {"mobile": "1"},
        {"order_number": "LB-1"},
        {"words": "x" * 4001},
    ],
)
def test_a_complaint_with_something_missing_comes_back_with_all_that_was_typed(wrong: dict[str, str]) -> None:
    page = send(**wrong)
    assert page.status_code == 422
    assert title(page).startswith("Error: Raise a complaint")
    kept = {**SAID, **wrong}
    assert all(text.strip()[:60] in page.content.decode() for text in kept.values())
    assert not Grievance.objects.exists()


def test_pressing_twice_opens_one_complaint() -> None:
    page = Client().get("/grievance/").content.decode()
    key = page.partition('name="key" value="')[2].partition('"')[0]
    assert send(key=key)["Location"] == send(key=key)["Location"]
    assert Grievance.objects.count() == 1


def test_line_11_the_order_page_and_the_foot_of_every_page_lead_to_the_form() -> None:
    placed = make.place_order(make.make_listing(make.make_group()))
    page = Client().get(f"/o/{placed.link_token}/").content.decode()
    assert f'href="/grievance/?order={placed.order.number}"' in page
    assert f'value="{placed.order.number}"' in Client().get(f"/grievance/?order={placed.order.number}").content.decode()
    assert 'href="/grievance/"' in Client().get("/groups/").content.decode()


def test_a_shopper_answers_on_the_page_of_the_ticket() -> None:
    send()
    grievance = Grievance.objects.get()
    staff = User.objects.create_user("officer@example.com")
    grievances.ask_back(grievance, words="Which jar was it?", acting_user=staff)
    assert "Which jar was it?" in words(Client().get(link_of(grievance)))
    assert Client().post(link_of(grievance) + "reply/", {"words": " "}).status_code == 422
    assert Client().post(link_of(grievance) + "reply/", {"words": "The blue one."}).status_code == 303
    assert "The blue one." in words(Client().get(link_of(grievance)))


def test_a_closed_complaint_takes_no_reply() -> None:
    send()
    Grievance.objects.update(status="closed")
    grievance = Grievance.objects.get()
    assert "This complaint is closed" in words(Client().get(link_of(grievance)))
    assert Client().post(link_of(grievance) + "reply/", {"words": "But"}).status_code == 422
    assert not GrievanceMessage.objects.exists()


def test_whatever_is_written_is_shown_as_text() -> None:
    send(subject=SCRIPT, words=SCRIPT, name=SCRIPT)
    page = Client().get(link_of(Grievance.objects.get())).content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    assert SCRIPT not in send(subject=SCRIPT, words=SCRIPT, email="").content.decode()


def test_other_sites_and_wrong_links_open_nothing() -> None:
    send()
    link = link_of(Grievance.objects.get())
    assert Client().post(link + "reply/", {"words": "x"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    for wrong in ("x", "A" * 43, grievance_links.token_of("other"), "é" * 43):
        assert Client().get(f"/grievance/{wrong}/").status_code == 404
    assert not GrievanceMessage.objects.exists()


def test_one_visitor_is_stopped_and_keeps_what_was_written() -> None:
    statuses = [send(words=f"Number {number}").status_code for number in range(GRIEVANCE.limit + 1)]
    assert statuses == [303] * GRIEVANCE.limit + [429]
    assert Grievance.objects.count() == GRIEVANCE.limit
