"""What is looked up by a number is found by an index: else every order makes all others slower (`make bench-money`)."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

ROOMS = ("orders", "payments")
# Written down and shown, never looked for.
SHOWN_ONLY = {"CashReceipt.order_number", "ReturnRequest.tracking_number", "ReturnRequest.out_number", "Parcel.tracking_number"}


def _numbers() -> Iterator[tuple[type[models.Model], str]]:
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField) and field.name.endswith("number"):
                    yield model, field.name


def _leading(model: type[models.Model]) -> set[str]:
    """Columns that an index begins with. An index over some rows only counts: it is over the rows that are looked for."""
    found = {field.name for field in model._meta.concrete_fields if field.unique or field.db_index}
    found |= {index.fields[0].lstrip("-") for index in model._meta.indexes if index.fields}
    return found | {rule.fields[0] for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint) and rule.fields}


@pytest.mark.parametrize(("model", "name"), [pytest.param(*found, id=f"{found[0].__name__}.{found[1]}") for found in _numbers()])
def test_a_number_is_found_by_an_index(model: type[models.Model], name: str) -> None:
    assert name in _leading(model) or f"{model.__name__}.{name}" in SHOWN_ONLY


def test_numbers_that_need_no_index_still_exist() -> None:
    assert {f"{model.__name__}.{name}" for model, name in _numbers()} >= SHOWN_ONLY
