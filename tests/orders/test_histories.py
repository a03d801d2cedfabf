"""Random histories of money. Six in every run of the tests, two hundred where LONG is set; HISTORIES asks for another number.

Three histories happen in one shop, one after the other, before its books are looked at: the later ones act on what the earlier ones left.
One that fails is named by its seed: ``HISTORY=<seed>`` plays its shop alone. ``make soak`` plays ten thousand, a span of seeds at a time
(HISTORIES_FROM), and keeps what came of them (HISTORIES_REPORT).
"""

import json
import os
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from payments.ledger.kinds import KINDS
from tests.environment import IS_LONG
from tests.orders.histories import Shelf, play
from tests.payments.ledgers import kinds

STEPS = 8
COUNT = int(os.environ.get("HISTORIES") or (200 if IS_LONG else 6))
FIRST = int(os.environ.get("HISTORIES_FROM") or 0)
IN_A_SHOP = 3
# So many seeds are enough to reach every kind of journal.
ENOUGH = 200
SEEDS = list(range(FIRST, FIRST + COUNT))
SHOPS = [SEEDS[place : place + IN_A_SHOP] for place in range(0, COUNT, IN_A_SHOP)]
if os.environ.get("HISTORY"):
    start = int(os.environ["HISTORY"]) // IN_A_SHOP * IN_A_SHOP
    SHOPS = [list(range(start, start + IN_A_SHOP))]
# So many tests share the shops, and the cores the tests.
SHARES = min(len(SHOPS), max(2, min(COUNT // 50, 8)))


@pytest.fixture
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests of one run, which may be on several cores, tell each other what they reached."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    folder = Path(os.environ.get("HISTORIES_REPORT") or shared / "histories")
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.django_db
@pytest.mark.timeout(300 + 5 * COUNT)
@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_happens_the_books_are_right_to_the_paisa(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, reports: Path, share: int
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_of_no_account"
    settings.SPLIT_GATEWAY_KEY_SECRET = "of_no_account"
    monkeypatch.setattr("payments.jobs.asking.look_at_all", list)  # there is no gateway that could be asked
    shelf, seen, failures = Shelf(), set[str](), dict[int, Exception]()
    for seeds in SHOPS[share::SHARES]:
        with transaction.atomic():
            try:
                play(shelf, seeds, STEPS)
                seen |= set(kinds())
            except Exception as failure:  # noqa: BLE001 - the other shops are played all the same; all failures are raised below
                failures[seeds[0]] = failure
            transaction.set_rollback(True)
    told = {"seeds": sum(map(len, SHOPS[share::SHARES])), "failed": sorted(failures), "kinds": sorted(seen)}
    (reports / f"{share}.json").write_text(json.dumps(told), encoding="utf-8")
    if failures:
        raise ExceptionGroup("The books are wrong", list(failures.values()))
    assert unreached(reports) == set(), "the histories do not reach every kind of journal"


def unreached(reports: Path) -> set[str]:
    """Kinds of journals that none of many histories reached. Known when the last share of a run has ended; nothing before."""
    told = [json.loads(file.read_text(encoding="utf-8")) for file in reports.glob("*.json")]
    if FIRST or COUNT < ENOUGH or len(told) < SHARES:
        return set()
    return set(KINDS) - {kind for report in told for kind in report["kinds"]}
