"""Groups of tests: known ones are named when left out, unknown ones stop the run."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def run_pytest(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_sample.py").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        str(PROJECT / "pyproject.toml"),
        "--rootdir",
        str(PROJECT),
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run([*command, str(folder)], cwd=PROJECT, capture_output=True, text=True, check=False)


def test_a_group_whose_need_is_missing_is_left_out_by_name(tmp_path: Path, monkeypatch: object) -> None:
    sample = "import pytest\n\n@pytest.mark.postgres\ndef test_a():\n    assert False\n\n@pytest.mark.sqlite\ndef test_b():\n    assert False\n\ndef test_c():\n    pass\n"
    done = run_pytest(tmp_path, sample)
    assert "Left out: " in done.stdout
    assert "1 test. Needs" in done.stdout


def test_a_marker_that_is_not_in_the_file_stops_the_run(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "import pytest\n\n@pytest.mark.whenever\ndef test_a():\n    pass\n")
    assert done.returncode != 0
    assert "whenever" in done.stdout
