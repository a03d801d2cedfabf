"""Orders that are paid by card, for tests: placed at the shop, paid at the Stripe of the tests, told to the shop."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from orders import checkout
from payments import cards
from payments.models import Payment
from tests.orders import factories as make
from tests.stripe_server import StripeServer, signature
from tests.stripe_server.server import WEBHOOK_SECRET

WEBHOOK = "/webhooks/stripe/"


def place(*listings: Any, **fields: Any) -> checkout.Placed:
    """An order whose card payment waits."""
    return make.place_order(*listings, provider="stripe", method="card", **fields)


def opened(placed: checkout.Placed) -> Payment:
    """The payment of an order once its pay page was open: it has its intent."""
    payment = Payment.objects.get(pk=placed.payment.pk)
    cards.open_intent(payment)
    return payment


def newest(stripe: StripeServer, kind: str) -> dict[str, Any]:
    """The newest event of a kind."""
    return next(event for event in reversed(stripe.state.events) if event["type"] == kind)


def tell(event: dict[str, Any], *, secret: str = WEBHOOK_SECRET, age_s: float = 0, client: Client | None = None) -> HttpResponse:
    """Stripe sends the shop one message."""
    body = json.dumps(event).encode()
    header = signature(body, secret, age_s=age_s)
    return (client or Client()).post(WEBHOOK, body, content_type="application/json", headers={"stripe-signature": header})
