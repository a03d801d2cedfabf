"""run, test, lint and the smaller commands behind the Makefile."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from marketplace.start import environment, serving
from marketplace.start.environment import PROJECT_DIR, VENV_PYTHON
from marketplace.start.problems import StartProblem, disk_full

LINTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("import-linter", ("lint-imports",)),
    ("mypy", ("mypy", ".")),
    ("djlint", ("djlint", "templates", "--lint", "--quiet")),
    ("migrations", ("python", "manage.py", "makemigrations", "--check", "--dry-run")),
    ("deploy check", ("python", "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING")),
    ("docs", ("python", "-m", "docs.check")),
)


def dispatch(arguments: list[str]) -> int:
    """Do one command; 0 when it went well. Problems are told in plain words."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "run": run,
        "test": test,
        "lint": lint,
        "manage": manage,
        "tool": tool,
    }
    if not arguments or arguments[0] not in commands:
        print(f"Say one of: {', '.join(commands)}", file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except StartProblem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            print(f"\n{disk_full(error.filename or PROJECT_DIR)}", file=sys.stderr)
            return 1
        raise
    except KeyboardInterrupt:
        return 130


def run(_arguments: list[str]) -> int:
    """The whole shop on this machine."""
    settings = serving.ServeSettings.from_environment()
    serving.check_port(settings.port)
    environment.ensure(with_dev=False)
    serving.prepare(settings)
    return serving.serve(settings)


def _in_venv(command: tuple[str, ...] | list[str], **variables: str) -> int:
    """Run a program of the environment with the development settings; its return code."""
    program = environment.VENV_DIR / "bin" / command[0]
    settings = {
        "SECRET_KEY": "lint-and-tests-only-Vt2r9QwLx8Zb4Kp7Ny3Hc6Mf1Js5Gd0Ta9Re2Wq8Ux4Zi7Ob3",
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "PATH": f"{environment.VENV_DIR / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        [str(program), *command[1:]], cwd=PROJECT_DIR, env={**environment.variables(), **settings, **variables}, check=False
    ).returncode


def test(arguments: list[str]) -> int:
    """The suite in random order on both cores, with its databases below VAR_DIR."""
    environment.ensure(with_dev=True)
    var_dir = Path(os.environ.get("VAR_DIR") or "var") / "test"
    return _in_venv(["python", "-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments], VAR_DIR=str(var_dir))


def lint(_arguments: list[str]) -> int:
    """Every linter; all run even when one fails."""
    environment.ensure(with_dev=True)
    failed = []
    for name, command in LINTERS:
        print(f"== {name}", flush=True)
        if _in_venv(command, VAR_DIR="var/lint"):
            failed.append(name)
    print(f"\nLint found something: {', '.join(failed)}" if failed else "\nLint is clean.")
    return 1 if failed else 0


def manage(arguments: list[str]) -> int:
    """A management command on the data of `make run`."""
    environment.ensure(with_dev=True)
    settings = serving.ServeSettings.from_environment()
    serving.make_folder_and_key(settings)
    return subprocess.run([str(VENV_PYTHON), "manage.py", *arguments], cwd=PROJECT_DIR, env=settings.environment(), check=False).returncode


def tool(arguments: list[str]) -> int:
    """A program of the development environment."""
    environment.ensure(with_dev=True)
    return _in_venv(arguments)
