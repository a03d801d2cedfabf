"""The reference data is loaded in one go, quickly, and a second time without changing a row."""

import time

import pytest
from django.apps import apps
from django.core.management import call_command
from oscar.apps.address.models import Country

from marketplace.reference import LOADERS

pytestmark = pytest.mark.django_db
# Loading is part of the first start, which has 60 CPU-seconds in all.
CPU_LIMIT_S = 5.0


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


def test_every_loader_is_named_once_and_tells_how_many_rows_it_holds() -> None:
    assert [name for name, _load in LOADERS] == [
        "countries",
        "districts",
        "holidays",
        "places",
        "product types",
        "categories",
        "tax rates and commission",
        "delivery",
        "pages",
        "checklist of groups",
        "words of text messages",
        "roles",
    ]
    held = {name: load() for name, load in LOADERS}
    assert {name: held[name] for name in ("countries", "districts", "places", "product types", "categories", "pages", "roles")} == {
        "countries": 1,
        "districts": 7,
        "places": 78,
        "product types": 32,
        "categories": 19,
        "pages": 10,
        "roles": 5,
    }
    assert all(held.values())


def test_a_second_run_adds_no_row_and_is_quick() -> None:
    before = counts()
    started = time.process_time()
    call_command("load_reference", verbosity=0)
    assert time.process_time() - started < CPU_LIMIT_S
    assert counts() == before


def test_the_shop_ships_to_india_only() -> None:
    assert list(Country.objects.filter(is_shipping_country=True).values_list("pk", flat=True)) == ["IN"]
