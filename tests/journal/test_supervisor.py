"""The supervisor, with small programs instead of web server and worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.waiting import is_running, until

# A program that starts one of its own, as gunicorn does, and writes down both process ids at each start.
PROGRAM = """
import os, signal, subprocess, sys
folder, deaf = sys.argv[1], sys.argv[2] == "deaf"
if deaf:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
inner = subprocess.Popen([sys.executable, "-S", "-c", "import signal; signal.pause()"])
with open(f"{folder}/starts", "a") as starts:
    starts.write(f"{os.getpid()} {inner.pid}\\n")
while True:
    signal.pause()
"""
SUPERVISOR = """
import os, sys
from journal.supervisor import Child, run
folder, mode, grace = sys.argv[1:4]
programs = [Child(name, [sys.executable, "-S", f"{folder}/program.py", f"{folder}/{name}", mode], dict(os.environ)) for name in ("web", "worker")]
sys.exit(run(programs, stop_grace_s=float(grace), stop_with_parent=mode == "tied"))
"""
PARENT = f"import subprocess, sys; subprocess.call([sys.executable, '-c', {SUPERVISOR!r}, *sys.argv[1:]])"


class Supervised:
    """A running supervisor over two programs, ``web`` and ``worker``."""

    def __init__(self, folder: Path, mode: str = "", grace_s: float = 10) -> None:
        self.folder = folder
        (folder / "program.py").write_text(PROGRAM)
        for name in ("web", "worker"):
            (folder / name).mkdir(exist_ok=True)
        self.log = folder / "log"
        with self.log.open("ab") as log:
            command = [sys.executable, "-c", PARENT if mode == "tied" else SUPERVISOR, str(folder), mode, str(grace_s)]
            self.process = subprocess.Popen(command, stderr=log, cwd=Path(__file__).parents[2])
        for name in ("web", "worker"):
            until(lambda name=name: len(self.starts(name)) == 1)

    def starts(self, name: str) -> list[list[int]]:
        """Process ids, outer and inner, of each start of one program."""
        file = self.folder / name / "starts"
        lines = file.read_text().splitlines(keepends=True) if file.exists() else []
        return [[int(pid) for pid in line.split()] for line in lines if line.endswith("\n")]

    def everybody(self) -> list[int]:
        return [pid for name in ("web", "worker") for start in self.starts(name) for pid in start]

    def nobody_is_left(self) -> bool:
        return not any(is_running(pid) for pid in self.everybody())


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path)
    yield running
    _clear_away(running)


def _clear_away(running: Supervised) -> None:
    running.process.kill()
    running.process.wait()
    for pid in running.everybody():
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop_it_stops_everybody_and_answers_zero(supervised: Supervised, number: signal.Signals) -> None:
    supervised.process.send_signal(number)
    assert supervised.process.wait(10) == 0
    assert supervised.nobody_is_left()
    assert [len(supervised.starts(name)) for name in ("web", "worker")] == [1, 1]


def test_a_program_that_dies_is_started_again_and_the_rest_of_its_group_is_killed(supervised: Supervised) -> None:
    outer, inner = supervised.starts("worker")[0]
    os.kill(outer, signal.SIGKILL)
    until(lambda: len(supervised.starts("worker")) == 2)
    assert not is_running(inner)
    assert len(supervised.starts("web")) == 1


def test_nobody_survives_a_supervisor_that_is_killed_outright(supervised: Supervised) -> None:
    assert all(is_running(pid) for pid in supervised.everybody())
    supervised.process.kill()
    supervised.process.wait()
    until(supervised.nobody_is_left)


def test_tied_to_its_parent_it_stops_everybody_when_the_parent_is_killed(tmp_path: Path) -> None:
    running = Supervised(tmp_path, mode="tied")
    try:
        running.process.kill()
        running.process.wait()
        until(running.nobody_is_left)
    finally:
        _clear_away(running)


def test_a_killed_guard_is_replaced(supervised: Supervised) -> None:
    children = Path(f"/proc/{supervised.process.pid}/task/{supervised.process.pid}/children").read_text().split()
    guard = next(int(pid) for pid in children if int(pid) not in supervised.everybody())
    os.kill(guard, signal.SIGKILL)
    until(lambda: "guard_replaced" in supervised.log.read_text())
    supervised.process.kill()
    supervised.process.wait()
    until(supervised.nobody_is_left)


def test_a_program_that_will_not_stop_is_killed_after_the_grace(tmp_path: Path) -> None:
    running = Supervised(tmp_path, mode="deaf", grace_s=0.3)
    try:
        running.process.terminate()
        assert running.process.wait(10) == 1
        assert running.nobody_is_left()
    finally:
        _clear_away(running)


def test_restarts_of_a_program_that_can_not_live_become_rarer(monkeypatch: pytest.MonkeyPatch) -> None:
    from journal import supervisor

    now = 100.0
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now)
    guard = supervisor._Guard()
    program = supervisor._Program(supervisor.Child("broken", [sys.executable, "-S", "-c", "raise SystemExit(3)"], {}), guard)
    waits = []
    for lived_s in (0, 0, 0, 0, 0, 0, 29, 30):
        program.keep_running()
        assert program.process is not None
        program.process.wait()
        now += lived_s
        program.keep_running()
        waits.append(program._start_at - now)
        now = program._start_at
    guard.let_go()
    os.waitpid(guard.pid, 0)
    assert waits == [0.5, 1, 2, 4, 8, 10, 10, 0.5], "a program that lived for half a minute is started again quickly"


def test_a_program_that_is_not_there_ends_the_supervisor_with_its_reason(tmp_path: Path) -> None:
    code = f"from journal.supervisor import Child, run; run([Child('web', ['{tmp_path}/missing'], {{}})])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 1
    assert "missing" in done.stderr
