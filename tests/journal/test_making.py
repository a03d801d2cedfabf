"""Instances made of rows are those that Django makes, and models that do something of their own are left to it."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_init

from catalogue.models import Listing, Product
from journal.composed import Composed
from journal.making import maker
from media.models import Picture
from producers.models import District, ProducerGroup
from tests.catalogue.factories import make_draft

pytestmark = pytest.mark.django_db


def inits(monkeypatch: pytest.MonkeyPatch) -> list[type[Model]]:
    """The models of which instances are made in Django's way from now on."""
    seen: list[type[Model]] = []
    made = Model.__init__

    def noted(self: Model, *given: Any, **named: Any) -> None:
        seen.append(type(self))
        made(self, *given, **named)

    monkeypatch.setattr(Model, "__init__", noted)
    return seen


def test_an_instance_is_the_one_that_django_makes() -> None:
    row = make_draft()
    fields = [field.attname for field in Listing._meta.concrete_fields if field.attname != "story"]
    values = [getattr(row, name) for name in fields]
    made, expected = maker(Listing, fields, connection.alias)(values), Listing.from_db(connection.alias, fields, values)
    state, wanted = made.__dict__.pop("_state"), expected.__dict__.pop("_state")
    assert made.__dict__ == expected.__dict__
    assert (state.adding, state.db, state.fields_cache) == (wanted.adding, wanted.db, wanted.fields_cache)
    made._state = state
    assert made.get_deferred_fields() == {"story"}
    assert made.story == row.story
    assert made.group == row.group
    made.title = "Another"
    made.save(update_fields=["title"])
    assert Listing.objects.get(pk=row.pk).title == "Another"


def test_only_those_that_do_something_of_their_own_are_made_in_djangos_way(monkeypatch: pytest.MonkeyPatch) -> None:
    slug = make_draft().slug
    query: Composed[Any] = Composed(Listing, lambda: Listing.objects.select_related("group__district", "product").filter(slug=slug))
    query.first()
    seen = inits(monkeypatch)
    (found,) = query.rows()
    assert (found.group.district.rollup, found.product.attr.product) == ("leh", found.product)
    assert seen == [Product]  # it begins to hold its attributes


def test_who_listens_is_told() -> None:
    told: list[Any] = []
    columns = [field.attname for field in District._meta.concrete_fields]
    district = make_draft().group.district
    values = [getattr(district, name) for name in columns]

    def listen(instance: Any, **_more: Any) -> None:
        told.append(instance)

    post_init.connect(listen, sender=District)
    try:
        made = maker(District, columns, connection.alias)(values)
    finally:
        post_init.disconnect(listen, sender=District)
    assert told == [made]
    assert maker(District, columns, connection.alias)(values) == district
    assert told == [made]


def test_a_file_is_a_file_and_nothing_beside_a_row_is_nothing(django_assert_num_queries: Any) -> None:
    columns = [field.attname for field in Picture._meta.concrete_fields]
    picture = Picture(title="x", file="originals/x.jpg", width=3, height=2)
    made = maker(Picture, columns, connection.alias)([picture.__dict__.get(name) for name in columns])
    assert (made.file.name, made.width) == ("originals/x.jpg", 3)
    group = make_draft().group
    found = Composed(ProducerGroup, lambda: ProducerGroup.objects.select_related("picture", "visit").filter(pk=group.pk)).first()
    assert found is not None
    with django_assert_num_queries(0):
        assert found.picture is None
        assert getattr(found, "visit", None) is None
