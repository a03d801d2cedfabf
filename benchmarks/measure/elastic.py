"""A real Elasticsearch for a measurement: loopback, half a gigabyte, gone afterwards; it is filled from the shops on PostgreSQL."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks.measure.servers import PROJECT
from benchmarks.measure.shops import Shops
from tests.elastic_server import ElasticServer

# The compilers that a shop's own server would have: the tests' server begins sooner without them, and answers more slowly.
OPTIONS = "-Xms512m -Xmx512m"
SAYS_HOME = "export ELASTICSEARCH_HOME="


@dataclass(frozen=True)
class Elastic:
    """The running server."""

    server: ElasticServer

    @property
    def process(self) -> int:
        """The process from which all of the server's others come. Raises ``RuntimeError`` when it does not run."""
        if not self.server.process:
            raise RuntimeError("Elasticsearch does not run.")
        return self.server.process.pid

    def variables(self, products: int) -> dict[str, str]:
        """What sets a shop that asks it apart from one that does not."""
        return {"ELASTICSEARCH_URL": self.server.url, "SEARCH_INDEX": f"bench-{products}"}

    def fill(self, shops: Shops, products: int) -> float:
        """The index of a shop made anew; the seconds that it took."""
        return float(shops.asked(products, "benchmarks.indexing", **self.variables(products)))

    def answered(self, products: int) -> int:
        """How many questions the index of a shop has answered so far."""
        with urlopen(f"{self.server.url}/bench-{products}/_stats/search", timeout=60) as answer:
            return int(json.load(answer)["_all"]["primaries"]["search"]["query_total"])


@contextmanager
def elasticsearch() -> Iterator[Elastic]:
    """The server, up until the block ends. It is fetched the first time; raises ``CalledProcessError`` where it can not be."""
    said = subprocess.run([str(PROJECT / ".ci" / "elasticsearch")], check=True, stdout=subprocess.PIPE, text=True).stdout
    home = next(line.removeprefix(SAYS_HOME) for line in said.splitlines() if line.startswith(SAYS_HOME))
    server = ElasticServer(Path(home), OPTIONS)
    try:
        server.start()
        yield Elastic(server)
    finally:
        server.remove()
