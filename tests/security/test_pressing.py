"""Whatever people press in the screens of orders and money, the books stay right, and nothing of another group changes."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from traceback import format_exc

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from pytest_django import Settings

from orders import statement_matching
from orders.reconciling import reconcile
from payments.ledger.verifying import verify
from payments.models import Journal, StatementCredit, StatementFile
from producers.models import ProducerGroup
from tests.security.cash_rules import CASH
from tests.security.casting import cases, ruled
from tests.security.forging import belongings, counted, forged
from tests.security.household_rules import HOUSEHOLDS
from tests.security.money_rules import PAYOUTS
from tests.security.pressing import Press, buttons, links, make_books_whole, send_to_the_bank
from tests.security.return_rules import RETURNS
from tests.security.staff_rules import STAFF
from tests.security.trying import Case, Visitors
from tests.security.voucher_rules import VOUCHERS
from tests.security.workspace_rules import WORKSPACE
from tests.security.world import World

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
