"""The public list and page of groups: who appears, counts, pages of 24, and a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from producers.models import District, ProducerGroup
from producers.onboarding import suspend
from producers.oscar.models import Partner
from producers.queries import group_list, group_page
from tests.producers.factories import apply_group, make_group

pytestmark = pytest.mark.django_db


def many(count: int, district: str = "leh") -> None:
    """Approved groups in bulk."""
    held = District.objects.get(code=district)
    first = Partner.objects.count()
    for number in range(first, first + count):
        partner = Partner.objects.create(code=f"g{number:03}", name=f"G{number:03}")
        ProducerGroup.objects.create(
            oscar_partner=partner,
            slug=partner.code,
            name=partner.name,
            kind="shg",
            status="approved",
            district=held,
            village="V",
            pin="194101",
            address="A",
            legal_name="L",
            tax_status="enrolled",
        )


def test_only_approved_groups_appear() -> None:
    apply_group("Waiting")
    suspend(make_group("Stopped"), reason="A month", acting_user=None)
    shown = make_group("Shown")
    found = group_list()
    assert (found.groups, found.total, found.counts) == ([shown], 1, {"leh": 1, "kargil": 0})
    assert group_page("shown") == shown
    for slug in ("waiting", "stopped", "nobody"):
        with pytest.raises(ProducerGroup.DoesNotExist):
            group_page(slug)


def test_groups_are_counted_per_side_and_chosen_by_it() -> None:
    many(2, "nubra")
    many(3, "drass")
    found = group_list(rollup="kargil")
    assert (found.counts, found.total, len(found.groups)) == ({"leh": 2, "kargil": 3}, 3, 3)
    assert group_list(rollup="kargil", kind="fpo").total == 0


def test_a_page_holds_24_and_a_page_too_far_shows_the_last() -> None:
    many(25)
    first, last = group_list(), group_list(page=99)
    assert [len(first.groups), first.pages, first.page] == [24, 2, 1]
    assert [[group.slug for group in last.groups], last.page] == [["g024"], 2]


@pytest.mark.parametrize("count", [1, 24])
def test_list_and_page_cost_the_same_for_one_and_for_24(count: int) -> None:
    many(count)
    with CaptureQueriesContext(connection) as queries:
        for group in group_list().groups:
            assert group.district.name == "Leh"
            assert group.picture is None
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        assert group_page("g000").district.rollup == "leh"
    assert len(queries) == 1
