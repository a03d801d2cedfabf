"""Where the processor time of a page goes: the shop in this process, one visitor after the other, nothing kept but what a process keeps.

    DATABASE_URL=... VAR_DIR=... SECRET_KEY=... python -m benchmarks.where_time_goes

Run it on a shop that is loaded and dressed (``load_demo --products 1000``, then ``python -m benchmarks.dressing``). Time is the
processor's, of this thread and of the database's own process. What it went for is told by samples of the stack, taken each
millisecond of processor time: the innermost frame that belongs to a kind names it. ``--save FOLDER`` keeps the pages' bytes, so that
two runs can be compared with ``diff -r``.
"""

import argparse
import io
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.buyers import GOODS
from benchmarks.dressing import HEADING
from benchmarks.measure.processes import processor_s

PAGES = {
    "listing": f"/c/{HEADING}/",
    "filtered": f"/c/{HEADING}/?area=leh&ready=10",
    "search": "/search/?q=apricot+oil",
    "product": f"/p/{GOODS[0]}/",
    "product, plain": "/p/scale-000010/",
    "group": "/groups/suru-blossom/",
    "home": "/",
    "listing, Hindi": f"/hi/c/{HEADING}/",
    "product, Urdu": f"/ur/p/{GOODS[0]}/",
}
WARM, ROUNDS = 12, 5
SAMPLE_S = 0.001
TOP = 12
# The first of these that stands in a frame's file (and function, behind a colon) says what the time went for.
KINDS = (
    ("driver", ("/psycopg", "/sqlite3/", "/backends/utils.py:_execute", "/backends/sqlite3/base.py", "/backends/postgresql/")),
    ("SQL composed", ("/db/models/sql/", "/db/models/lookups.py", "/db/models/expressions.py", "/db/models/query_utils.py", "/folded.py")),
    ("rows built", ("/db/models/base.py:from_db", "/db/models/query.py:__iter__", "/db/models/base.py:__init__", "/db/models/fields/")),
    ("querysets", ("/db/models/query.py", "/db/models/manager.py")),
    ("addresses", ("/urls/", "/django/utils/http.py")),
    ("words", ("/translation/", "/gettext.py", "/utils/formats.py", "/utils/dateformat.py", "/words/")),
    ("templates", ("/django/template/", "/marketplace/quick", "/templatetags/", "/django/utils/html.py")),
    ("search", ("/search/",)),
    ("view", ("/looking/", "/catalogue/", "/provenance/", "/producers/", "/payments/", "/delivery/", "/cms/", "/media/", "/money/")),
    ("middleware", ("/middleware/", "/middleware.py", "/csp/", "/whitenoise/", "/languages.py", "/policies.py", "/logs.py", "/handlers/")),
)


def environ(path: str) -> dict[str, Any]:
    """A browser's first request, as a server hands it on."""
    path, _question, asked = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": asked,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.version": (1, 0),
    }


class Samples:
    """What the stack was at each tick of processor time."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.places: Counter[str] = Counter()

    def take(self, _signal: int, frame: FrameType | None) -> None:
        while frame is not None:
            place = f"{frame.f_code.co_filename}:{frame.f_code.co_name}"
            for kind, parts in KINDS:
                if any(part in place for part in parts):
                    self.kinds[kind] += 1
                    self.places[f"{kind}: {'/'.join(place.rsplit('/', 2)[1:])}"] += 1
                    return
            frame = frame.f_back
        self.kinds["other"] += 1

    def shares(self) -> dict[str, float]:
        whole = sum(self.kinds.values()) or 1
        return {kind: count / whole for kind, count in self.kinds.most_common()}


class Page:
    """One page of the shop."""

    def __init__(self, application: Callable[..., Any], path: str) -> None:
        self.application, self.path = application, path

    def look(self) -> bytes:
        """Its bytes. Raises ``LookupError`` for anything but a page."""
        statuses: list[str] = []
        answer = self.application(environ(self.path), lambda status, *_more: statuses.append(status))
        body = b"".join(answer)
        answer.close()
        if not statuses[0].startswith("200"):
            raise LookupError(f"{self.path} answers {statuses[0]}")
        return body

    def measured(self, database: int | None, looks: int) -> dict[str, float]:
        """Milliseconds of processor time of a look: of the best round (whatever else runs makes it more), and the database's mean."""
        for _ in range(WARM):
            self.look()
        rounds, used = [], processor_s(database) if database else 0.0
        for _ in range(ROUNDS):
            began = time.thread_time()
            for _ in range(looks):
                self.look()
            rounds.append((time.thread_time() - began) * 1000 / looks)
        cost = {"app_ms": round(min(rounds), 2)}
        if database:
            cost["database_ms"] = round((processor_s(database) - used) * 1000 / (looks * ROUNDS), 2)
        return cost

    def sampled(self, looks: int) -> Samples:
        """What the time goes for."""
        samples = Samples()
        before = signal.signal(signal.SIGPROF, samples.take)
        signal.setitimer(signal.ITIMER_PROF, SAMPLE_S, SAMPLE_S)
        try:
            for _ in range(looks):
                self.look()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
        return samples


def _database() -> int | None:
    """The process of PostgreSQL that answers this one."""
    from django.db import connection  # models and settings can be used only once the shop is set up

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default="", help=f"some of: {', '.join(PAGES)}")
    parser.add_argument("--looks", type=int, default=30, help="in each of the rounds")
    parser.add_argument("--places", action="store_true", help="name the functions too")
    parser.add_argument("--save", type=Path, help="keep the pages' bytes in this folder")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    from marketplace.wsgi import application

    chosen = asked.pages.split("; ") if asked.pages else list(PAGES)
    for name in chosen:
        page = Page(application, PAGES[name])
        if asked.save:
            asked.save.mkdir(parents=True, exist_ok=True)
            (asked.save / f"{name.replace(', ', '-')}.html").write_bytes(page.look())
            continue
        page.look()
        cost = page.measured(_database(), asked.looks)
        samples = page.sampled(asked.looks * 3)
        shares = {kind: round(share * cost["app_ms"], 2) for kind, share in samples.shares().items()}
        print(f"{name:15} {json.dumps(cost)}  ms for: {json.dumps(shares)}", flush=True)
        if asked.places:
            whole = sum(samples.kinds.values())
            for place, count in samples.places.most_common(TOP):
                print(f"    {count * cost['app_ms'] / whole:6.2f}  {place}")


if __name__ == "__main__":
    main()
