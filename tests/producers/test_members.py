"""Members and facilitators: one current part each, the last owner stays, ended rows remain."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction

from journal.models import AuditEntry
from producers import facilitation
from producers.errors import AlreadyMember, ConsentMissing, LastOwner, MembershipEnded
from producers.members import add_member, change_role, end_membership
from producers.models import Facilitation, Membership
from tests.producers.factories import apply_group, make_group, make_user, staff

pytestmark = pytest.mark.django_db


def test_a_person_has_one_current_part_in_a_group_and_may_come_back() -> None:
    group, owner, person = make_group(), make_user(), make_user()
    add_member(user=owner, group=group, role="owner", acting_user=None)
    first = add_member(user=person, group=group, role="packer", acting_user=owner)
    with pytest.raises(AlreadyMember):
        add_member(user=person, group=group, role="manager", acting_user=owner)
    end_membership(membership=first, acting_user=owner, reason="Moved to Leh")
    add_member(user=person, group=group, role="manager", acting_user=owner)
    parts = Membership.objects.filter(user=person).order_by("id")
    assert [(part.role, part.ended_at is None) for part in parts] == [("packer", False), ("manager", True)]


def test_the_last_owner_can_neither_leave_nor_step_down() -> None:
    group = make_group()
    owner = add_member(user=make_user(), group=group, role="owner", acting_user=None)
    add_member(user=make_user(), group=group, role="manager", acting_user=None)
    with pytest.raises(LastOwner):
        end_membership(membership=owner, acting_user=None)
    with pytest.raises(LastOwner):
        change_role(membership=owner, role="manager", acting_user=None)
    owner.refresh_from_db()
    assert (owner.role, owner.ended_at) == ("owner", None)


def test_with_a_second_owner_the_first_may_leave() -> None:
    group = make_group()
    first = add_member(user=make_user(), group=group, role="owner", acting_user=None)
    second = add_member(user=make_user(), group=group, role="packer", acting_user=None)
    change_role(membership=second, role="owner", acting_user=first.user)
    end_membership(membership=first, acting_user=first.user)
    with pytest.raises(LastOwner):
        end_membership(membership=second, acting_user=None)
    entry = AuditEntry.objects.get(action="member.change_role")
    assert (entry.before["role"], entry.after["role"]) == ("packer", "owner")


def test_an_ended_membership_can_not_be_changed() -> None:
    group = make_group()
    add_member(user=make_user(), group=group, role="owner", acting_user=None)
    packer = add_member(user=make_user(), group=group, role="packer", acting_user=None)
    end_membership(membership=packer, acting_user=None)
    with pytest.raises(MembershipEnded):
        change_role(membership=packer, role="owner", acting_user=None)
    with pytest.raises(MembershipEnded):
        end_membership(membership=packer, acting_user=None)


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="king"):
        add_member(user=make_user(), group=make_group(), role="king", acting_user=None)
    assert not Membership.objects.exists()


def test_a_facilitator_needs_the_recorded_consent() -> None:
    group, person = make_group(), make_user()
    with pytest.raises(ConsentMissing):
        facilitation.grant(user=person, group=group, consent="  ", acting_user=None)
    given = facilitation.grant(user=person, group=group, consent="Chairwoman, by phone, 3 May 2026", acting_user=staff())
    with pytest.raises(AlreadyMember):
        facilitation.grant(user=person, group=group, consent="Again", acting_user=None)
    facilitation.end(facilitation=given, acting_user=None, reason="Season over")
    with pytest.raises(MembershipEnded):
        facilitation.end(facilitation=given, acting_user=None)
    assert Facilitation.objects.get().ended_at is not None
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="facilitation").order_by("id")] == [
        "facilitation.grant",
        "facilitation.end",
    ]


def test_nobody_made_by_our_code_may_enter_the_partner_dashboard() -> None:
    owner = make_user()
    group = make_group(owner=owner)
    people = [owner, *(make_user() for _role in range(4))]
    for person, role in zip(people[1:4], ["manager", "packer", "accountant"], strict=True):
        add_member(user=person, group=group, role=role, acting_user=owner)
    facilitation.grant(user=people[4], group=group, consent="Agreed at the meeting", acting_user=owner)
    assert [person.has_perm("partner.dashboard_access") for person in people] == [False] * 5
    assert not group.oscar_partner.users.exists()


@pytest.mark.parametrize("way", ["user", "group", "from the permission"])
def test_the_partner_dashboard_can_not_be_opened_to_anybody(way: str) -> None:
    permission = Permission.objects.get(codename="dashboard_access", content_type__app_label="partner")
    person, people = make_user(), Group.objects.create(name="Helpers")
    give = {
        "user": lambda: person.user_permissions.add(permission),
        "group": lambda: people.permissions.add(permission),
        "from the permission": lambda: permission.user_set.add(person),
    }
    with pytest.raises(PermissionDenied), transaction.atomic():
        give[way]()
    assert not permission.user_set.exists()
    assert not permission.group_set.exists()


def test_other_permissions_are_given_as_before() -> None:
    person = make_user()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert person.user_permissions.count() == 1


def test_an_applied_group_can_have_members() -> None:
    group = apply_group()
    assert add_member(user=make_user(), group=group, role="owner", acting_user=None).pk
