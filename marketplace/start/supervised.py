"""Web server and worker as two children of the journal's supervisor."""

import os
import sys
from pathlib import Path

from journal import supervisor

WEB_PROCESSES = 2
THREADS = 8  # most of them wait for slow phones: see marketplace.turns


def children(port: int) -> list[supervisor.Child]:
    """The two programs of the shop on one machine."""
    environment = dict(os.environ)
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    web = [
        gunicorn,
        "marketplace.wsgi",
        f"--bind=127.0.0.1:{port}",
        f"--workers={WEB_PROCESSES}",
        f"--threads={THREADS}",
        "--preload",
        "--no-control-socket",  # it would be made in the home folder, outside of the clone
        "--log-level=warning",
        "--worker-tmp-dir=/dev/shm",
        "--max-requests=10000",
        "--max-requests-jitter=1000",
    ]
    return [
        supervisor.Child("web", web, environment),
        supervisor.Child("worker", [sys.executable, "manage.py", "worker"], environment),
    ]


if __name__ == "__main__":
    sys.exit(supervisor.run(children(int(sys.argv[1])), stop_with_parent=True))
