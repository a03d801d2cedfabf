"""The virtual environment: made once, and again when the pinned requirements change or a make was interrupted."""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from marketplace.start.problems import StartProblem

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent
VENV_DIR = PROJECT_DIR / ".venv"
VENV_PYTHON = VENV_DIR / "bin" / "python"
NEEDED_DISK_MB = 600
BYTECODE_DIR = VENV_DIR / "bytecode"
SYSTEM_PYTHON = Path("/usr/bin/python3")


def variables() -> dict[str, str]:
    """The variables of this process for programs of the environment, which keep their compiled modules inside of it.

    Without them, as where PYTHONDONTWRITEBYTECODE is set, every start costs 3.4 CPU seconds more, and the shop starts four programs.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(BYTECODE_DIR)}


def requirement_files(*, with_dev: bool) -> list[Path]:
    """The pinned files to install."""
    names = ["requirements.txt", "requirements-dev.txt"] if with_dev else ["requirements.txt"]
    return [PROJECT_DIR / name for name in names]


def _stamp(*, with_dev: bool) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for file in requirement_files(with_dev=with_dev):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_ready(*, with_dev: bool) -> bool:
    """Whether the environment holds exactly what is pinned. The stamp is written last, so a half made one is not ready."""
    wanted = [_stamp(with_dev=True)] if with_dev else [_stamp(with_dev=True), _stamp(with_dev=False)]
    stamp = VENV_DIR / "stamp"
    return VENV_PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8").strip() in wanted


def ensure(*, with_dev: bool) -> None:
    """Make the environment ready. Raises ``StartProblem`` when packages can not be had or the disk is full."""
    if is_ready(with_dev=with_dev):
        return
    free_mb = shutil.disk_usage(PROJECT_DIR).free // 2**20
    if free_mb < NEEDED_DISK_MB:
        raise StartProblem(f"Only {free_mb} MB are free; the environment needs {NEEDED_DISK_MB} MB.\nFree some space and run it again.")
    stamp = VENV_DIR / "stamp"
    if VENV_DIR.exists() and not stamp.exists():
        print("The environment in .venv was only half made; making it anew.", flush=True)
        shutil.rmtree(VENV_DIR)
    stamp.unlink(missing_ok=True)
    _install(with_dev=with_dev)
    stamp.write_text(_stamp(with_dev=with_dev) + "\n", encoding="utf-8")


def interpreter() -> str:
    """The Python of the environment: the one that runs this, or the system's of the same version where that one is faster.

    A Python compiled without profiles (pyenv's usual way) takes a fifth more processor time for the tests than Debian's.
    """
    if "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "") or not SYSTEM_PYTHON.exists():
        return sys.executable
    # Debian has what makes environments in a package of its own, python3-venv.
    question = "import ensurepip, sys; print(*sys.version_info[:2])"
    asked = subprocess.run([SYSTEM_PYTHON, "-c", question], capture_output=True, text=True, check=False)
    is_same = (asked.stdout or "").split() == [str(number) for number in sys.version_info[:2]]
    return str(SYSTEM_PYTHON) if is_same else sys.executable


def _install(*, with_dev: bool) -> None:
    files = [part for file in requirement_files(with_dev=with_dev) for part in ("-r", str(file))]
    uv = shutil.which("uv")
    print(f"Installing pinned packages with {'uv' if uv else 'pip'} ...", flush=True)
    if uv:
        _call([uv, "venv", "--quiet", "--allow-existing", "--python", interpreter(), str(VENV_DIR)])
        _call([uv, "pip", "install", "--quiet", "--python", str(VENV_PYTHON), "--require-hashes", *files])
    else:
        _call([interpreter(), "-m", "venv", str(VENV_DIR)])
        # Modules are compiled when they are imported first: most never are.
        quietly = ("--quiet", "--disable-pip-version-check", "--no-compile")
        _call([str(VENV_PYTHON), "-m", "pip", "install", *quietly, "--require-hashes", *files])


def _call(command: list[str]) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONHOME")}
    done = subprocess.run(command, cwd=PROJECT_DIR, env=environment, check=False)
    if done.returncode:
        raise StartProblem(
            f"{Path(command[0]).name} could not install the packages (its words are above).\n"
            "Check the connection and the free space, then run the same command again; it carries on by itself."
        )
