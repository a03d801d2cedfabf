"""Asks the shop in this container whether it answers: ``python -m marketplace.start.healthy PORT``. 0 when it does."""

import http.client
import sys
from urllib.parse import urlsplit

from marketplace import env

WAIT_S = 2.5


def is_healthy(port: int) -> bool:
    """Whether ``/healthz`` answers 200 under the shop's own name; any other name would be refused."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
    try:
        asked.request("GET", "/healthz", headers={"Host": urlsplit(env.text("BASE_URL")).hostname or "localhost"})
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy(int(sys.argv[1])) else 1)
