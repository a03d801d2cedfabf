"""The team page: who may do what there, and that nothing foreign can be touched."""

import pytest
from django.test import Client

from accounts.models import User
from producers import facilitation, invitations
from producers.members import add_member
from producers.models import AccessRecovery, Facilitation, Invitation, Membership, ProducerGroup
from tests.producers.factories import make_group, make_user
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user("owner@example.com", first_name="Dolma")


@pytest.fixture
def group(owner: User) -> ProducerGroup:
    return make_group("Phey", owner=owner)


def act(client: Client, group: ProducerGroup, act: str, **data: object) -> object:
    return client.post(f"/workspace/groups/{group.slug}/team/", {"act": act, **data})


def member_of(group: ProducerGroup, role: str = "packer") -> Membership:
    return add_member(user=make_user(), group=group, role=role, acting_user=None)


def test_an_owner_asks_somebody_in_and_takes_it_back(client: Client, owner: User, group: ProducerGroup) -> None:
    client.force_login(owner)
    answer = act(client, group, "invite", contact="nobody", role="packer", name="Rigzin")
    assert answer.status_code == 422
    assert 'value="Rigzin"' in answer.content.decode()
    assert act(client, group, "invite", contact="98765 43210", role="king").status_code == 422
    assert act(client, group, "invite", contact="98765 43210", role="packer").status_code == 303
    invitation = Invitation.objects.get()
    assert invitation.mobile == "+919876543210"
    assert act(client, group, "withdraw", key=invitation.pk).status_code == 303
    assert not invitations.is_open(Invitation.objects.get())


def test_the_last_owner_cannot_leave_nor_become_less_without_a_successor(client: Client, owner: User, group: ProducerGroup) -> None:
    client.force_login(owner)
    own = Membership.objects.get(user=owner)
    for answer in (
        act(client, group, "leave"),
        act(client, group, "end", key=own.pk),
        act(client, group, "role", key=own.pk, role="packer"),
    ):
        assert answer.status_code == 422
        assert "This is the only owner." in words(answer)
    other = member_of(group)
    assert act(client, group, "role", key=other.pk, role="owner").status_code == 303
    assert act(client, group, "leave")["Location"] == "/workspace/"
    assert Membership.objects.get(pk=own.pk).ended_at is not None


def test_a_facilitator_acts_with_consent_that_says_who_when_and_how_and_can_be_taken_back(
    client: Client, owner: User, group: ProducerGroup
) -> None:
    helper, stranger = make_user("helper@example.com"), make_user("stranger@example.com")
    facilitation.grant(user=helper, group=make_group(), consent="Paper 7", acting_user=None)
    client.force_login(owner)
    assert act(client, group, "facilitate", contact=stranger.email, agreed="1").status_code == 422
    assert act(client, group, "facilitate", contact=helper.email).status_code == 422
    assert act(client, group, "facilitate", contact=helper.email, agreed="1").status_code == 303
    given = Facilitation.objects.get(group=group)
    assert (given.consent_by, given.consent_how, given.consent_on is not None) == ("Dolma", "workspace", True)
    assert act(client, group, "end_facilitation", key=given.pk).status_code == 303
    assert Facilitation.objects.get(pk=given.pk).ended_at is not None


def test_only_owners_manage_and_only_helpers_restore(client: Client, owner: User, group: ProducerGroup) -> None:
    packer = member_of(group)
    client.force_login(packer.user)
    assert client.get(f"/workspace/groups/{group.slug}/team/").status_code == 200
    for name in ("invite", "role", "end", "facilitate", "lost", "agree"):
        assert act(client, group, name, key=packer.pk, contact="98765 43210", role="owner").status_code == 404
    assert act(client, group, "nonsense").status_code == 422
    assert not Invitation.objects.exists()
    assert act(client, group, "leave")["Location"] == "/workspace/"


def test_people_of_another_group_are_not_there(client: Client, owner: User, group: ProducerGroup) -> None:
    foreign = member_of(make_group())
    client.force_login(owner)
    assert act(client, group, "end", key=foreign.pk).status_code == 422
    assert act(client, group, "lost", key=foreign.pk, contact="98765 43210").status_code == 422
    assert Membership.objects.get(pk=foreign.pk).ended_at is None
    assert client.get(f"/workspace/groups/{foreign.group.slug}/team/").status_code == 404


def test_a_lost_phone_on_the_page_takes_two_people(client: Client, owner: User, group: ProducerGroup) -> None:
    packer, helper = member_of(group), make_user()
    facilitation.grant(user=helper, group=group, consent="Paper 7", acting_user=None)
    client.force_login(helper)
    assert act(client, group, "lost", key=packer.pk, contact="98765 43210").status_code == 303
    asked = AccessRecovery.objects.get()
    assert act(client, group, "agree", key=asked.pk).status_code == 422
    client.force_login(owner)
    assert act(client, group, "agree", key=asked.pk).status_code == 303
    assert User.objects.get(pk=packer.user_id).mobile == "+919876543210"
