"""The menu with its counts and headings by address; the number of queries stays the same."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import queries
from catalogue.models import Category, Listing
from catalogue.publishing import pause
from catalogue.queries import category_by_slug, live_counts_by_group, navigation
from catalogue.reach import reach_of
from tests.catalogue.factories import make_draft, make_live
from tests.producers.factories import make_group

pytestmark = pytest.mark.django_db


def test_the_menu_names_five_families_with_their_children_and_live_goods() -> None:
    group = make_group()
    make_live(group)
    make_live(group, category="yarn-and-fibre")
    make_draft(group)
    pause(make_live(group), acting_user=None)
    menu = navigation()
    assert [(top.slug, top.live_count, len(top.children)) for top in menu] == [
        ("pashmina-and-wool", 2, 4),
        ("apricot", 0, 3),
        ("sea-buckthorn", 0, 2),
        ("mushroom-and-grain", 0, 3),
        ("craft-and-home", 0, 2),
    ]
    assert [(child.slug, child.live_count) for child in menu[0].children][:2] == [("stoles-and-shawls", 1), ("yarn-and-fibre", 1)]
    assert menu[0].name == "Pashmina & wool"


def test_a_heading_is_found_by_its_address_with_those_above_it() -> None:
    page = category_by_slug("mushrooms")
    assert (page.heading.name, [heading.slug for heading in page.ancestors]) == ("Mushrooms", ["mushroom-and-grain"])
    assert category_by_slug("apricot").ancestors == []
    Category.objects.get(slug="apricot").delete()
    Category.objects.filter(slug="mushroom-and-grain").update(is_public=False)
    Category.objects.get(slug="mushroom-and-grain").set_ancestors_are_public()
    cache.clear()
    for gone in ("apricot", "mushroom-and-grain", "mushrooms", "nothing"):
        with pytest.raises(Category.DoesNotExist):
            category_by_slug(gone)


@pytest.mark.parametrize("count", [1, 24])
def test_the_menu_costs_one_query_and_then_none(count: int) -> None:
    group = make_group()
    for _number in range(count):
        Listing.objects.filter(pk=make_draft(group).pk).update(status="live")
    with CaptureQueriesContext(connection) as asked_for:
        assert navigation()[0].live_count == count
    assert len(asked_for) == 1
    with CaptureQueriesContext(connection) as asked_for:
        navigation()
        category_by_slug("mushrooms")
    assert len(asked_for) == 0
    with CaptureQueriesContext(connection) as asked_for:
        navigation("hi")
    assert len(asked_for) == 2


def test_each_process_reads_the_menu_for_itself_and_all_forget_it_together(monkeypatch: pytest.MonkeyPatch) -> None:
    known = navigation()
    assert navigation() is known
    monkeypatch.setattr(queries, "_trees", {})  # another process
    with CaptureQueriesContext(connection) as asked:
        other = navigation()
        assert navigation() is other
    assert (other, len(asked)) == (known, 1)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert navigation() is not other
    assert len(asked) == 1


def test_live_goods_are_counted_per_group() -> None:
    one, two, none = make_group(), make_group(), make_group()
    make_live(one)
    make_live(one)
    make_live(two)
    make_draft(none)
    assert live_counts_by_group([one.pk, two.pk, none.pk]) == {one.pk: 2, two.pk: 1}


def test_tax_status_says_how_far_goods_may_travel() -> None:
    assert [reach_of(status).within for status in ("regular", "composition", "enrolled", "exempt_only")] == [
        "india",
        "ladakh",
        "ladakh",
        "india",
    ]
    assert [status for status in ("regular", "composition", "enrolled", "exempt_only") if reach_of(status).only_exempt] == ["exempt_only"]
