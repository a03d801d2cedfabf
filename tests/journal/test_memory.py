"""What a web process keeps in memory: few stores for its threads, and no library that it hardly ever needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from journal import memory

pytestmark = pytest.mark.once
PROJECT = Path(__file__).resolve().parents[2]
# Eight threads that all hold something at once; the library then tells its stores on stderr, one under each "Arena".
THREADS = """
import ctypes, sys, threading
from journal.memory import few_arenas
if len(sys.argv) > 1:
    few_arenas()
meet = threading.Barrier(9)
def hold():
    kept = [bytes(3000) for _ in range(100)]
    meet.wait()
    meet.wait()
for _ in range(8):
    threading.Thread(target=hold).start()
meet.wait()
ctypes.CDLL(None).malloc_stats()
meet.wait()
"""


def test_eight_threads_share_two_stores() -> None:
    def stores(*asked: str) -> int:
        command = [sys.executable, "-c", THREADS, *asked]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stderr.count("Arena ")

    assert stores("few") <= memory.ARENAS
    assert stores() > memory.ARENAS


def test_a_library_that_knows_nothing_of_it_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    memory.give_back()
    monkeypatch.setattr(memory, "_function", lambda _name: None)
    memory.few_arenas()
    memory.give_back()


def test_a_web_process_loads_no_library_for_spreadsheets(tmp_path: Path) -> None:
    code = (
        "import sys, marketplace.wsgi; sys.exit(any(name in sys.modules for name in ('openpyxl', 'weasyprint', 'boto3', 'elasticsearch')))"
    )
    environment = {"PATH": "", "VAR_DIR": str(tmp_path), "SECRET_KEY": "k9Vt2r9QwLx8Zb4Kp7Ny3Hc6Mf1Js5Gd0Ta9Re2Wq8Ux4Zi7Ob3Pn6Lk1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
