"""The shop in which routes are tried and buttons pressed."""

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.security.trying import Visitors
from tests.security.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One state of the database for all tests of this file. The thousands of refusals are not logged."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def visitors(world: World) -> Visitors:
    return Visitors(world)
