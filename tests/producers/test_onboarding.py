"""A group applies, is approved once, is suspended and taken back; each act is guarded and journalled."""

from typing import Any

import pytest

from journal.models import AuditEntry
from producers.errors import ApplicationRefused, WrongGroupStatus
from producers.models import Membership, ProducerGroup
from producers.onboarding import approve, reinstate, suspend
from producers.oscar.models import Partner
from producers.signals import group_changed
from tests.producers.factories import apply_group, make_group, make_user, staff

pytestmark = pytest.mark.django_db


def test_an_application_has_no_oscar_partner_and_makes_its_owner_a_member() -> None:
    person = make_user()
    group = apply_group("Phyang Mushroom House", owner=person)
    assert (group.status, group.slug, group.oscar_partner) == ("applied", "phyang-mushroom-house", None)
    assert list(Membership.objects.values_list("user_id", "group_id", "role")) == [(person.pk, group.pk, "owner")]
    assert list(AuditEntry.objects.order_by("id").values_list("action", "acting_user_id")) == [
        ("group.apply", person.pk),
        ("member.add", person.pk),
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"gstin": ""}, "gstin"),
        ({"gstin": "38AAAAA0001A1ZX"}, "gstin"),
        ({"gstin": "27AAPFU0939F1ZV"}, "gstin"),
        ({"tax_status": "enrolled"}, "gstin"),
        ({"tax_status": "none"}, "tax_status"),
        ({"fssai": "123"}, "fssai"),
        ({"fssai": "00000000000003"}, "fssai"),
        ({"pin": "094101"}, "pin"),
        ({"women_percent": 101}, "women_percent"),
        ({"year_founded": 2999}, "year_founded"),
        ({"kind": "shop"}, "kind"),
        ({"name": "  ", "slug": "x"}, "name"),
        ({"name": "ཕྱི་དབང"}, "slug"),
    ],
)
def test_a_wrong_application_is_refused_and_nothing_is_kept(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ApplicationRefused) as refused:
        apply_group(**{"name": "A group", **fields})
    assert list(refused.value.problems) == [field]
    assert not ProducerGroup.objects.exists()


def test_a_demo_group_may_carry_a_dummy_food_number() -> None:
    assert apply_group("Demo", fssai="00000000000003", is_demo=True).pk


def test_a_second_group_of_the_same_name_is_told_so() -> None:
    apply_group("One name")
    with pytest.raises(ApplicationRefused, match="Another group already has this address"):
        apply_group("One name")


def test_approval_provisions_the_partner_once() -> None:
    person = staff()
    group = apply_group("Suru Blossom Growers")
    for _again in range(2):
        approve(group, acting_user=person)
    fresh = ProducerGroup.objects.get(pk=group.pk)
    assert (fresh.status, fresh.oscar_partner.code, fresh.oscar_partner.name) == (
        "approved",
        "suru-blossom-growers",
        "Suru Blossom Growers",
    )
    assert fresh.approved_at is not None
    assert group.oscar_partner == fresh.oscar_partner
    assert Partner.objects.count() == 1
    entry = AuditEntry.objects.get(action="group.approve")
    assert (entry.acting_user_id, entry.before, entry.after) == (person.pk, {"status": "applied"}, {"status": "approved"})


def test_a_group_is_suspended_and_taken_back_with_reasons() -> None:
    group = make_group()
    suspend(group, reason="No answer for a month", acting_user=staff())
    assert ProducerGroup.objects.get().status == "suspended"
    reinstate(group, reason="They wrote back", acting_user=staff())
    assert ProducerGroup.objects.get().status == "approved"
    reasons = AuditEntry.objects.filter(action__in=["group.suspend", "group.reinstate"]).order_by("id")
    assert [entry.reason for entry in reasons] == ["No answer for a month", "They wrote back"]


def test_an_act_from_the_wrong_state_changes_nothing() -> None:
    group = apply_group()
    with pytest.raises(WrongGroupStatus, match="applied, not approved"):
        suspend(group, reason="Why not", acting_user=None)
    approve(group, acting_user=None)
    with pytest.raises(WrongGroupStatus, match="approved, not suspended"):
        reinstate(group, reason="Why not", acting_user=None)
    suspend(group, reason="A month", acting_user=None)
    with pytest.raises(WrongGroupStatus, match="suspended, not applied"):
        approve(group, acting_user=None)
    assert ProducerGroup.objects.get().status == "suspended"


def test_a_suspension_needs_its_reason() -> None:
    group = make_group()
    with pytest.raises(ValueError, match="with a reason"):
        suspend(group, reason=" ", acting_user=None)
    assert ProducerGroup.objects.get().status == "approved"


def test_rooms_above_hear_of_each_change() -> None:
    heard: list[int] = []

    def listen(*, group_id: int, **kwargs: Any) -> None:
        heard.append(group_id)

    group_changed.connect(listen)
    try:
        group = apply_group()
        assert heard == []
        approve(group, acting_user=None)
        approve(group, acting_user=None)
        suspend(group, reason="A month", acting_user=None)
    finally:
        group_changed.disconnect(listen)
    assert heard == [group.pk, group.pk]
