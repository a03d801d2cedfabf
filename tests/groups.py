"""Leaves out, by name, the tests whose needs are missing. The known groups stand in groups.toml; no other marker is accepted."""

import json
import os
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

GROUPS_FILE = Path(__file__).parent / "groups.toml"
GROUPS = tomllib.loads(GROUPS_FILE.read_text(encoding="utf-8"))
_left_out: Counter[str] = Counter()
_ran: Counter[str] = Counter()


def is_there(group: dict[str, str]) -> bool:
    """Whether what a group needs is on this machine."""
    if "variable" in group:
        return bool(os.environ.get(group["variable"]))
    if "command" in group:
        return shutil.which(group["command"]) is not None
    if "function" in group:
        return bool(import_string(group["function"])())
    vendor = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    return group["database"] == vendor


def pytest_configure(config: pytest.Config) -> None:
    for name, group in GROUPS.items():
        config.addinivalue_line("markers", f"{name}: needs {group['needs']}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept, dropped = [], []
    for item in items:
        groups = [name for name in GROUPS if item.get_closest_marker(name)]
        missing = [name for name in groups if not is_there(GROUPS[name])]
        _left_out.update(missing[:1])
        if not missing:
            _ran.update(groups)
        (dropped if missing else kept).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    # The long ones first: what is left at the end is short, and no worker waits for another.
    items[:] = sorted(kept, key=lambda item: item.get_closest_marker("long") is None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what ran and what did not for the next reader: the summary, and `.ci/run`."""
    if hasattr(session.config, "workerinput"):
        session.config.workeroutput["groups"] = [dict(_left_out), dict(_ran)]
        return
    report = os.environ.get("GROUPS_REPORT")
    if report:
        Path(report).write_text(json.dumps({"left_out": _left_out, "ran": _ran}), encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Every xdist worker collects all tests; the figures of any one of them are the figures of the run."""
    groups = getattr(node, "workeroutput", {}).get("groups")
    if groups:
        _left_out.update({name: max(count - _left_out[name], 0) for name, count in groups[0].items()})
        _ran.update({name: max(count - _ran[name], 0) for name, count in groups[1].items()})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out and what it would need."""
    if hasattr(terminalreporter.config, "workerinput"):
        return
    for name in sorted(GROUPS):
        if _left_out[name]:
            count = _left_out[name]
            terminalreporter.write_line(f"Left out: {name}, {count} test{'s' if count > 1 else ''}. Needs {GROUPS[name]['needs']}.")
