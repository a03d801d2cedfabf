"""The supervisor: keeps a few named programs running, each in a process group of its own, and leaves nothing behind.

A program that ends is started again after a short wait, once the rest of its group is killed. SIGTERM, SIGINT or SIGHUP stops all of
them. A guard process outlives the supervisor for a moment: should the supervisor be killed outright, the guard kills every group.
Standard library only; works on Linux and macOS.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 10.0
# A program that ran this long was healthy: its next restart is quick again.
HEALTHY_AFTER_S = 30.0
# Time for finishing what is in hand after SIGTERM. Longer than SQLite's lock timeout, so that a result can still be written.
STOP_GRACE_S = 30.0
LOOK_EVERY_S = 0.1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """One program to keep running: its name in the log, command line and whole environment."""

    name: str
    argv: list[str]
    env: dict[str, str]


def run(children: list[Child], *, stop_grace_s: float = STOP_GRACE_S, stop_with_parent: bool = False) -> int:
    """Keep the programs running until told to stop; 0 when all of them ended by themselves when asked, else 1.

    ``stop_with_parent`` also stops when the process that started this one is gone, for a supervisor under a command of a terminal.
    """
    return _Supervisor(children, stop_grace_s, stop_with_parent=stop_with_parent).run()


class _Guard:
    """A small process that reads from a pipe which groups are alive, and kills them all when the pipe's other end is gone."""

    def __init__(self) -> None:
        reader, self._writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self._writer)
                _guard(reader)
            finally:
                os._exit(0)
        os.close(reader)

    def tell(self, sign: str, group: int) -> None:
        """``+``: the group was started. ``-``: it is gone. A dead guard hears nothing; it is replaced at the next look."""
        with contextlib.suppress(OSError):
            os.write(self._writer, f"{sign}{group}\n".encode())

    def is_dead(self) -> bool:
        return os.waitpid(self.pid, os.WNOHANG) != (0, 0)

    def let_go(self) -> None:
        """Close the pipe: the guard kills the groups that are still alive and ends."""
        os.close(self._writer)


def _guard(reader: int) -> None:
    """The guard's whole life, in a session of its own so that a kill of the supervisor's group does not reach it."""
    os.setsid()
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    alive: set[int] = set()
    rest = b""
    while data := os.read(reader, 4096):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            (alive.add if line[:1] == b"+" else alive.discard)(int(line[1:]))
    for group in alive:
        _kill_group(group, signal.SIGKILL)


def _kill_group(group: int, number: signal.Signals) -> bool:
    """Send the signal to a whole process group; whether there was anybody left in it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS answers "not permitted" for a group of zombies
        return False
    return True


class _Program:
    """One child and how often it had to be started."""

    def __init__(self, child: Child, guard: _Guard) -> None:
        self.child = child
        self._guard = guard
        self._wait_s = FIRST_WAIT_S
        self._start_at = 0.0
        self._started_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def keep_running(self) -> None:
        """Start it when it is time; when it ended, clear its group away and decide when it is time again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._start_at:
                self._start(now)
        elif self.process.poll() is not None:
            self.clear_away()
            if now - self._started_at >= HEALTHY_AFTER_S:
                self._wait_s = FIRST_WAIT_S
            self._start_at = now + self._wait_s
            self._wait_s = min(self._wait_s * 2, LONGEST_WAIT_S)

    def _start(self, now: float) -> None:
        self._started_at = now
        self.process = subprocess.Popen(  # noqa: S603 - the caller's own command
            self.child.argv,
            env=self.child.env,
            start_new_session=True,
            # The child announces itself before it becomes the program: there is no moment at which the guard does not know it.
            preexec_fn=lambda: self._guard.tell("+", os.getpid()),
        )
        _log("child_started", child=self.child.name, pid=self.process.pid)

    def use_guard(self, guard: _Guard) -> None:
        """From now on this guard watches over the group."""
        self._guard = guard
        if self.process is not None:
            guard.tell("+", self.process.pid)

    def ask_to_stop(self) -> None:
        if self.process is not None:
            _kill_group(self.process.pid, signal.SIGTERM)

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def clear_away(self) -> int:
        """Kill what is left of its group, whether or not the program itself has ended; its return code."""
        if self.process is None:
            return 0
        _kill_group(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        self._guard.tell("-", self.process.pid)
        _log("child_ended", child=self.child.name, pid=self.process.pid, code=code)
        self.process = None
        return code


class _Supervisor:
    def __init__(self, children: list[Child], stop_grace_s: float, *, stop_with_parent: bool) -> None:
        self._stop_grace_s = stop_grace_s
        self._parent = os.getppid() if stop_with_parent else None
        self._is_stopping = False
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
        self._guard = _Guard()
        self._programs = [_Program(child, self._guard) for child in children]

    def run(self) -> int:
        try:
            while not self._is_stopping:
                self._look()
                time.sleep(LOOK_EVERY_S)
        finally:
            code = self._stop_all()
        return code

    def _look(self) -> None:
        """Restart what ended, replace a guard that was killed, notice that the parent is gone."""
        for program in self._programs:
            program.keep_running()
        if self._guard.is_dead():
            self._guard.let_go()
            self._guard = _Guard()
            for program in self._programs:
                program.use_guard(self._guard)
            _log("guard_replaced")
        if self._parent is not None and os.getppid() != self._parent:
            self._is_stopping = True

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _stop_all(self) -> int:
        for program in self._programs:
            program.ask_to_stop()
        deadline = time.monotonic() + self._stop_grace_s
        while time.monotonic() < deadline and not all(program.has_ended() for program in self._programs):
            time.sleep(LOOK_EVERY_S / 2)
        in_time = all(program.has_ended() for program in self._programs)
        for program in self._programs:
            program.clear_away()
        self._guard.let_go()
        return 0 if in_time else 1


def _log(event: str, **fields: object) -> None:
    entry = {"event": event, "logger": "journal.supervisor", "timestamp": datetime.now(UTC).isoformat(), **fields}
    sys.stderr.write(json.dumps(entry) + "\n")
    sys.stderr.flush()
