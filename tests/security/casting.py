"""Which cases of routes, roles and methods are tried, made of the tables of rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from zlib import crc32

from django.db import connection

from tests.environment import IS_LONG
from tests.security.routes import Route, all_routes
from tests.security.rules import SHADOWED, rule_for
from tests.security.ruling import (
    ANONYMOUS,
    CASHIER,
    CENTRAL,
    DENIED,
    NO,
    OTHER_SHOPPER,
    REST,
    SHOPPER,
    THEIRS,
    Answer,
    Expected,
    Rule,
    expected,
)
from tests.security.trying import Case
from tests.security.wagtail_rules import WAGTAIL
from tests.security.workspace_rules import UNPAID
from tests.security.world import World

METHODS = ("GET", "POST", "PUT", "DELETE")
ONE_OF_EACH_KIND = (ANONYMOUS, SHOPPER, OTHER_SHOPPER, "owner_a", CASHIER, CENTRAL)
TWINS = ("manager_b", "packer_b", "accountant_b")
STRANGERS_ABROAD = (ANONYMOUS, OTHER_SHOPPER, "owner_b", "former_a", CASHIER)
AREAS = ("admin/", "central/", "go/", "")
PORTIONS = (*AREAS, "workspace/orders/", "workspace/")  # so that one core does not wait for the other


def area_of(route: Route) -> str:
    return next(area for area in AREAS if route.template.startswith(area))


def portion_of(route: Route) -> str:
    return next((portion for portion in PORTIONS[len(AREAS) :] if route.template.startswith(portion)), area_of(route))


def ruled() -> list[tuple[Route, Rule]]:
    """Every reachable route with its rule, and once more those that also have one for objects that are not paid."""
    found = [
        (route, WAGTAIL.get(route.name) or rule_for(route.name, route.template)) for route in all_routes() if route.name not in SHADOWED
    ]
    unpaid = [(route, UNPAID[route.name]) for route, _rule in found if route.name in UNPAID]
    return [(route, rule) for route, rule in [*found, *unpaid] if rule is not None]


def cases(route: Route, rule: Rule, world: World) -> Iterator[Case]:
    """Every role and method of one route, with objects of each group."""
    for group in rule.groups:
        values = {argument: world.things[thing.format(group=group)] for argument, thing in rule.at.items()}
        data = {field: text.format(**world.things) for field, text in rule.data.items()}
        for role in world.people:
            for method in METHODS:
                answers = {"GET": rule.get, "POST": rule.post}.get(method, NO)
                answer = expected(answers, role, group)
                if answer != THEIRS and is_worth_trying(role, method, answers, group):
                    path = rule.path or route.path(values)
                    straight = is_straight(route, role, method, answer)
                    yield Case(route.name, path, role, method, data, answer, is_straight=straight)


def is_worth_trying(role: str, method: str, answers: Expected, group: str) -> bool:
    """Leaves out people of whom another one is tried, where the rule and the shop can tell no difference.

    Other methods are refused before anybody is looked up; what is stated for everybody alike is tried with one person of each kind;
    people of group b are the twins of those of group a where the address names no group.
    """
    if method in ("PUT", "DELETE"):
        return role in (ANONYMOUS, CENTRAL)
    if set(answers) == {REST}:
        return role in ONE_OF_EACH_KIND
    return bool(group) or role not in TWINS


def is_straight(route: Route, role: str, method: str, answer: Answer) -> bool:
    """Whether the view is asked without the middleware, which treats all who are logged in alike: where it refuses one of them.

    A stranger with and one without a login still take the whole way; behind the one gate of a subtree with GET only.
    """
    area = area_of(route)
    takes_whole_way = method in ("PUT", "DELETE") or (role in (ANONYMOUS, SHOPPER) and (method == "GET" or not area))
    if area or route.template.startswith("workspace/"):  # elsewhere views ask for what the middleware brings, as the basket
        return (answer in DENIED or area == "go/") and not takes_whole_way
    return False


def cases_of(world: World, portion: str) -> list[Case]:
    """Every case of a portion where LONG is set, on SQLite; elsewhere some of each route (``some_of``)."""
    chosen = list if IS_LONG and connection.vendor == "sqlite" else some_of
    return [case for route, rule in ruled() if portion_of(route) == portion for case in chosen(cases(route, rule, world))]


def some_of(cases: Iterable[Case]) -> list[Case]:
    """Of the roles that get the same answer from a route by a method one, another one from route to route."""
    alike = defaultdict[tuple[str, str, Answer], list[Case]](list)
    for case in cases:
        alike[(case.path, case.method, case.answer)].append(case)
    picked = []
    for (path, *_rest), those in alike.items():
        first = crc32(path.encode()) % len(those)
        picked.append(those[first])
    return picked
