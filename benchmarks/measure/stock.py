"""A stock Oscar for a browser: a thousand products with photographs, on a PostgreSQL of its own, gone afterwards."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.measure.postgres import Postgres, private_postgres
from benchmarks.measure.servers import PROJECT, free_port, gunicorn, inherited, serving
from benchmarks.measure.shops import FOLDER, stock_python

PRODUCTS = 1_000  # a page of it is as heavy with any number
DATABASE = "stock_browsed"


def _environment(postgres: Postgres) -> dict[str, str]:
    stock = {"STOCK_DATABASE": DATABASE, "STOCK_PORT": str(postgres.port), "STOCK_FOLDER": str(FOLDER / DATABASE)}
    return inherited(**stock, PYTHONPATH=str(PROJECT), PYTHONWARNINGS="ignore", DJANGO_SETTINGS_MODULE="benchmarks.stock.browsed")


@contextmanager
def stock_oscar() -> Iterator[str]:
    """Its address, up until the block ends. Raises ``FileNotFoundError`` without PostgreSQL, ``CalledProcessError`` without packages."""
    python = str(stock_python())
    (FOLDER / DATABASE).mkdir(parents=True, exist_ok=True)
    with private_postgres() as postgres:
        environment, port = _environment(postgres), free_port()
        postgres.run(f"CREATE DATABASE {DATABASE}")
        for arguments in (
            ["-m", "benchmarks.stock.fill", str(PRODUCTS)],
            ["-m", "benchmarks.stock.photographs"],
            ["-m", "django", "collectstatic", "--noinput", "-v0"],
        ):
            subprocess.run([python, *arguments], cwd=PROJECT, env=environment, check=True)
        command = gunicorn("benchmarks.stock.wsgi", port, python=python)
        with serving("stock Oscar", command, port, environment, probe="/catalogue/", database=postgres):
            yield f"http://127.0.0.1:{port}"
