"""What costs us work, or could tell a stranger something, can be tried a few times by one visitor; a forged address does not help."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.orders import factories

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.once]

PASSWORD = "a-Walnut-tree-in-Turtuk"
PINS = ("110001", "400001", "560001", "194101", "700001")


Knock = Callable[[Client, int, dict[str, str]], HttpResponse]


def log_in(client: Client, number: int, headers: dict[str, str]) -> HttpResponse:
    return client.post("/login/", {"login": f"guess-{number}@example.com", "password": "wrong"}, headers=headers)


def sign_up(client: Client, number: int, headers: dict[str, str]) -> HttpResponse:
    return client.post("/signup/", {"email": f"new-{number}@example.com", "password1": "short"}, headers=headers)


def ask_for_a_new_password(client: Client, number: int, headers: dict[str, str]) -> HttpResponse:
    return client.post("/password/reset/", {"email": f"guess-{number}@example.com"}, headers=headers)


def find_an_order(client: Client, number: int, headers: dict[str, str]) -> HttpResponse:
    return client.post("/orders/find/", {"contact": f"guess-{number}@example.com"}, headers=headers)


def check_a_pin_in_the_basket(client: Client, number: int, headers: dict[str, str]) -> HttpResponse:
    return client.get("/basket/", {"pin": PINS[number % len(PINS)]}, headers=headers)


def try_a_code(client: Client, number: int, headers: dict[str, str]) -> HttpResponse:
    return client.post("/basket/code/", {"code": f"GUESS{number:04d}"}, headers=headers)


def check_a_pin_on_a_product(client: Client, number: int, headers: dict[str, str]) -> HttpResponse:
    return client.get("/p/stole/", {"pin": PINS[number % len(PINS)]}, headers=headers)


def raise_a_complaint(client: Client, number: int, headers: dict[str, str]) -> HttpResponse:
    said = {"name": "Asha", "email": f"guess-{number}@example.com", "mobile": "", "subject": "Broken", "words": "The jar was broken."}
    return client.post("/grievance/", {**said, "order_number": "", "key": f"one-page-of-many-{number:08d}"}, headers=headers)


# How often one visitor may knock within the door's own window, and at which door.
DOORS: dict[str, tuple[int, Knock]] = {
    "login": (30, log_in),
    "sign-up": (10, sign_up),
    "new password": (20, ask_for_a_new_password),
    "finding an order": (10, find_an_order),
    "raising a complaint": (6, raise_a_complaint),
    "pincode in the basket": (30, check_a_pin_in_the_basket),
    "code in the basket": (20, try_a_code),
    "pincode of a product": (30, check_a_pin_on_a_product),
}


@pytest.fixture(autouse=True)
def shop(settings: Settings) -> Iterator[None]:
    """A product to ask about, a clock that stands still so that no window ends while a test counts, and passwords cheaply checked."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    factories.make_listing(factories.make_group(), slug="stole")
    with time_machine.travel("2026-11-02 06:10:05Z", tick=False):
        yield


def answers(knock: Knock, tries: int, forwarded: str = "", **more: str) -> list[int]:
    """The statuses of so many tries; ``{}`` in ``forwarded`` is another number each time."""
    client = Client(**more)
    headers = [{"x-forwarded-for": forwarded.format(number)} if forwarded else {} for number in range(tries)]
    return [knock(client, number, headers[number]).status_code for number in range(tries)]


@pytest.mark.parametrize("door", DOORS)
def test_after_so_many_tries_the_visitor_has_to_wait_and_others_do_not(door: str) -> None:
    limit, knock = DOORS[door]
    statuses = answers(knock, limit + 2)
    assert 429 not in statuses[:limit]
    assert statuses[limit:] == [429, 429]
    assert answers(knock, 1, REMOTE_ADDR="198.51.100.7") != [429]


@pytest.mark.parametrize("door", DOORS)
def test_a_forged_address_gives_no_more_tries(door: str, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    limit, knock = DOORS[door]
    assert answers(knock, limit + 1, "203.0.113.{}")[-1] == 429


@pytest.mark.parametrize("door", ["login", "finding an order", "pincode in the basket"])
def test_behind_one_proxy_only_what_the_proxy_wrote_counts(door: str, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    limit, knock = DOORS[door]
    assert answers(knock, limit + 1, "203.0.113.{}, 198.51.100.1")[-1] == 429
    assert 429 not in answers(knock, limit + 1, "198.51.100.1, 203.0.113.{}")


def test_the_eleventh_guess_at_a_password_fails_even_if_it_is_right() -> None:
    user = User.objects.create_user("asha@example.com", PASSWORD)
    client = Client()
    for number in range(10):
        log_in(client, number, {})
    client.post("/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
