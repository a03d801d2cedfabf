"""What is kept of the many histories that `make soak` plays: which seeds are missing, and what the kept ones reached."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import histories
from benchmarks.histories import Span, missing, with_span
from payments.ledger.kinds import KINDS

PLAYED = Span(0, 299, "SQLite", "2026-11-23", "abc1234", "state-a", 120, [], ["captured"])


def test_a_span_is_missing_until_this_state_has_played_all_of_it_without_a_failure_on_this_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(histories, "SPAN", 300)
    assert missing([], 700, "SQLite", "state-a") == [(0, 299), (300, 599), (600, 699)]
    assert missing([PLAYED], 700, "SQLite", "state-a") == [(300, 599), (600, 699)]
    assert missing([PLAYED], 100, "SQLite", "state-a") == []
    for other in (
        replace(PLAYED, last=99),
        replace(PLAYED, failed=[3]),
        replace(PLAYED, state="state-b"),
        replace(PLAYED, database="PostgreSQL"),
    ):
        assert missing([other], 300, "SQLite", "state-a") == [(0, 299)]


def test_a_span_takes_the_place_of_what_was_known_of_its_seeds_and_of_nothing_else() -> None:
    elsewhere, later = replace(PLAYED, database="PostgreSQL"), replace(PLAYED, first=300, last=599)
    again = replace(PLAYED, state="state-b", failed=[6])
    assert with_span([later, PLAYED, elsewhere], again) == [elsewhere, again, later]


def test_what_is_kept_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "RESULT", tmp_path / "histories.json")
    assert histories.read() == []
    histories.keep([PLAYED, replace(PLAYED, first=300)])
    assert histories.read() == [PLAYED, replace(PLAYED, first=300)]


def test_another_line_of_code_is_another_state(tmp_path: Path) -> None:
    (tmp_path / "payments").mkdir()
    file = tmp_path / "payments" / "ledger.py"
    file.write_text("fee = 5")
    before = histories.state_of(tmp_path)
    assert histories.state_of(tmp_path) == before
    file.write_text("fee = 6")
    assert histories.state_of(tmp_path) != before
    file.write_text("fee = 5")
    acts = tmp_path / "tests" / "orders"
    acts.mkdir(parents=True)
    (acts / "test_pages.py").write_text("other tests play no history")
    assert histories.state_of(tmp_path) == before
    for name in ("test_histories.py", "history_acts.py"):
        (acts / name).write_text("an act")
        assert histories.state_of(tmp_path) != before
        (acts / name).unlink()


def test_the_kept_histories_are_right_and_a_thousand_of_them_or_fewer_reach_every_kind_of_journal() -> None:
    kept = [span for span in histories.read() if span.database == "SQLite"]
    assert sum(span.count for span in kept) >= 300
    assert [span.failed for span in kept if span.failed] == []
    assert {kind for span in kept if span.first < 1_000 for kind in span.kinds} == KINDS
