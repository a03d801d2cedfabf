"""Every route, as every role, by every method, answers as the table of rules states; where it denies, nothing has changed."""

import logging
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from traceback import format_exc
from zlib import crc32

import pytest
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from pytest_django import Settings

from orders import statement_matching
from orders.models import ProducerOrder
from orders.oscar.basket.models import Line
from orders.oscar.order.models import Order
from orders.reconciling import reconcile
from payments.ledger.verifying import verify
from payments.models import Journal, StatementCredit, StatementFile
from producers.access import groups_of
from producers.models import ProducerGroup
from tests.environment import IS_LONG
from tests.security.cash_rules import CASH
from tests.security.forging import belongings, counted, forged
from tests.security.household_rules import HOUSEHOLDS
from tests.security.money_rules import PAYOUTS
from tests.security.pressing import Press, buttons, links, make_books_whole, send_to_the_bank
from tests.security.return_rules import RETURNS
from tests.security.routes import Route, all_routes
from tests.security.rules import PREFIXES, RULES, SHADOWED, rule_for
from tests.security.ruling import (
    ANONYMOUS,
    CASHIER,
    CENTRAL,
    DENIED,
    NO,
    OTHER_SHOPPER,
    REFUSED,
    REST,
    SHOPPER,
    THEIRS,
    Answer,
    Expected,
    Rule,
    expected,
)
from tests.security.staff_rules import STAFF
from tests.security.trying import Case, Visitors, complaint, fingerprint, short_refusals
from tests.security.voucher_rules import VOUCHERS
from tests.security.wagtail_rules import WAGTAIL
from tests.security.workspace_rules import UNPAID, WORKSPACE
from tests.security.world import World, make_world

METHODS = ("GET", "POST", "PUT", "DELETE")
ONE_OF_EACH_KIND = (ANONYMOUS, SHOPPER, OTHER_SHOPPER, "owner_a", CASHIER, CENTRAL)
TWINS = ("manager_b", "packer_b", "accountant_b")
STRANGERS_ABROAD = (ANONYMOUS, OTHER_SHOPPER, "owner_b", "former_a", CASHIER)
AREAS = ("admin/", "central/", "go/", "")
PORTIONS = (*AREAS, "workspace/orders/", "workspace/")  # so that one core does not wait for the other


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


def complaints(chosen: list[Case], visitors: Visitors) -> list[str]:
    with short_refusals():
        return [words for words in (complaint(case, visitors) for case in chosen) if words]


def is_noticed(chosen: list[Case], visitors: Visitors) -> bool:
    """Whether at least one case is not as stated."""
    with short_refusals():
        return any(complaint(case, visitors) for case in chosen)


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


# Everybody who has buttons of money: of a group and of the shop. Finance comes again, for what central staff has approved meanwhile.
PRESSING = ("owner_a", "owner_b", "facilitator_a", "cashier", "finance", "central", "accountant_a", "grievance", "finance")
SCREENS_OF_MONEY = {*PAYOUTS, *HOUSEHOLDS, *CASH, *RETURNS, *VOUCHERS, *WORKSPACE, *STAFF}
MOST_PAGES = 160  # of one role: those of the table, and those that they lead to
ENOUGH_FORGED = 20


def pages_of(world: World, role: str) -> list[str]:
    """The addresses in workspace and administration that have to do with orders and money and that this role may open."""
    found = []
    for route, rule in ruled():
        if route.name in SCREENS_OF_MONEY:
            for case in cases(route, rule, world):
                if (case.role, case.method, case.answer) == (role, "GET", 200):
                    found.append(case.path)
    return sorted(set(found))


def html_of(answer: HttpResponseBase) -> str:
    is_page = answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.content.decode() if is_page and isinstance(answer, HttpResponse) else ""


def is_of_money(path: str) -> bool:
    """Whether an address is one of a screen of money."""
    try:
        return resolve(path).url_name in SCREENS_OF_MONEY
    except Resolver404:
        return False


def walk(world: World, visitors: Visitors, role: str, draw: random.Random) -> Iterator[Press]:
    """Every button of every page of money that this role may open, and of the pages that those lead to."""
    waiting, seen = pages_of(world, role), set[str]()
    while waiting and len(seen) < MOST_PAGES:
        page = waiting.pop(0)
        if page in seen:
            continue
        seen.add(page)
        html = html_of(visitors.ask(Case("", page, role, "GET", {}, 200)))
        yield from buttons(page, html, draw)
        waiting += [path for path in links(page, html) if path not in seen and is_of_money(path)]


