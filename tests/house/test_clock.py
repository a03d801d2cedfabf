"""A run that goes past midnight means one day by "today": none is written down while tests are collected."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

TESTS = Path(__file__).resolve().parents[1]
CLOCKS = {"localdate", "localtime", "now", "today", "utcnow", "time"}


def read_while_collecting(code: str) -> Iterator[int]:
    """Lines that ask a clock when the module is loaded: outside of functions, and in what decorates them or stands for what is not given."""
    waiting: list[ast.AST] = [ast.parse(code)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *(one for one in node.args.kw_defaults if one)]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield node.lineno


def test_no_test_asks_a_clock_before_it_runs() -> None:
    found = [f"{path.relative_to(TESTS)}:{line}" for path in TESTS.rglob("*.py") for line in read_while_collecting(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("TODAY = timezone.localdate()", [1]),
        ("@pytest.mark.parametrize('day', [date.today()])\ndef test(day): ...", [1]),
        ("class Late:\n    day = datetime.now()", [2]),
        ("def later(day=timezone.now()): ...", [1]),
        ("def test():\n    timezone.now()", []),
        ("later = lambda: timezone.now()", []),
    ],
)
def test_what_is_read_while_collecting_is_found(code: str, lines: list[int]) -> None:
    assert list(read_while_collecting(code)) == lines
