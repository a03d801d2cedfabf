"""Posts from other sites change nothing: a token, the browser's word on the origin, or an address that nobody else knows."""

import pytest
from django.test import Client

from tests.security.routes import Route, all_routes
from tests.security.rules import PREFIXES, RULES, SHADOWED
from tests.security.ruling import Rule, expected
from tests.security.trying import fingerprint
from tests.security.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Posts that carry no token, and what stands in its place.
BY_ORIGIN = {"basket-add", "light-pages"}  # from pages that everybody shares
BY_ADDRESS = {  # the address holds 256 secret bits
    "order", "order-card", "order-other-way", "order-paid", "order-address", "order-relink", "parcel-arrived", "parcel-missing",
    "order-cancel", "order-refund-to", "order-cancel-part", "order-cancel-lines", "order-return", "order-returned", "order-photo", "order-paper", "order-paper-pdf", "grievance-ticket", "grievance-reply", "sell-page", "join",
    "workspace-card", "order-review", "question-confirm", "tell-me", "order-choose", "order-stand-in", "quote", "order-gift-address",
}  # fmt: skip
# What is posted here names lines by their key, or is an answer of a form: the tests of these pages type it.
ASKING_MORE = {"order-cancel-lines", "order-return", "order-returned", "sell-page", "join", "order-review", "quote", "order-gift-address"}
BY_SIGNATURE = {"stripe-webhook", "split-webhook"}  # the gateway signs what it sends
TAKEN = (200, 302, 303)
OTHER_SITE = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}


def posts(world: World) -> list[tuple[Route, Rule, str]]:
    """Every route of ours that somebody may post to, with one role that may."""
    found = []
    for route in all_routes():
        rule = RULES.get(route.name)
        if rule is None or route.name in SHADOWED:
            continue
        group = rule.groups[0]
        role = next((role for role in world.people if expected(rule.post, role, group) in TAKEN), None)
        if role is not None:
            found.append((route, rule, role))
    return found


def browsers(world: World) -> dict[str, Client]:
    """A browser for each role that holds no token, on a shop that enforces them."""
    clients = {role: Client(enforce_csrf_checks=True) for role in world.people}
    for role, client in clients.items():
        if world.people[role] is not None:
            client.force_login(world.people[role])
    return clients


def send(world: World, client: Client, route: Route, rule: Rule, headers: dict[str, str]) -> int:
    """Post what would succeed."""
    values = {argument: world.things[thing.format(group="a")] for argument, thing in rule.at.items()}
    data = {name: text.format(**world.things) for name, text in rule.data.items()}
    return client.post(rule.path or route.path(values), data, headers=headers).status_code


def test_every_post_of_ours_is_refused_when_another_site_sends_it_and_nothing_changes() -> None:
    world = make_world()
    tried = posts(world)
    assert {"basket-line", "checkout-pay", "workspace-accept", "payments_confirm", "account_login", *BY_ORIGIN} <= {
        route.name for route, _rule, _role in tried
    }
    clients = browsers(world)
    before = fingerprint()
    answers = {route.name: send(world, clients[role], route, rule, OTHER_SITE) for route, rule, role in tried}
    after = fingerprint()
    assert set(answers.values()) == {403}, answers
    assert [table for table in before if before[table] != after[table]] == []


def test_without_a_token_only_the_known_exceptions_are_taken() -> None:
    world = make_world()
    clients = browsers(world)
    taken = {route.name for route, rule, role in posts(world) if send(world, clients[role], route, rule, {}) != 403}
    assert taken <= BY_ORIGIN | BY_ADDRESS
    assert BY_ADDRESS - {"order", "order-paper", "order-paper-pdf", "order-photo", "grievance-ticket"} - ASKING_MORE <= taken  # only read


def test_no_other_view_of_ours_is_taken_out_of_the_token_check() -> None:
    exempt = {
        route.name
        for route in all_routes()
        if getattr(route.pattern.callback, "csrf_exempt", False) and not route.template.startswith(tuple(PREFIXES))
    }
    assert exempt == BY_ORIGIN | BY_ADDRESS | BY_SIGNATURE
