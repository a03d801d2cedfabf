"""`make run` tells in plain words what is wrong and what to do."""

import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.start import __main__ as entry
from marketplace.start import commands, environment, serving
from marketplace.start.problems import StartProblem

pytestmark = pytest.mark.once

PROJECT = Path(__file__).resolve().parents[2]


def test_an_old_python_is_named_with_the_version_that_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert entry.main() == 2
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer; this is 3.9" in said
    assert "make run PYTHON=" in said


def test_a_taken_port_is_told_with_another_one_to_take() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StartProblem, match=f"make run PORT={port + 1}"):
            serving.check_port(port)
    serving.check_port(port)


def _system_python(tmp_path: Path, version: str) -> Path:
    program = tmp_path / f"python{version}"
    program.write_text(f"#!/bin/sh\necho {version.replace('.', ' ')}\n")
    program.chmod(0o755)
    return program


def test_a_python_compiled_without_profiles_gives_way_to_the_systems_of_the_same_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = f"{sys.version_info[0]}.{sys.version_info[1]}"
    monkeypatch.setattr(environment.sysconfig, "get_config_var", lambda name: "--enable-shared")
    for version, is_taken in ((mine, True), ("3.1", False), ("", False)):  # the last one can make no environments
        system = _system_python(tmp_path, version)
        monkeypatch.setattr(environment, "SYSTEM_PYTHON", system)
        assert environment.interpreter() == (str(system) if is_taken else sys.executable)
    monkeypatch.setattr(environment, "SYSTEM_PYTHON", _system_python(tmp_path, mine))
    monkeypatch.setattr(environment.sysconfig, "get_config_var", lambda name: "--enable-optimizations")
    assert environment.interpreter() == sys.executable
    monkeypatch.setattr(environment.sysconfig, "get_config_var", lambda name: None)
    monkeypatch.setattr(environment, "SYSTEM_PYTHON", tmp_path / "none")
    assert environment.interpreter() == sys.executable


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(StartProblem, match="1 to 65535"):
        serving.ServeSettings.from_environment()


def test_a_half_made_environment_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    monkeypatch.setattr(environment, "VENV_DIR", venv)
    monkeypatch.setattr(environment, "VENV_PYTHON", venv / "bin" / "python")
    installed = []

    def install(*, with_dev: bool) -> None:
        assert not venv.exists()
        installed.append(with_dev)
        (venv / "bin").mkdir(parents=True)
        (venv / "bin" / "python").touch()

    monkeypatch.setattr(environment, "_install", install)
    assert not environment.is_ready(with_dev=False)
    environment.ensure(with_dev=False)
    assert "half made" in capsys.readouterr().out
    assert environment.is_ready(with_dev=False)
    environment.ensure(with_dev=False)
    assert installed == [False]


def test_an_install_that_fails_leaves_no_stamp_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    monkeypatch.setattr(environment, "VENV_DIR", venv)
    monkeypatch.setattr(environment, "VENV_PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(environment.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    with pytest.raises(StartProblem, match="run the same command again"):
        environment.ensure(with_dev=False)
    assert not environment.is_ready(with_dev=False)


def test_a_full_disk_is_told_before_anything_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = type("Usage", (), {"free": 5 * 2**20})
    monkeypatch.setattr(serving.shutil, "disk_usage", lambda _folder: usage)
    settings = serving.ServeSettings(port=8000, var_dir=tmp_path / "var")
    with pytest.raises(StartProblem, match="disk is full"):
        serving.prepare(settings)


def test_a_disk_that_fills_up_on_the_way_is_told_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_arguments: list[str]) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", "var/db.sqlite3")

    monkeypatch.setattr(commands, "run", full)
    assert commands.dispatch(["run"]) == 1
    said = capsys.readouterr().err
    assert "The disk is full" in said
    assert "Traceback" not in said


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartProblem, match="VAR_DIR"):
        serving.prepare(serving.ServeSettings(port=8000, var_dir=tmp_path / "file" / "var"))


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(serving.subprocess, "run", lambda *_args, **_kwargs: done)
    settings = serving.ServeSettings(port=8000, var_dir=tmp_path / "var")
    serving.prepare(settings)
    key = tmp_path / "var" / "secret_key"
    first = key.read_text(encoding="utf-8")
    assert len(first) > 50
    assert key.stat().st_mode & 0o077 == 0
    serving.prepare(settings)
    assert key.read_text(encoding="utf-8") == first


def test_data_is_made_ready_once_and_again_when_a_migration_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls = []
    monkeypatch.setattr(serving.subprocess, "run", lambda command, **_: calls.append(command) or subprocess.CompletedProcess(command, 0))
    settings = serving.ServeSettings(port=8000, var_dir=tmp_path / "var")
    serving.prepare(settings)
    serving.prepare(settings)
    assert len(calls) == 1
    monkeypatch.setattr(serving, "_stamp", lambda: "another")
    serving.prepare(settings)
    assert len(calls) == 2


def test_modules_needed_before_the_environment_exists_import_nothing_but_the_standard_library() -> None:
    program = (
        "import sys, marketplace.start.commands as c; print([m for m in sys.modules if m.split('.')[0] in ('django', 'environ', 'oscar')])"
    )
    done = subprocess.run([sys.executable, "-S", "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_programs_keep_their_compiled_modules_inside_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    for given in (environment.variables(), serving.ServeSettings(port=8000, var_dir=tmp_path).environment()):
        assert "PYTHONDONTWRITEBYTECODE" not in given
        assert Path(given["PYTHONPYCACHEPREFIX"]).is_relative_to(environment.PROJECT_DIR / ".venv")
