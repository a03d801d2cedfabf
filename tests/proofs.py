"""Checks of the books that are asked again, without composing their statements again: that takes Django twenty times as long as a
database takes to answer them, and hundreds of tests end with all of them.

What a check asks, and what it finds, follows from what the database answers and from nothing else. So while it is answered as it was
when it found nothing, its next question is the one it asked then, and it finds nothing again. At the first other answer it runs itself.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest
from django.db import connections

# The checks, by module. None of them knows the time or a setting. One that is missing here runs itself each time.
CHECKS = {
    "payments.comparing": ("_differences", "_credits_without_entries", "_refunds_that_do_not_sum"),
    "payments.payouts.checks": ("_sums", "_lines", "_files", "_journals", "_balances"),
    "payments.households.checks": ("_splits", "_shares", "_payments", "_balances"),
    "payments.papers.verifying": ("_gaps", "_sums", "_credits", "_received", "_earned"),
    "payments.fee_papers.verifying": ("_gaps", "_sums", "_ledger"),
    "payments.cash.checks": ("problems",),
    "payments.disputes.checks": ("problems",),
    "payments.refund_files.checks": ("problems",),
    "orders.line_checks": ("_unnamed", "_too_much", "_too_much_delivery", "_returns"),
    "orders.vouchers.checking": ("_counters", "_uses", "_parts", "_allocations"),
}


@dataclass(frozen=True)
class Question:
    """A statement with its values, as a database was asked it."""

    alias: str
    statement: str
    values: Any

    def answer(self) -> str:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(self.statement, self.values)
            return repr(cursor.fetchall())


@dataclass
class Step:
    """A question, and the step after each of its answers. Without a question the check has ended, and found nothing."""

    question: Question | None = None
    after: "dict[str, Step]" = field(default_factory=dict)


class Remembered:
    """A check that finds sentences, and the ways it went when it found none."""

    def __init__(self, check: Callable[[], Iterable[str]]) -> None:
        self.check = check
        self.first: Step | None = None

    def __call__(self) -> list[str]:
        if self._goes_a_known_way():
            return []
        asked: list[tuple[Question, str]] = []
        with _listening(asked):
            found = list(self.check())
        if not found:
            self._learn(asked)
        return found

    def _goes_a_known_way(self) -> bool:
        step = self.first
        while step and step.question:
            step = step.after.get(step.question.answer())
        return step is not None

    def _learn(self, asked: list[tuple[Question, str]]) -> None:
        step = self.first = self.first or Step()
        for question, answer in asked:
            step.question = step.question or question
            assert step.question == question, f"{self.check.__module__}.{self.check.__name__} depends on more than the database"
            step = step.after.setdefault(answer, Step())


@contextmanager
def _listening(asked: list[tuple[Question, str]]) -> Iterator[None]:
    """Notes every question with its answer, for which it is asked twice."""

    def note(execute: Callable[..., Any], statement: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
        execute(statement, values, many, context)
        asked.append((Question(context["connection"].alias, statement, values), repr(context["cursor"].fetchall())))
        return execute(statement, values, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield


@contextmanager
def remembered() -> Iterator[None]:
    """Every check of ``CHECKS`` is remembered for as long as this process lives."""
    with pytest.MonkeyPatch.context() as patch:
        for name, checks in CHECKS.items():
            module = import_module(name)
            for check in checks:
                patch.setattr(module, check, Remembered(getattr(module, check)))
        yield
