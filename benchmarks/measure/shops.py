"""The shops that are measured: ours with 1,000, 20,000 and 100,000 products, a stock Oscar with 20,000, and a view that does nothing.

They are loaded once and kept in ``var/bench``; migrations that came since are applied. What decides what is in them is stamped: when it
changes they are loaded anew.
"""

import hashlib
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.measure.postgres import Postgres, private_postgres
from benchmarks.measure.processes import processor_s
from benchmarks.measure.servers import PROJECT, Server, free_port, gunicorn, inherited, serving

FOLDER = PROJECT / "var" / "bench"
SMALL, MIDDLE, LARGE = 1_000, 20_000, 100_000
STOCK = "stock_20000"
OSCAR = "django-oscar[sorl-thumbnail]==4.2.1"
STOCK_PACKAGES = (OSCAR, "Django>=5.2,<5.3", "psycopg[binary]>=3.2", "gunicorn>=25", "whitenoise[brotli]>=6.9", "Pillow>=11.3")
GRANIAN = "granian==2.8.7"
# What decides which products are loaded and what is written of each.
MADE_OF = ("marketplace/demo/scale.py", "search/gathering.py", "search/stems.py", "benchmarks/stock/fill.py")
DRESSED_BY = ("benchmarks/dressing.py",)


@dataclass
class Shops:
    """The databases and how to serve them."""

    postgres: Postgres
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(60))
    loads: dict[str, dict[str, float]] = field(default_factory=dict)

    # --- ours -----------------------------------------------------------------------------------------------------------------
    def environment(self, products: int, port: int = 8000, **more: str) -> dict[str, str]:
        """The variables of our shop on the database with so many products."""
        own = {
            "DATABASE_URL": self.postgres.url(f"shop_{products}"),
            "VAR_DIR": str(FOLDER / "shop"),
            "SECRET_KEY": self.secret,
            "BASE_URL": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "EMAIL_URL": "dummymail://",
            "LOG_LEVEL": "WARNING",
        }
        return inherited(**{**own, **more})

    def manage(self, products: int, *arguments: str, **more: str) -> None:
        """A management command of ours."""
        self._python(self.environment(products, **more), "manage.py", *arguments)

    def grow(self, shop: int, products: int, **more: str) -> None:
        """Bring a database of ours to so many products."""
        self._python(self.environment(shop, **more), "-m", "benchmarks.growing", str(products))

    def dress(self, products: int, **more: str) -> None:
        """Make a database of ours comparable to those of another size."""
        self._python(self.environment(products, **more), "-m", "benchmarks.dressing")

    def asked(self, products: int, *arguments: str, **more: str) -> str:
        """What a measurement prints that runs within one of our shops."""
        command = [sys.executable, "-m", *arguments]
        environment = self.environment(products, **more)
        return subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    @contextmanager
    def ours(self, products: int, *, application: str = "marketplace.wsgi", **more: str) -> Iterator[Server]:
        """Our shop, on the server that all are measured on."""
        port = free_port()
        environment = self.environment(products, port, **more)
        name = f"ours, {products:,}"
        with serving(name, gunicorn(application, port), port, environment, probe="/healthz", database=self.postgres) as server:
            yield server

    # --- stock Oscar ----------------------------------------------------------------------------------------------------------
    def stock_environment(self) -> dict[str, str]:
        """The variables of stock Oscar."""
        stock = {"STOCK_DATABASE": STOCK, "STOCK_PORT": str(self.postgres.port), "STOCK_FOLDER": str(FOLDER / "stock")}
        return inherited(**stock, PYTHONPATH=str(PROJECT), PYTHONWARNINGS="ignore", DJANGO_SETTINGS_MODULE="benchmarks.stock.settings")

    @contextmanager
    def stock(self, *, application: str = "benchmarks.stock.wsgi") -> Iterator[Server]:
        """Stock Oscar in its own environment."""
        port, python = free_port(), str(stock_python())
        command = gunicorn(application, port, python=python)
        with serving("stock Oscar", command, port, self.stock_environment(), probe="/catalogue/", database=self.postgres) as server:
            yield server

    @contextmanager
    def bare(self) -> Iterator[Server]:
        """A Django view that answers with as many bytes as a list has."""
        port = free_port()
        with serving("bare view", gunicorn("benchmarks.bare:application", port), port, inherited(), probe="/") as server:
            yield server

    # --- loading --------------------------------------------------------------------------------------------------------------
    def load(self) -> None:
        """What is missing; then keep it all for the next run."""
        made, dressed, marked = stamp(MADE_OF), stamp(DRESSED_BY), _read(FOLDER / "stamp.json")
        self.loads = marked.get("loads", {}) if marked.get("made_of") == made else {}
        is_new = marked.get("made_of") != made
        if is_new:
            self._load_ours()
            self._load_stock()
        elif marked.get("migrations") != migrations():
            for products in (SMALL, MIDDLE, LARGE):
                self.manage(products, "migrate", "-v0")
            self.manage(SMALL, "collectstatic", "--noinput", "-v0")
        elif marked.get("dressed") == dressed:
            return
        for products in (SMALL, MIDDLE, LARGE):
            self.dress(products)
        for name in (*(f"shop_{products}" for products in (SMALL, MIDDLE, LARGE)), STOCK):
            self.postgres.run("VACUUM ANALYZE", name)
        self.postgres.keep()
        (FOLDER / "stamp.json").write_text(
            json.dumps({"made_of": made, "dressed": dressed, "migrations": migrations(), "loads": self.loads}, indent=1)
        )

    def _load_ours(self) -> None:
        self.postgres.drop(f"shop_{SMALL}")
        self.postgres.run(f"CREATE DATABASE shop_{SMALL}")
        (FOLDER / "shop" / "migrations.hash").unlink(missing_ok=True)
        self._timed("schema and demo", lambda: self.manage(SMALL, "prepare"))
        self.grow(SMALL, SMALL)
        for products in (MIDDLE, LARGE):
            self.postgres.copy(f"shop_{SMALL}", f"shop_{products}")
            self._timed(f"{products}", partial(self.grow, products, products))

    def _load_stock(self) -> None:
        self.postgres.drop(STOCK)
        self.postgres.run(f"CREATE DATABASE {STOCK}")
        (FOLDER / "stock").mkdir(parents=True, exist_ok=True)
        command = [str(stock_python()), "-m", "benchmarks.stock.fill", str(MIDDLE)]
        self._timed("stock", lambda: subprocess.run(command, cwd=PROJECT, env=self.stock_environment(), check=True))

    def _timed(self, name: str, act: Callable[[], object]) -> None:
        print(f"Loading: {name} ...", flush=True)
        began, used = time.monotonic(), processor_s(self.postgres.process())
        act()
        seconds, database = time.monotonic() - began, processor_s(self.postgres.process()) - used
        self.loads[name] = {"seconds": round(seconds, 1), "database_cpu_s": round(database, 1)}
        print(f"  {seconds:.0f} s", flush=True)

    @staticmethod
    def _python(environment: dict[str, str], *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=environment, check=True)


