"""``among`` finds what ``in`` finds, and hands PostgreSQL all keys as one value."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Listing
from producers.models import ProducerGroup
from tests.search.goods import goods, group_in

pytestmark = pytest.mark.django_db


def test_it_finds_numbers_texts_and_foreign_keys_as_a_list_does() -> None:
    groups, other = [group_in("nubra", "Shyok Berry"), group_in("kargil", "Suru Growers")], group_in("leh", "Indus Wool")
    mine = {goods(group, f"Apricots of {group.slug}") for group in groups}
    goods(other, "Apricots of others")
    keys, slugs = [group.pk for group in groups], [group.slug for group in groups]
    for name, wanted in (("pk", keys), ("slug", slugs)):
        found = ProducerGroup.objects.filter(**{f"{name}__among": iter([*wanted, wanted[0]])})
        assert set(found) == set(groups)
    assert set(Listing.objects.filter(group__pk__among=keys)) == mine
    with CaptureQueriesContext(connection) as seen:
        assert not Listing.objects.filter(group__pk__among=[])
    assert not seen.captured_queries
    assert Listing.objects.exclude(group__pk__among=[]).count() == Listing.objects.count()


@pytest.mark.parametrize("count", [1, 500])
def test_postgresql_is_given_one_value(count: int) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert not Listing.objects.filter(pk__among=range(-count, 0)).exists()
    if connection.vendor == "postgresql":
        assert "ANY(" in seen[0]["sql"]
        assert " IN (" not in seen[0]["sql"]
