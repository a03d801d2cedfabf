"""A Stripe of our own for tests and for trying cards by hand: it keeps state, honours idempotency keys, signs its messages, fails on order.

It speaks the part of Stripe's API that the shop uses. ``python -m tests.stripe_server`` serves it; tests start it in a thread.
"""

from tests.stripe_server.cards import CHALLENGED, DECLINED, GOOD, POOR
from tests.stripe_server.faults import Fault
from tests.stripe_server.messages import signature
from tests.stripe_server.server import StripeServer

__all__ = ["CHALLENGED", "DECLINED", "GOOD", "POOR", "Fault", "StripeServer", "signature"]
