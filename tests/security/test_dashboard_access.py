"""Nobody holds ``partner.dashboard_access``: with it, Oscar's dashboard shows a group the orders of all the others."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from producers import facilitation, members
from producers.models import Membership
from tests.producers.factories import make_group, make_user, staff

pytestmark = pytest.mark.django_db


def holders() -> list[str]:
    """Rows that hand the permission to a person or to a group of staff."""
    permission = Permission.objects.get(codename="dashboard_access", content_type__app_label="partner")
    people = User.user_permissions.through.objects.filter(permission=permission)
    groups = Group.permissions.through.objects.filter(permission=permission)
    return [str(row) for row in (*people, *groups)]


def partners_of_users() -> int:
    """Oscar's own link of people to partners, by which its dashboard chooses what to show."""
    return User.partners.through.objects.count()


def test_the_reference_data_gives_it_to_nobody() -> None:
    call_command("load_reference", verbosity=0)
    assert holders() == []
    assert partners_of_users() == 0


def test_taking_a_group_in_gives_it_to_none_of_its_people() -> None:
    group, admin = make_group(), staff()
    for role in Membership.Role.values:
        members.add_member(user=make_user(), group=group, role=role, acting_user=admin)
    facilitation.grant(user=make_user(), group=group, consent="Agreed at the meeting of 1 May", acting_user=admin)
    assert group.memberships.count() >= 4
    assert holders() == []
    assert partners_of_users() == 0


def test_giving_it_by_hand_is_refused() -> None:
    permission = Permission.objects.get(codename="dashboard_access", content_type__app_label="partner")
    for holder in (make_user().user_permissions, Group.objects.create(name="Producers").permissions):
        with pytest.raises(PermissionDenied), transaction.atomic():
            holder.add(permission)
    assert holders() == []


def test_a_row_that_gives_it_is_found() -> None:
    permission = Permission.objects.get(codename="dashboard_access", content_type__app_label="partner")
    User.user_permissions.through.objects.create(user=make_user(), permission=permission)
    assert len(holders()) == 1
