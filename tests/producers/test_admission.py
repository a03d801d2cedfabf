"""Staff approve, suspend and reinstate groups in the administration: who may, once, with a reason, and the group is told."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import User
from journal.models import AuditEntry
from marketplace.roles import load_roles
from notices.models import Notice
from producers.members import people_in_charge
from producers.models import Membership, ProducerGroup
from tests.producers.factories import apply_group, make_group, make_user
from tests.producers.joining import in_order
from tests.storefront.buyer import words

GROUPS = "/admin/producer-groups/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> User:
    user = make_user("officer@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "approve_group"]))
    client.force_login(user)
    return user


def decide(client: Client, group: ProducerGroup, decision: str, reason: str = ""):
    return client.post(f"{GROUPS}{group.slug}/", {"decision": decision, "reason": reason})


def state_of(group: ProducerGroup) -> str:
    return ProducerGroup.objects.get(pk=group.pk).status


def test_applications_come_first_the_oldest_on_top(client: Client, officer: User) -> None:
    first, second, working = apply_group("First"), apply_group("Second"), make_group("Working")
    page = client.get(GROUPS)
    assert [group.name for group in page.context["page"]] == [first.name, second.name]
    assert working.name in words(client.get(GROUPS + "?status=approved"))


def test_all_that_is_missing_is_said_at_once(client: Client, officer: User) -> None:
    group = apply_group("Phyang growers")
    ProducerGroup.objects.filter(pk=group.pk).update(tax_status="")
    page = words(decide(client, group, "approve"))
    assert "Not yet in order:" in page
    assert "The facts are not complete: Choose the tax status." in page


def test_an_applied_group_is_approved_once_and_its_owner_told_once(client: Client, officer: User) -> None:
    group = apply_group("Phyang growers", owner=make_user("owner@example.com"))
    page = words(client.get(f"{GROUPS}{group.slug}/"))
    for fact in ("Phyang growers", "38AAAAA0001A1ZY", "21026001000123", "owner@example.com, Owner", "The group applied"):
        assert fact in page
    assert decide(client, group, "approve").status_code == 422, "the checklist is open"
    assert "Not yet in order:" in words(decide(client, group, "approve"))
    in_order(group, officer)
    for _press in range(2):
        assert decide(client, group, "approve").status_code == 302
    assert state_of(group) == "approved"
    assert AuditEntry.objects.get(action="group.approve", subject=str(group.pk)).acting_user == officer
    assert [notice.to for notice in Notice.objects.filter(kind="group_approved")] == ["owner@example.com"]


def test_a_group_is_suspended_and_reinstated_with_a_reason_that_it_reads(client: Client, officer: User) -> None:
    group = make_group("Phyang growers", owner=make_user("owner@example.com"))
    assert decide(client, group, "suspend", "The licence has run out.").status_code == 302
    assert state_of(group) == "suspended"
    assert "The licence has run out." in Notice.objects.get(kind="group_suspended").body
    assert decide(client, group, "reinstate", "The licence is renewed.").status_code == 302
    assert state_of(group) == "approved"
    assert decide(client, group, "suspend", "Once more.").status_code == 302
    assert Notice.objects.filter(kind="group_suspended").count() == 2
    page = words(client.get(f"{GROUPS}{group.slug}/"))
    assert page.index("Once more.") < page.index("The licence is renewed.") < page.index("The licence has run out.")


@pytest.mark.parametrize(("decision", "reason", "said"), [("suspend", "  ", "Say why."), ("delete", "x", "Choose what to decide.")])
def test_without_a_reason_or_a_decision_nothing_happens(client: Client, officer: User, decision: str, reason: str, said: str) -> None:
    group = make_group()
    answer = decide(client, group, decision, reason)
    assert answer.status_code == 422
    assert said in words(answer)
    assert state_of(group) == "approved"


def test_who_decides_after_somebody_else_is_told(client: Client, officer: User) -> None:
    group = make_group()
    assert decide(client, group, "reinstate", "It is fine again.").status_code == 422
    assert "Somebody has decided already." in words(decide(client, group, "reinstate", "It is fine again."))
    assert not Notice.objects.filter(kind="group_reinstated").exists()


def test_moderators_and_central_staff_may_approve_groups_and_editors_not(client: Client) -> None:
    load_roles()
    group = apply_group()
    for role, may in (("Editors", False), ("Moderators", True), ("Central staff", True)):
        person = make_user(f"{role.split()[0].lower()}@example.com", is_staff=True)
        person.groups.add(Group.objects.get(name=role))
        client.force_login(person)
        assert (client.get(f"{GROUPS}{group.slug}/").status_code == 200) is may
        assert (GROUPS in client.get("/admin/").content.decode()) is may


def test_people_in_charge_are_owners_and_managers_that_are_still_there() -> None:
    group = make_group()
    for role in Membership.Role.values:
        Membership.objects.create(user=make_user(f"{role}@example.com"), group=group, role=role)
    gone = Membership.objects.create(user=make_user("gone@example.com"), group=group, role="manager")
    Membership.objects.filter(pk=gone.pk).update(ended_at=gone.since)
    assert {person.email for person in people_in_charge(group)} == {"owner@example.com", "manager@example.com"}
