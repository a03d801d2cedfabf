"""`make run`: data made ready, then web server and worker under one supervisor."""

import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from marketplace.start import environment
from marketplace.start.environment import PROJECT_DIR, VENV_PYTHON
from marketplace.start.problems import StartProblem, disk_full

NEEDED_DISK_MB = 100
# What decides whether data has to be made ready again: tables, reference data, demo data, static files, packages.
STAMPED = ("requirements.txt", "*/migrations/*.py", "*/data/*", "marketplace/demo/**/*.json", "marketplace/seed.hash", "static/**/*")


@dataclass(frozen=True)
class ServeSettings:
    """Port and data folder of one run."""

    port: int
    var_dir: Path

    @classmethod
    def from_environment(cls) -> "ServeSettings":
        """From PORT and VAR_DIR. Raises ``StartProblem`` for a port that is no port."""
        port = os.environ.get("PORT", "8000")
        if not port.isdigit() or not 1 <= int(port) <= 65535:
            raise StartProblem(f"PORT must be a number from 1 to 65535, not {port!r}.\nFor example: make run PORT=8001")
        return cls(port=int(port), var_dir=(PROJECT_DIR / os.environ.get("VAR_DIR", "var")).resolve())

    def environment(self) -> dict[str, str]:
        """The variables that the shop's processes get; anything already set wins, except what follows from port and folder."""
        derived = {"BASE_URL": f"http://127.0.0.1:{self.port}", "ALLOWED_HOSTS": "localhost"}
        own = {"VAR_DIR": str(self.var_dir), "SECRET_KEY_FILE": str(self.var_dir / "secret_key")}
        return {**derived, **environment.variables(), **own, "DJANGO_SETTINGS_MODULE": "marketplace.settings", "PYTHONUNBUFFERED": "1"}


def check_port(port: int) -> None:
    """Raises ``StartProblem`` when something already listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise StartProblem(f"Port {port} is reserved for the system.\nTake another: make run PORT=8001") from error
        except OSError as error:
            raise StartProblem(f"Port {port} is taken by another program.\nStop it, or take another: make run PORT={port + 1}") from error


def _stamp() -> str:
    digest = hashlib.sha256()
    for pattern in STAMPED:
        for file in sorted(PROJECT_DIR.glob(pattern)):
            if file.is_file() and ".venv" not in file.parts and "var" not in file.relative_to(PROJECT_DIR).parts[:1]:
                digest.update(str(file.relative_to(PROJECT_DIR)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def make_folder_and_key(settings: ServeSettings) -> None:
    """The data folder with a secret key in it that only its owner may read; both stay as they are once they exist."""
    var_dir = settings.var_dir
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartProblem(f"The folder {var_dir} can not be made ({error.strerror}).\nName another: make run VAR_DIR=folder") from error
    key = var_dir / "secret_key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(60) + "\n", encoding="utf-8")


def prepare(settings: ServeSettings) -> None:
    """Secret key, database, static files and demo data. Skipped when nothing they are made from has changed."""
    var_dir = settings.var_dir
    make_folder_and_key(settings)
    stamp_file, stamp = var_dir / "ready", _stamp()
    if stamp_file.exists() and stamp_file.read_text(encoding="utf-8").strip() == stamp:
        return
    if shutil.disk_usage(var_dir).free // 2**20 < NEEDED_DISK_MB:
        raise disk_full(var_dir)
    done = subprocess.run([str(VENV_PYTHON), "manage.py", "prepare"], cwd=PROJECT_DIR, env=settings.environment(), check=False)
    if done.returncode:
        raise StartProblem(
            f"The data in {var_dir} could not be made ready; the reason is above.\nIt is safe to run the same command again."
        )
    stamp_file.write_text(stamp + "\n", encoding="utf-8")


def serve(settings: ServeSettings) -> int:
    """Web server and worker until Ctrl-C; the return code of the supervisor."""
    started = time.monotonic()
    supervisor = subprocess.Popen(
        [str(VENV_PYTHON), "-m", "marketplace.start.supervised", str(settings.port)], cwd=PROJECT_DIR, env=settings.environment()
    )
    try:
        _announce(settings, supervisor, started)
        return supervisor.wait()
    except KeyboardInterrupt:
        supervisor.wait()
        return 0


def _announce(settings: ServeSettings, supervisor: "subprocess.Popen[bytes]", started: float) -> None:
    """Wait for the first answer, then print addresses and log-ins."""
    while supervisor.poll() is None and time.monotonic() - started < 60:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", settings.port)) == 0:
                address = f"http://127.0.0.1:{settings.port}"
                sys.stdout.write(WELCOME.format(address=address, var_dir=settings.var_dir))
                sys.stdout.flush()
                return
        time.sleep(0.1)


WELCOME = """
Ladakh Bazaar is running. Demo data: every group, number and certificate is made up.

  Shop                {address}/
  Producer groups     {address}/workspace/
  Administration      {address}/admin/
  Oscar's dashboard   {address}/central/

  Log in with the password ladakh-demo-2026 as
    shopper@demo.example          a shopper
    suru-blossom@demo.example     owner of the apricot growers (each group: <its address>@demo.example)
    facilitator@demo.example      acts for two groups
    staff@demo.example            central staff

  Data, uploads and logs are in {var_dir}. Stop with Ctrl-C.
"""
