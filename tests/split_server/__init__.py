"""A licensed gateway for tests, run on this machine: payment pages, transfers on hold, reversals, refunds, signed messages.

Modelled on Razorpay's documented API (payment links, Route). It is no Razorpay: docs/providers.md says what it proves and what not.
"""

from tests.split_server.server import SplitServer
from tests.split_server.state import Refused
from tests.stripe_server.faults import Fault

__all__ = ["Fault", "Refused", "SplitServer"]
