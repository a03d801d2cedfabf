"""Fault points: they kill in tests, and never where people buy."""

import os
import signal

import pytest
from pytest_django import Settings

from journal import faults
from journal.checks import no_fault_point_in_an_open_shop


def test_the_named_point_kills_the_process_and_others_do_nothing(settings: Settings) -> None:
    settings.FAULT_POINT = "tests.here"
    faults.point("tests.elsewhere")
    pid = os.fork()
    if pid == 0:
        faults.point("tests.here")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize(("point", "is_open", "problems"), [("x", True, ["journal.E001"]), ("x", False, []), ("", True, [])])
def test_a_fault_point_in_an_open_shop_fails_the_check(settings: Settings, point: str, is_open: bool, problems: list[str]) -> None:
    settings.FAULT_POINT, settings.SHOP_OPEN = point, is_open
    assert [problem.id for problem in no_fault_point_in_an_open_shop()] == problems
