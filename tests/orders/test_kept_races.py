"""What is kept of the ten thousand racing purchases of `make soak`: the last race of each database, as data and on the page."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import races
from benchmarks.races import MARKS, Race

RUN = Race("SQLite", "2026-11-23", "abc1234", 10_000, 5_000, 5_000, 5_000, [2_400, 2_600], 240, passed=True)


def test_the_kept_races_of_both_databases_sold_exactly_the_stock() -> None:
    kept = races.read()
    assert [race.database for race in kept] == ["PostgreSQL", "SQLite"]
    for race in kept:
        assert race.is_exact
        assert race.purchases >= races.COUNT
        assert len(race.orders) == 2
        assert all(race.orders), "one process sold everything: there was no race"
    page = races.PAGE.read_text(encoding="utf-8")
    assert f"{MARKS[0]}\n{races.table(kept)}\n{MARKS[1]}" in page


@pytest.mark.parametrize(
    "other",
    [{"sold": 5_001}, {"sold": 4_999}, {"orders": [2_400, 2_601]}, {"refused": 4_999}, {"passed": False}],
    ids=["more", "less", "uncounted", "unanswered", "red"],
)
def test_a_race_that_sold_anything_else_is_told_as_wrong(other: dict[str, object]) -> None:
    wrong = replace(RUN, **other)  # type: ignore[arg-type]  # of mixed kinds
    assert (RUN.is_exact, wrong.is_exact) == (True, False)
    assert "wrong" in races.table([wrong])
    assert "wrong" not in races.table([RUN])


def test_a_race_takes_the_place_of_the_last_one_on_its_database_and_of_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(races, "RESULT", tmp_path / "races.json")
    monkeypatch.setattr(races, "PAGE", tmp_path / "page.md")
    races.PAGE.write_text(f"before\n{MARKS[0]}\n{MARKS[1]}\nafter\n", encoding="utf-8")
    elsewhere, again = replace(RUN, database="PostgreSQL"), replace(RUN, seconds=200)
    for race in (RUN, elsewhere, again):
        races.keep(race)
    assert races.read() == [elsewhere, again]
    assert races.PAGE.read_text(encoding="utf-8") == f"before\n{MARKS[0]}\n{races.table([elsewhere, again])}\n{MARKS[1]}\nafter\n"


def test_without_a_postgresql_it_is_named_as_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    played: list[str] = []

    def play(database: str, count: int, state: str) -> Race:
        played.append(database)
        return replace(RUN, database=database, purchases=count, commit=state)

    monkeypatch.setattr(races, "play", play)
    monkeypatch.setattr(races, "keep", lambda race: None)
    monkeypatch.delenv("PURCHASES", raising=False)
    monkeypatch.setenv("DATABASE_URL", "")
    assert (races.main(), played) == (0, ["SQLite"])
    assert "PostgreSQL is left out: DATABASE_URL names none." in capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", "postgres://shop@127.0.0.1/shop")
    assert (races.main(), played) == (0, ["SQLite", "SQLite", "PostgreSQL"])
    assert "left out" not in capsys.readouterr().out
    monkeypatch.setenv("PURCHASES", "9999")  # a race that left one purchase unanswered
    assert races.main() == 1


def test_the_kept_file_is_one_line_for_each_race() -> None:
    lines = races.RESULT.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [json.loads(line.rstrip(","))["database"] for line in lines[1:-1]] == [race.database for race in races.read()]
