"""Serve it, to try cards by hand: prints the settings that a shop needs, and runs until it is stopped."""

import argparse
import sys
import threading

from tests.stripe_server.server import StripeServer

parser = argparse.ArgumentParser(prog="python -m tests.stripe_server", description=__doc__)
parser.add_argument("--port", type=int, default=8100)
parser.add_argument("--webhook", default="http://127.0.0.1:8000/webhooks/stripe/", help="where the shop takes messages")
chosen = parser.parse_args()
with StripeServer(port=chosen.port, webhook=chosen.webhook) as stripe:
    sys.stdout.write("".join(f"export {name}={value}\n" for name, value in stripe.settings.items()))
    sys.stdout.flush()
    threading.Event().wait()
