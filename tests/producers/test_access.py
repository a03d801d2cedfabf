"""Which groups a person reaches and what each role may do there."""

import pytest
from django.contrib.auth.models import AnonymousUser

from producers import facilitation
from producers.access import groups_of, may, on_behalf_of, role_in
from producers.members import add_member, end_membership
from producers.models import ProducerGroup
from producers.onboarding import suspend
from tests.producers.factories import apply_group, make_group, make_user, staff

pytestmark = pytest.mark.django_db

MATRIX = {
    "owner": {"see_orders", "accept_orders", "see_money", "edit_listings", "manage_members", "change_bank"},
    "manager": {"see_orders", "accept_orders", "see_money", "edit_listings"},
    "packer": {"see_orders", "accept_orders"},
    "accountant": {"see_orders", "see_money"},
    "facilitator": {"see_orders", "accept_orders", "edit_listings"},
}


@pytest.mark.parametrize("role", sorted(MATRIX))
def test_each_role_may_do_what_the_table_says_and_only_in_its_own_group(role: str) -> None:
    mine, foreign, person = make_group("Mine"), make_group("Foreign"), make_user()
    if role == "facilitator":
        facilitation.grant(user=person, group=mine, consent="Agreed", acting_user=None)
    else:
        add_member(user=person, group=mine, role=role, acting_user=None)
    every_act = set().union(*MATRIX.values())
    assert {act for act in every_act if may(person, mine, act)} == MATRIX[role]
    assert {act for act in every_act if may(person, foreign, act)} == set()
    assert list(groups_of(person)) == [mine]
    assert (role_in(person, mine), role_in(person, foreign)) == (role, None)
    assert on_behalf_of(person, mine) == ("mine" if role == "facilitator" else "")


def test_strangers_staff_and_closed_accounts_reach_no_group() -> None:
    group = make_group()
    closed = make_user(is_active=False)
    add_member(user=closed, group=group, role="owner", acting_user=None)
    for person in (AnonymousUser(), make_user(), staff(), closed):
        assert list(groups_of(person)) == []
        assert role_in(person, group) is None
        assert not may(person, group, "see_orders")


def test_a_part_that_ended_gives_nothing() -> None:
    group, person = make_group(), make_user()
    add_member(user=make_user(), group=group, role="owner", acting_user=None)
    end_membership(membership=add_member(user=person, group=group, role="owner", acting_user=None), acting_user=None)
    facilitation.end(facilitation=facilitation.grant(user=person, group=group, consent="Yes", acting_user=None), acting_user=None)
    assert list(groups_of(person)) == []
    assert role_in(person, group) is None


def test_a_suspended_group_is_still_reached_and_an_applied_one_is_not() -> None:
    person = make_user()
    working, waiting = make_group("Working", owner=person), apply_group("Waiting", owner=person)
    suspend(working, reason="A month", acting_user=None)
    assert list(groups_of(person)) == [working]
    assert role_in(person, ProducerGroup.objects.get(pk=waiting.pk)) is None


def test_who_is_member_and_facilitator_counts_as_member_and_appears_once() -> None:
    group, person = make_group(), make_user()
    add_member(user=person, group=group, role="packer", acting_user=None)
    facilitation.grant(user=person, group=group, consent="Yes", acting_user=None)
    assert role_in(person, group) == "packer"
    assert list(groups_of(person)) == [group]


def test_an_act_that_does_not_exist_is_a_mistake_and_not_a_no() -> None:
    with pytest.raises(ValueError, match="'see_order'"):
        may(make_user(), make_group(), "see_order")
