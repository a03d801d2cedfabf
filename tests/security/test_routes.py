"""Every route, as every role, by every method, answers as the table of rules states; where it denies, nothing has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import transaction
from django.http import HttpResponse

from orders.models import ProducerOrder
from orders.oscar.basket.models import Line
from orders.oscar.order.models import Order
from producers.access import groups_of
from producers.models import ProducerGroup
from tests.security.casting import PORTIONS, STRANGERS_ABROAD, cases, cases_of, portion_of, ruled, some_of
from tests.security.routes import all_routes
from tests.security.rules import PREFIXES, RULES, SHADOWED, rule_for
from tests.security.ruling import REFUSED, Rule
from tests.security.trying import Case, Visitors, complaint, fingerprint, short_refusals
from tests.security.wagtail_rules import WAGTAIL
from tests.security.workspace_rules import UNPAID
from tests.security.world import World


def complaints(chosen: list[Case], visitors: Visitors) -> list[str]:
    with short_refusals():
        return [words for words in (complaint(case, visitors) for case in chosen) if words]


def is_noticed(chosen: list[Case], visitors: Visitors) -> bool:
    """Whether at least one case is not as stated."""
    with short_refusals():
        return any(complaint(case, visitors) for case in chosen)


def test_some_of_the_cases_of_a_route_hold_every_method_and_answer_and_all_of_them_every_role(world: World) -> None:
    routes = [list(cases(route, rule, world)) for route, rule in ruled()]
    for each in routes:
        assert {(case.path, case.method, case.answer) for case in some_of(each)} == {(case.path, case.method, case.answer) for case in each}
    assert {case.role for each in routes for case in some_of(each)} == set(world.people)


def test_every_route_is_in_a_portion() -> None:
    assert {portion_of(route) for route, _rule in ruled()} == set(PORTIONS)


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    routes = all_routes()
    assert len(routes) > 300
    assert [route.name for route in routes if route.name not in SHADOWED and rule_for(route.name, route.template) is None] == []
    assert {*RULES, *WAGTAIL} - {route.name for route in routes} == set()
    assert set(UNPAID) <= set(RULES)


def test_every_route_is_reached_by_its_address_or_known_to_be_shadowed() -> None:
    reached = {route.name for route in all_routes() if route.name in SHADOWED or RULES.get(route.name, Rule()).path or route.is_reachable}
    assert {route.name for route in all_routes()} - reached == set()
    assert not any(route.is_reachable for route in all_routes() if route.name in SHADOWED)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("portion", PORTIONS)
def test_where_access_is_denied_the_answer_is_as_stated_and_nothing_changes(world: World, visitors: Visitors, portion: str) -> None:
    denied = [case for case in cases_of(world, portion) if case.is_denied]
    before = fingerprint()
    wrong = complaints(denied, visitors)
    assert not wrong, "\n".join(wrong)
    after = fingerprint()
    assert [table for table in before if before[table] != after[table]] == []
    assert len(before) > 100


@pytest.mark.timeout(300)
@pytest.mark.parametrize("portion", PORTIONS)
def test_where_access_is_given_the_answer_is_as_stated(world: World, visitors: Visitors, portion: str) -> None:
    given = [case for case in cases_of(world, portion) if not case.is_denied]
    assert given
    wrong = complaints(given, visitors)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["hi", "ur"])
def test_a_page_in_another_language_is_denied_to_the_same_people(world: World, visitors: Visitors, language: str) -> None:
    translated = [case for route, rule in ruled() if route.is_translated for case in cases(route, rule, world)]
    asked = [case for case in translated if case.answer in REFUSED and case.method == "GET" and case.role in STRANGERS_ABROAD]
    abroad = [replace(case, path=f"/{language}{case.path}", is_straight=True) for case in asked]
    assert len(abroad) > 100
    wrong = complaints(abroad, visitors)
    assert not wrong, "\n".join(wrong)


FOREIGN_AND_MISSING = {
    "workspace-group": ("slug", "slug_a", "owner_b"),
    "workspace-order": ("number", "part_a", "owner_b"),
    "workspace-decline": ("number", "held_part", "owner_a"),
    "workspace-pack": ("number", "part_a", "owner_b"),
    "workspace-hand-over": ("number", "part_a", "owner_b"),
    "account-order": ("number", "order", "other_shopper"),
    "workspace-listings": ("slug", "slug_a", "owner_b"),
    "workspace-listing": ("slug", "goods_a", "owner_b"),
    "workspace-stock": ("slug", "slug_a", "owner_b"),
    "workspace-lots": ("slug", "goods_a", "owner_b"),
    "workspace-money": ("slug", "slug_a", "owner_b"),
    "workspace-bank": ("slug", "slug_a", "owner_b"),
}


@pytest.mark.parametrize("name", FOREIGN_AND_MISSING)
def test_what_belongs_to_others_looks_as_if_it_did_not_exist(world: World, visitors: Visitors, name: str) -> None:
    argument, thing, role = FOREIGN_AND_MISSING[name]
    route = next(route for route in all_routes() if route.name == name)
    values = (str(world.things[thing]), "made-up")
    answers = [visitors.ask(Case(name, route.path({argument: value}), role, "GET", {}, 404)) for value in values]
    foreign, missing = (answer.content.decode().replace(value, "") for answer, value in zip(answers, values, strict=True))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert foreign == missing
    assert visitors.ask(Case(name, route.path({argument: values[0]}), "central", "GET", {}, 404)).status_code == 404


@contextmanager
def any_line(basket: object, line_id: int) -> Iterator[Line]:
    yield Line.objects.get(pk=line_id)


# Each call that decides who may reach something, what a forgotten one would let through, and the route that must notice.
TAKEN_OUT = {
    "a part of an order": (
        "workspace.parts.producer_order_for",
        lambda user, number, act: ProducerOrder.objects.select_related("group").get(number=number),
        "workspace-order",
    ),
    "what a role may do": ("orders.access.may", lambda user, group, act: True, "workspace-accept"),
    "whose groups these are": ("workspace.inbox.groups_of", lambda user: ProducerGroup.objects.all(), "workspace-group"),
    "that the payment came": (
        "orders.access.producer_orders_for",
        lambda user: ProducerOrder.objects.filter(group__in=groups_of(user)),
        "workspace-order",
    ),
    "whose orders these are": ("storefront.buying.finding.orders_for", lambda user: Order.objects.all(), "account-order"),
    "what a role may do with listings": ("catalogue.access.may", lambda user, group, act: True, "workspace-stock"),
    "what a role may do with money": ("payments.access.role_in", lambda user, group: "owner", "workspace-bank"),
    "whose basket this is": ("orders.baskets._line", any_line, "basket-line"),
}


@pytest.mark.parametrize("call", TAKEN_OUT)
def test_taking_out_one_access_call_is_noticed(world: World, visitors: Visitors, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    target, lets_through, name = TAKEN_OUT[call]
    chosen = [case for route, rule in ruled() if route.name == name for case in cases(route, rule, world) if case.answer == 404]
    assert chosen
    with transaction.atomic():
        monkeypatch.setattr(target, lets_through)
        assert is_noticed(chosen, visitors)
        transaction.set_rollback(True)


def test_a_staff_screen_without_its_gate_is_noticed(world: World, visitors: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    route = next(route for route in all_routes() if route.name == "dashboard:order-list")
    strangers = [case for case in cases(route, PREFIXES["central/"], world) if case.answer == 403]
    assert complaints(strangers, visitors) == []
    monkeypatch.setattr(route.pattern, "callback", lambda request: HttpResponse())
    assert is_noticed(strangers, visitors)
