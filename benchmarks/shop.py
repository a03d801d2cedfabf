"""A shop of its own for a measurement: fresh SQLite data, gunicorn on a loopback port, stopped afterwards."""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Shop:
    """A running shop."""

    address: str
    var_dir: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> None:
        """Run a management command on this shop's data."""
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=PROJECT, env=self.environment, check=True)


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_shop(folder: Path, **variables: str) -> Shop:
    """A shop that keeps its data in ``folder`` and answers on a free port once it is started."""
    address = f"http://127.0.0.1:{free_port()}"
    settings = {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "BASE_URL": address,
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "WARNING",
    }
    return Shop(address, folder, {**os.environ, **settings, **variables})


def copy_data(pattern: Path, folder: Path) -> None:
    """Fill ``folder`` with the data of a shop that nobody has visited, kept in ``pattern``; the first who asks prepares it."""
    pattern.parent.mkdir(parents=True, exist_ok=True)
    with pattern.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not pattern.exists():
            building = pattern.with_suffix(".building")
            new_shop(building).manage("prepare")
            building.replace(pattern)
    shutil.copytree(pattern, folder, dirs_exist_ok=True)


@contextmanager
def running_shop(
    *, application: str = "marketplace.wsgi", processes: int = 2, threads: int = 8, pattern: Path | None = None, **variables: str
) -> Iterator[Shop]:
    """A shop with demo data, up until the block ends. ``variables`` are added to its environment; for ``pattern`` see ``copy_data``."""
    with tempfile.TemporaryDirectory(prefix="bazaar-") as folder:
        shop = new_shop(Path(folder), **variables)
        address, environment = shop.address, shop.environment
        if pattern:
            copy_data(pattern, shop.var_dir)
        else:
            shop.manage("prepare")
        server = subprocess.Popen(
            [
                str(Path(sys.executable).parent / "gunicorn"),
                application,
                f"--bind={address.removeprefix('http://')}",
                f"--workers={processes}",
                f"--threads={threads}",
                "--preload",
                "--no-control-socket",
                "--log-level=error",
            ],
            cwd=PROJECT,
            env=environment,
        )
        try:
            wait_for(f"{address}/healthz")
            yield shop
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str, *, timeout_s: float = 90) -> None:
    """Until the address answers. Raises ``TimeoutError``."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} did not answer in {timeout_s:.0f} s")
