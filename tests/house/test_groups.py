"""Groups of tests: known ones are named when left out, unknown ones stop the run."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

PROJECT = Path(__file__).resolve().parents[2]
OPTIONS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]["addopts"].split()
BOTH_DATABASES = """
import pytest

@pytest.mark.postgres
def test_a():
    assert False

@pytest.mark.sqlite
def test_b():
    assert False

def test_c():
    pass
"""


def run_pytest(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Pytest over one file with the project's group plugin and nothing else: no Django, which takes seconds to begin."""
    (folder / "test_sample.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p tests.groups --strict-markers --strict-config\n", encoding="utf-8")
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "GROUPS_REPORT": ""}
    environment.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(folder / "pytest.ini"), "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_the_suite_itself_runs_with_the_same_options() -> None:
    assert {"tests.groups", "--strict-markers", "--strict-config"} <= set(OPTIONS)


def test_a_group_whose_need_is_missing_is_left_out_by_name(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, BOTH_DATABASES)
    assert "Left out: " in done.stdout
    assert "1 test. Needs" in done.stdout


def test_a_marker_that_is_not_in_the_file_stops_the_run(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "import pytest\n\n@pytest.mark.whenever\ndef test_a():\n    pass\n")
    assert done.returncode != 0
    assert "whenever" in done.stdout