def press(visitors: Visitors, role: str, wanted: Press) -> HttpResponseBase:
    """Press a button, as often as one likes: what a form read of a file is read again."""
    for file in wanted.files.values():
        file.seek(0)
    return visitors.ask(Case("", wanted.path, role, "POST", wanted.data, 200, wanted.files))


def press_twice(visitors: Visitors, role: str, wanted: Press) -> list[str]:
    """What the same form, sent a second time, has written of money: nothing where all is well."""
    before = counted()
    press(visitors, role, wanted)
    return [f"{role} {wanted.path} {dict(wanted.data)}: {name} twice" for name, count in counted().items() if count != before[name]]


@pytest.mark.long
@pytest.mark.once
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("role", "other"), [("owner_a", "b"), ("owner_b", "a")])
def test_a_form_with_what_stands_in_another_groups_form_changes_nothing_of_that_group(
    world: World, visitors: Visitors, role: str, other: str
) -> None:
    """Hidden numbers and keys, and what can be chosen, one by one."""
    with transaction.atomic():
        make_books_whole()
        theirs = ProducerGroup.objects.get(slug=world.things[f"slug_{other}"])
        mine, others = (list(walk(world, visitors, who, random.Random(7))) for who in (role, f"owner_{other}"))  # noqa: S311 - no secret
        before, sent = belongings(theirs), 0
        for wanted in forged(mine, others):
            with transaction.atomic():
                answer = press(visitors, role, wanted)
                told = f"{role} {wanted.path} {dict(wanted.data)}: {answer.status_code}"
                assert answer.status_code < 500, told
                assert belongings(theirs) == before, told
                transaction.set_rollback(True)
            sent += 1
        assert sent > ENOUGH_FORGED
        transaction.set_rollback(True)


@pytest.mark.long
@pytest.mark.once
@pytest.mark.timeout(600)
def test_nothing_that_anybody_presses_in_the_screens_breaks_the_books(
    world: World, visitors: Visitors, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every button of every page of orders and money in workspace and administration, with files, by everybody who has any. The first press
    of each button that does something is sent a second time.
    """
    settings.MEDIA_ROOT = str(tmp_path)
    draw, pressed, answers = random.Random(7), [], Counter[tuple[str, int]]()  # noqa: S311 - the same presses every time, nothing secret
    sent, broken, twice, again = Counter[str](), list[str](), list[str](), set[object]()
    monkeypatch.setattr(got_request_exception, "send", lambda **_more: broken.append(format_exc()))
    with transaction.atomic():
        send_to_the_bank(str(world.things["slug_a"]), str(world.things["slug_b"]))
        make_books_whole()
        assert (verify().faults, reconcile().wrong) == ([], [])
        for role in PRESSING:
            for wanted in walk(world, visitors, role, draw):
                answer = press(visitors, role, wanted)
                answers[role, answer.status_code // 100] += 1
                sent.update(str(file.name) for file in wanted.files.values())
                pressed.append(f"{role} {wanted.path} {dict(wanted.data)} {list(wanted.files)}: {answer.status_code}")
                assert answer.status_code < 500, f"{pressed[-1]}\n{broken}"
                button = (resolve(wanted.path).url_name, wanted.data.get("act", ""))
                if answer.status_code // 100 == 3 and button not in again:
                    again.add(button)
                    twice += press_twice(visitors, role, wanted)
            for file in StatementFile.objects.filter(rows__status="new").distinct():
                statement_matching.match_file({"file": file.pk})
        assert twice == [], "\n".join(twice)
        assert {role for role, _status in answers} == set(PRESSING)
        done = {role for role, status in answers if status == 3}
        assert done >= {"owner_a", "owner_b", "facilitator_a", "cashier", "finance", "central", "accountant_a"}, done
        assert min(sent["photo.jpg"], sent["list.csv"], sent["other.bin"]) > 0, sent
        assert StatementCredit.objects.filter(file__name="list.csv").exclude(status="new").exists()
        told = set(Journal.objects.values_list("kind", flat=True))
        assert told & {"payout_settled", "payout_bounced"}, sorted(told)
        assert verify().faults == [], "\n".join(pressed)
        report = reconcile()
        assert (report.posted, report.wrong) == (0, []), "\n".join(pressed)
        transaction.set_rollback(True)
