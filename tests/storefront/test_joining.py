"""From the first page of an application to the workspace, through the pages, without a login and without a script."""

from io import BytesIO

import pytest
from django.test import Client

from accounts.models import User
from journal import tokens
from producers import admission, invitations
from producers.models import GroupPaper, Invitation, ProducerGroup
from tests.producers.factories import make_group, make_user, staff
from tests.producers.joining import ANSWERS, in_order
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db
PAGES = {
    "place": {"village": "Phyang", "district": "leh", "pin": "194101"},
    "goods": {"makes": ["apricot"]},
    "you": {"person": "Dolma", "mobile": "98765 43210", "email": ""},
}


def apply(client: Client) -> str:
    """The address of the page of state of a finished application."""
    answer = client.post("/sell/", {"name": ANSWERS["name"], "kind": "shg"})
    for data in PAGES.values():
        assert answer.status_code == 303
        assert client.get(answer["Location"]).status_code == 200
        answer = client.post(answer["Location"], data)
    page = words(client.get(answer["Location"]))
    for said in ("Phyang Growers", "Self-help group", "Dolma", "+919876543210", "Leh"):
        assert said in page
    answer = client.post(answer["Location"])
    assert answer.status_code == 303
    return answer["Location"]


def test_a_group_applies_gives_a_paper_is_approved_and_its_owner_comes_in_by_the_link(client: Client) -> None:
    state = apply(client)
    group, officer = ProducerGroup.objects.get(slug="phyang-growers"), staff()
    page = client.get(state)
    assert "Not given yet" in words(page)
    assert page["Referrer-Policy"] == "no-referrer"
    paper = BytesIO(b"%PDF-1.4 passbook")
    paper.name = "passbook.pdf"
    assert client.post(state, {"item": "bank", "paper": paper}).status_code == 303
    assert GroupPaper.objects.get().entry.group == group
    assert client.post(state, {"item": "bank", "paper": BytesIO(b"no paper")}).status_code == 422
    in_order(group, officer)
    admission.approve(group, acting_user=officer)
    assert "Approved" in words(client.get(state))
    assert client.post(state, {"item": "bank"})["Location"] == state, "papers are given in the workspace from now on"
    link = f"/join/{tokens.token_of(Invitation.objects.get().nonce, purpose=invitations.PURPOSE)}/"
    assert "+919876543210" in words(client.get(link))
    assert client.post(link, {"first_name": "Dolma", "password": "short"}).status_code == 422
    answer = client.post(link, {"first_name": "Dolma", "password": "a-Walnut-tree-in-Turtuk"})
    assert answer["Location"] == "/workspace/groups/phyang-growers/"
    assert client.get(answer["Location"]).status_code == 200
    assert Client().post(link, {"first_name": "Thief", "password": "a-Walnut-tree-in-Turtuk"}).status_code == 410
    assert User.objects.filter(first_name="Thief").count() == 0


def test_a_page_with_a_mistake_says_so_and_keeps_what_was_typed(client: Client) -> None:
    answer = client.post("/sell/", {"name": "Phyang Growers", "kind": ""})
    assert answer.status_code == 422
    assert "Choose what kind of group it is." in words(answer)
    assert 'value="Phyang Growers"' in answer.content.decode()
    place = client.post("/sell/", {"name": "Phyang Growers", "kind": "shg"})["Location"]
    answer = client.post(place, {"village": "Phyang", "district": "leh", "pin": "0"})
    assert answer.status_code == 422
    assert "A pincode has six digits" in words(answer)


def test_a_sent_application_is_not_changed_and_a_wrong_link_is_nobodys(client: Client) -> None:
    state = apply(client)
    assert client.post(state.replace("state", "place"), {**PAGES["place"], "village": "Basgo"})["Location"] == state
    assert ProducerGroup.objects.get(slug="phyang-growers").village == "Phyang"
    assert client.get(f"/sell/{'x' * 43}/state/").status_code == 404
    assert client.get(state.replace("state", "other")).status_code == 404


def test_who_has_a_login_joins_with_it_and_another_visitor_has_to_log_in(client: Client) -> None:
    user = make_user("rigzin@example.com")
    invitation = invitations.invite(group=make_group("Basgo"), role="manager", email="rigzin@example.com", acting_user=None)
    link = f"/join/{tokens.token_of(invitation.nonce, purpose=invitations.PURPOSE)}/"
    assert f"/login/?next={link.replace('/', '%2F')}" in client.get(link).content.decode()
    assert client.post(link, {"first_name": "Thief", "password": "a-Walnut-tree-in-Turtuk"}).status_code == 422
    client.force_login(user)
    assert client.post(link)["Location"] == "/workspace/groups/basgo/"
    assert client.post(link).status_code == 410


def test_another_site_can_not_join_for_somebody(client: Client) -> None:
    invitation = invitations.invite(group=make_group(), role="owner", email="rigzin@example.com", acting_user=None)
    link = f"/join/{tokens.token_of(invitation.nonce, purpose=invitations.PURPOSE)}/"
    client.force_login(make_user())
    assert client.post(link, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert invitations.is_open(Invitation.objects.get())
