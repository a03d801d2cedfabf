"""Our shop on SQLite with 1,000, 20,000 and 100,000 products, kept in ``var/bench/sqlite`` and loaded anew as those on PostgreSQL are."""

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure.shops import DRESSED_BY, FOLDER, LARGE, MADE_OF, MIDDLE, SMALL, Shops, migrations, stamp

KEPT = FOLDER / "sqlite"
STAMP = KEPT / "stamp.json"


@dataclass(frozen=True)
class SqliteShops:
    """The databases, and how the shop is told of them."""

    shops: Shops

    def file(self, products: int) -> Path:
        return KEPT / f"shop_{products}.sqlite3"

    def variables(self, products: int) -> dict[str, str]:
        """What sets this shop apart from the one on PostgreSQL."""
        return {"DATABASE_URL": f"sqlite:///{self.file(products)}"}

    def load(self) -> dict[str, float]:
        """What is missing; the seconds that each took when it was loaded."""
        KEPT.mkdir(parents=True, exist_ok=True)
        wanted = {"made_of": stamp(MADE_OF), "dressed": stamp(DRESSED_BY), "migrations": migrations()}
        marked = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.exists() else {}
        loads: dict[str, float] = marked.pop("loads", {})
        if marked == wanted:
            return loads
        if marked.get("made_of") != wanted["made_of"]:
            loads = self._load()
        for products in (SMALL, MIDDLE, LARGE):
            self.shops.manage(products, "migrate", "-v0", **self.variables(products))
            self.shops.dress(products, **self.variables(products))
            with closing(sqlite3.connect(self.file(products))) as database:
                database.execute("ANALYZE")
        STAMP.write_text(json.dumps({**wanted, "loads": loads}, indent=1), encoding="utf-8")
        return loads

    def _load(self) -> dict[str, float]:
        for left in KEPT.glob("shop_*"):
            left.unlink()
        loads = {}
        self.shops.manage(SMALL, "prepare", **self.variables(SMALL))
        for products in (SMALL, MIDDLE, LARGE):
            print(f"Loading: {products} on SQLite ...", flush=True)
            if products != SMALL:
                _copy(self.file(SMALL), self.file(products))
            began = time.monotonic()
            self.shops.grow(products, products, **self.variables(products))
            loads[f"{products}"] = round(time.monotonic() - began, 1)
            print(f"  {loads[f'{products}']:.0f} s", flush=True)
        return loads

    def index_alone_s(self, products: int) -> float:
        """How long the words of all products take to be put into an empty index."""
        with closing(sqlite3.connect(self.file(products))) as database:
            (made,) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'search_words'").fetchone()
            began = time.monotonic()
            database.execute(made.replace("search_words", "temp.words_anew", 1))
            words = "SELECT id, title_stems, about_stems, words FROM search_productfacts"
            database.execute(f"INSERT INTO temp.words_anew (rowid, title, about, words) {words}")
            return time.monotonic() - began


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as copy:
        held.backup(copy)
