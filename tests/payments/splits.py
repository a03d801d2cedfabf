"""Orders paid through the licensed gateway, for tests: placed at the shop, paid at the gateway of the tests, told to the shop."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from journal import outbox
from orders import checkout
from payments import cards
from payments.models import GatewayAccount, Payment
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.payments import payout_steps
from tests.split_server import SplitServer
from tests.split_server.server import signature

WEBHOOK = "/webhooks/split/"


def make_linked(*groups: ProducerGroup) -> None:
    """Each group has an account at the gateway."""
    for group in groups:
        GatewayAccount.objects.get_or_create(
            group=group, provider="split", ended_at=None, defaults={"account_id": f"acc_{group.pk}", "given_by": payout_steps.staff()}
        )


def make_market() -> make.Market:
    market = make.make_market()
    make_linked(market.wool, market.fruit, market.berry)
    return market


def place(*listings: Any) -> checkout.Placed:
    """An order whose one payment waits at the gateway."""
    return make.place_order(*listings, provider="split", method="online")


def opened(placed: checkout.Placed) -> Payment:
    """The payment of an order once its page at the gateway was made."""
    payment = Payment.objects.get(pk=placed.payment.pk)
    cards.open_intent(payment)
    return payment


def pay(gateway: SplitServer, placed: checkout.Placed) -> Payment:
    """The shopper pays at the gateway, and the gateway's message arrives."""
    payment = opened(placed)
    gateway.state.pay(payment.gateway_id)
    assert tell(newest(gateway, "payment_link.paid")).status_code == 200
    payment.refresh_from_db()
    return payment


def settle_effects() -> None:
    """The outbox is worked off."""
    while outbox.drain(limit=50):
        pass


def newest(gateway: SplitServer, kind: str) -> dict[str, Any]:
    return next(event for event in reversed(gateway.state.events) if event["event"] == kind)


def tell(event: dict[str, Any], *, secret: str = "", client: Client | None = None) -> HttpResponse:
    """The gateway sends the shop one message."""
    body = json.dumps(event).encode()
    header = signature(body, secret) if secret else signature(body)
    return (client or Client()).post(WEBHOOK, body, content_type="application/json", headers={"X-Razorpay-Signature": header})
