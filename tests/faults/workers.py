"""Real worker processes for tests: forked from the test run, so that they start at once, on the database of the test."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction

from journal import outbox
from journal.logs import json_formatter
from journal.models import Effect
from journal.worker import Pace, Worker
from tests.waiting import is_running, until

QUICK = Pace(poll_s=0.02, jobs_s=0.05)


class Forked:
    """A process forked from the test run, that runs one function and ends."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.code: int | None = None
        connections.close_all()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.setsid()
                act()
                code = 0
            finally:
                os._exit(code)

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it like a power cut, and wait until it is gone."""
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def wait(self) -> int:
        """Its return code, negative for the signal that ended it. Raises ``AssertionError`` when it does not end in time."""
        if self.code is None:
            until(lambda: not is_running(self.pid))
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.code


class WorkerProcess(Forked):
    """One worker in a process of its own, and its log."""

    def __init__(
        self, folder: Path, *, sqlite_timeout_s: float = 20, fault_point: str = "", before: Callable[[], Any] | None = None
    ) -> None:
        self.log = folder / f"worker-{len(list(folder.glob('worker-*')))}.log"
        self.log.touch()
        super().__init__(lambda: self._work(sqlite_timeout_s, fault_point, before))

    def _work(self, sqlite_timeout_s: float, fault_point: str, before: Callable[[], Any] | None) -> None:
        handler = logging.StreamHandler(self.log.open("a"))
        handler.setFormatter(json_formatter())
        root = logging.getLogger()
        root.handlers, root.level = [handler], logging.INFO
        sys.stderr = handler.stream
        settings.FAULT_POINT = fault_point
        if connection.vendor == "sqlite":
            connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "timeout": sqlite_timeout_s}
        if before:
            before()
        Worker(QUICK).run()

    def has_logged(self, event: str, times: int = 1) -> bool:
        return self.log.read_text().count(f'"{event}"') >= times


class Board:
    """A folder on which effects in other processes leave what they did, and doors that they wait at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def owe(self, key: str, **payload: Any) -> None:
        """Owe one effect ``tests.note`` with this key."""
        with transaction.atomic():
            outbox.owe("tests.note", key=key, payload={"key": key, **payload})

    def note(self, payload: dict[str, Any]) -> None:
        """The handler: says that it began, does what the payload asks for, says that it is done."""
        self._append("began", payload["key"])
        if payload.get("dies"):
            os.kill(os.getpid(), signal.SIGKILL)
        if payload.get("waits_at"):
            until(lambda: (self.folder / payload["waits_at"]).exists(), within_s=60)
        self._append("done", payload["key"])

    def open(self, door: str) -> None:
        (self.folder / door).touch()

    def _append(self, list_name: str, key: str) -> None:
        descriptor = os.open(self.folder / list_name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(descriptor, f"{key} {os.getpid()}\n".encode())  # one write of a short line is not torn apart
        os.close(descriptor)

    def _lines(self, list_name: str) -> list[list[str]]:
        file = self.folder / list_name
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []

    def began(self, key: str = "") -> list[str]:
        return [name for name, _pid in self._lines("began") if key in ("", name)]

    def done(self, key: str = "") -> list[str]:
        return [name for name, _pid in self._lines("done") if key in ("", name)]

    def workers(self) -> set[str]:
        """Process ids that carried something out."""
        return {pid for _name, pid in self._lines("done")}


def effect(key: str) -> Effect:
    return Effect.objects.get(dedup_key=f"tests.note:{key}")


def all_recorded() -> bool:
    """Whether no effect is owed any more."""
    return not Effect.objects.filter(done_at__isnull=True).exists()
