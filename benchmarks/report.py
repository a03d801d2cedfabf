"""What a run found out: printed, kept as `benchmarks/results/<date>.json`, and put into docs/performance.md between two marks."""

import json
import os
import platform
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measure.servers import PROJECT, Figures
from benchmarks.written import PAGE, write_between

RESULTS = PROJECT / "benchmarks" / "results"
KEPT = ("figures", "goals", "tables", "not measured")
MARKS = ("<!-- figures -->", "<!-- end of figures -->")


@dataclass(frozen=True)
class Figure:
    """One number and what it may be."""

    value: float
    at_least: float | None = None
    at_most: float | None = None

    def is_kept(self) -> bool:
        return (self.at_least is None or self.value >= self.at_least) and (self.at_most is None or self.value <= self.at_most)

    def goal(self) -> str:
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return "" if self.at_most is None else f"at most {self.at_most:g}"


@dataclass
class Report:
    """Figures by name, tables of rounds by title, facts about the run, and what could not be measured and why."""

    figures: dict[str, Figure] = field(default_factory=dict)
    tables: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)
    part: str = ""
    # Which part wrote a figure or a table: what it found earlier that day goes when it is measured again.
    parts: dict[str, str] = field(default_factory=dict)

    def begin(self, part: str) -> None:
        """What comes now belongs to ``part``."""
        self.part = part

    def lacks(self, names: tuple[str, ...], why: str) -> None:
        """Note that these figures could not be measured: they are absent, and named with the reason."""
        for name in names:
            self.lacking[name] = " ".join(why.split())[:300]
            self.parts[name] = self.part
            print(f"  {name:34} NOT MEASURED   {self.lacking[name]}", flush=True)

    def figure(self, name: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> None:
        """Note a number, and say so at once."""
        one = self.figures[name] = Figure(round(value, 3), at_least, at_most)
        self.parts[name] = self.part
        verdict = "" if one.is_kept() else "   MISSED"
        print(f"  {name:34} {one.value:10.2f}   {one.goal()}{verdict}", flush=True)

    def table(self, title: str, rows: dict[str, Figures]) -> None:
        """Note the medians of rounds, and print them."""
        self.tables[title] = {name: figures.told() for name, figures in rows.items()}
        self.parts[title] = self.part
        print(f"\n{title}", flush=True)
        for name, told in self.tables[title].items():
            failed = f"  failed: {told['failed']:.0f}" if told["failed"] else ""
            print(
                f"  {name:34} {told['a_second']:8.1f}/s  p50 {told['p50']:7.1f}  p95 {told['p95']:7.1f} ms"
                f"  CPU {told['app_ms']:7.2f} + {told['database_ms']:.2f} ms{failed}",
                flush=True,
            )

    def missed(self) -> list[str]:
        """The goals that were not reached, and what nobody knows."""
        missed = [f"{name}: {one.value:g}, {one.goal()}" for name, one in self.figures.items() if not one.is_kept()]
        return missed + [f"{name}: not measured, {why}" for name, why in self.lacking.items()]

    def write(self) -> Path:
        """Keep it. A run of some parts replaces these in the result of the same day and leaves the others."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        file = RESULTS / f"{datetime.now(UTC).date().isoformat()}.json"
        held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        again = {self.part, *self.parts.values()}
        of = {name: part for name, part in held.get("of", {}).items() if part not in again}
        kept = {key: {name: row for name, row in held.get(key, {}).items() if name in of} for key in KEPT}
        figures = {**kept["figures"], **{name: one.value for name, one in self.figures.items()}}
        told = {
            "machine": machine(),
            **figures,
            "figures": figures,
            "goals": {**kept["goals"], **{name: one.goal() for name, one in self.figures.items() if one.goal()}},
            "tables": {**kept["tables"], **self.tables},
            "not measured": {**kept["not measured"], **self.lacking},
            "of": {**of, **self.parts},
            "facts": {**held.get("facts", {}), **self.facts},
        }
        file.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        _write_page(file.stem, told)
        return file


def machine() -> dict[str, str]:
    """What it ran on, and how busy that was."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return {
        "processors": f"{os.cpu_count()} x {model.group(1) if model else platform.machine()}",
        "python": platform.python_version(),
        "load at the end": " ".join(f"{load:.1f}" for load in os.getloadavg()),
    }


def _write_page(day: str, told: dict[str, Any]) -> None:
    lines = [f"Measured on {day}, {told['machine']['processors']}, Python {told['machine']['python']}.", ""]
    lines += ["| figure | value | goal |", "|---|---|---|"]
    lines += [f"| `{name}` | {value:g} | {told['goals'].get(name, '')} |" for name, value in told["figures"].items()]
    lines += [f"| `{name}` | not measured: {_cell(why)} | |" for name, why in told["not measured"].items()]
    for title, rows in told["tables"].items():
        lines += ["", f"**{title}**", "", "| | requests/s | p50 ms | p95 ms | CPU ms: app | database |", "|---|---|---|---|---|---|"]
        for name, row in rows.items():
            cells = (row["a_second"], row["p50"], row["p95"], row["app_ms"], row["database_ms"])
            lines.append(f"| {name} | " + " | ".join(f"{cell:g}" for cell in cells) + " |")
    write_between(PAGE, *MARKS, "\n".join(["", *lines, ""]))


def _cell(text: str) -> str:
    """A text that cannot break the table."""
    return text.replace("|", "/").replace("<", "(").replace(">", ")")
