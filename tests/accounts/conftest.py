"""Passwords that are quick to check, for tests that try many."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from pytest_django import Settings


class QuickArgon2(Argon2PasswordHasher):
    """The shop's hasher with hardly any work in it."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]
