"""A real Elasticsearch for tests, on a loopback port, as a user without rights. ``python -m tests.elastic_server`` serves one until stopped.

ELASTICSEARCH_HOME names the unpacked distribution (``.ci/elasticsearch`` fetches it); it needs a Java 17.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.shop import free_port
from tests import waiting

# Who it runs as where the tests run as root, which Elasticsearch refuses.
NOBODY = "nobody"
SETTINGS = """\
cluster.name: bazaar-tests
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {inner}
path.data: {folder}/data
path.logs: {folder}/logs
xpack.security.enabled: false
action.auto_create_index: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
OPTIONS = "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1"


class ElasticServer:
    """One server with data of its own; ``stop`` and ``start`` keep the data and the address."""

    def __init__(self, home: Path, options: str = OPTIONS) -> None:
        self.home, self.options = home, options
        self.port, inner = free_port(), free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="bazaar-elastic-"))
        config = self.folder / "config"
        shutil.copytree(home / "config", config)
        (self.folder / "scratch").mkdir()
        (config / "elasticsearch.yml").write_text(SETTINGS.format(port=self.port, inner=inner, folder=self.folder), encoding="utf-8")
        self.user = NOBODY if os.geteuid() == 0 else None
        if self.user:
            person = pwd.getpwnam(self.user)
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, person.pw_uid, person.pw_gid)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, within_s: float = 120.0) -> None:
        """Begin, and wait until it answers."""
        environment = {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": os.environ.get("ES_JAVA_HOME") or str(_java_home()),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "scratch"),
            "ES_JAVA_OPTS": self.options,
        }
        user: dict[str, Any] = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        with (self.folder / "out").open("ab") as out:
            command = [self.home / "bin" / "elasticsearch"]
            # A session of its own: the script starts the server as its child, and both have to be stopped.
            self.process = subprocess.Popen(
                command, env=environment, stdout=out, stderr=out, cwd=self.folder, start_new_session=True, **user
            )
        waiting.until(self._answers, within_s)

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, (self.folder / "out").read_text(encoding="utf-8")[-2000:]
        try:
            with urlopen(f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=2) as answer:  # noqa: S310 - our own server
                return bool(answer.status == 200)
        except OSError:
            return False

    def pause(self) -> None:
        """Let it stand still: connections open, no answer comes."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        assert self.process
        os.killpg(self.process.pid, number)

    def stop(self) -> None:
        """End it at once, as a machine that goes down does."""
        if self.process:
            if self.process.poll() is None:
                self._send(signal.SIGKILL)
            self.process.wait(timeout=30)
            self.process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _java_home() -> Path:
    found = shutil.which("java")
    assert found, "Elasticsearch needs a Java 17 (apt-get install openjdk-17-jre-headless)"
    return Path(found).resolve().parent.parent


def main() -> None:
    """Serve until stopped, or until the process is gone whose number was given."""
    caller = int(sys.argv[1]) if len(sys.argv) > 1 else os.getpid()
    server = ElasticServer(Path(os.environ["ELASTICSEARCH_HOME"]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.start()
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        while waiting.is_running(caller):
            time.sleep(1)
    finally:
        server.remove()


if __name__ == "__main__":
    main()
