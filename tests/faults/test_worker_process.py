"""`manage.py worker` under the supervisor, as `make run` starts it: killed, restarted, and stopped without a trace."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from journal import heartbeat
from notices.models import Notice
from notices.tell import tell
from tests.waiting import is_running, until

pytestmark = pytest.mark.long

LARGEST_PSS_MB = 250
SUPERVISOR = """
import os, sys
from journal.supervisor import Child, run
sys.exit(run([Child("worker", [sys.executable, "manage.py", "worker", "--poll", "0.05"], dict(os.environ))]))
"""


def database_url() -> str:
    """The database of this test, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(name).resolve()}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def pss_mb(pid: int) -> int:
    """The memory of a process, shared pages counted in part."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))) // 1024


class SupervisedWorker:
    """The supervisor, its log, and a folder into which mails are written."""

    def __init__(self, folder: Path) -> None:
        self.mails = folder / "mails"
        self.log = folder / "log"
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(folder / "var"),
            "EMAIL_URL": f"filemail:///{self.mails}",
            "LOG_LEVEL": "INFO",
        }
        connections.close_all()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-c", SUPERVISOR], env=environment, stderr=log, cwd=settings.BASE_DIR)

    def worker_pids(self) -> list[int]:
        """The process id of each start of the worker."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{") and line.endswith("}")]
        return [line["pid"] for line in lines if line["event"] == "child_started"]

    def titles(self) -> list[str]:
        """Subjects of the mails sent, in any order."""
        texts = [file.read_text() for file in self.mails.glob("*")] if self.mails.exists() else []
        return sorted(line.partition(": ")[2] for text in texts for line in text.splitlines() if line.startswith("Subject: "))


@pytest.fixture
def supervised(tmp_path: Path, committed_db: None) -> Iterator[SupervisedWorker]:
    running = SupervisedWorker(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()
    until(lambda: not any(is_running(pid) for pid in running.worker_pids()))


def _tell(title: str) -> None:
    with transaction.atomic():
        tell(kind="tests.hello", to_email="asha@test.example", key=title, title=title, body="Julley")


def test_an_idle_worker_that_is_killed_is_started_again_and_no_notice_is_lost(supervised: SupervisedWorker) -> None:
    _tell("first")
    until(lambda: Notice.objects.filter(sent_at__isnull=False).count() == 1, within_s=60)
    until(lambda: heartbeat.state().is_alive)
    [first] = supervised.worker_pids()
    assert pss_mb(first) < LARGEST_PSS_MB

    os.kill(first, signal.SIGKILL)
    _tell("second")
    until(lambda: Notice.objects.filter(sent_at__isnull=False).count() == 2, within_s=60)
    assert supervised.titles() == [f"first - {settings.SHOP_NAME}", f"second - {settings.SHOP_NAME}"]

    supervised.process.terminate()
    assert supervised.process.wait(30) == 0
    [_, second] = supervised.worker_pids()
    assert not is_running(second)
    assert '"worker_stopped"' in supervised.log.read_text()