def stamp(files: tuple[str, ...]) -> str:
    """Of what is in these files."""
    digest = hashlib.sha256()
    for name in files:
        digest.update((PROJECT / name).read_bytes())
    return digest.hexdigest()[:16]


def migrations() -> str:
    """Of what is in all migrations."""
    digest = hashlib.sha256()
    for file in sorted(PROJECT.glob("*/migrations/*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _read(file: Path) -> dict[str, dict[str, dict[str, float]]]:
    if not file.exists():
        return {}
    found: dict[str, dict[str, dict[str, float]]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def stock_python() -> Path:
    """The Python of Oscar's own environment, made where it is missing or holds something else. Raises ``CalledProcessError``."""
    folder, wanted = FOLDER / "oscar", "\n".join(STOCK_PACKAGES)
    ready = folder / "ready"
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        print(f"Installing {OSCAR} into {folder} ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--no-input", *STOCK_PACKAGES], check=True)
        ready.write_text(wanted, encoding="utf-8")
    return folder / "bin" / "python"


def granian_folder() -> Path:
    """Where granian is, which the shop itself does not need."""
    folder = FOLDER / "granian"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "pip", "--version"], check=False, capture_output=True)
        subprocess.run([str(stock_python()), "-m", "pip", "install", "-q", "--no-input", "--target", str(folder), GRANIAN], check=True)
        (folder / "ready").touch()
    return folder


@contextmanager
def shops() -> Iterator[Shops]:
    """All of them, loaded."""
    (FOLDER / "shop").mkdir(parents=True, exist_ok=True)
    with private_postgres(FOLDER / "cluster") as postgres:
        found = Shops(postgres)
        found.load()
        yield found
