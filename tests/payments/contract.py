"""Each provider of the shop behind one face, so that one suite of tests can ask all of them the same (test_provider_contract)."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from orders import checkout, direct, offline, refunding
from payments import cards, settlement
from payments.models import Payment, Refund
from tests.orders import factories as make
from tests.orders.steps import member_of
from tests.payments import cards as card_steps
from tests.payments import payees, payout_steps, splits
from tests.split_server import SplitServer
from tests.stripe_server import GOOD, StripeServer


@dataclass(frozen=True)
class Bank:
    """The shopper's bank at a gateway: it disputes a payment, asks about it first, decides, and ``hear`` lets the shop learn of it all."""

    dispute: Callable[[Payment], dict[str, Any]]
    inquire: Callable[[Payment], dict[str, Any]]
    close: Callable[[dict[str, Any], str], None]
    give_up: Callable[[dict[str, Any]], None]
    events: Callable[[dict[str, Any]], list[dict[str, Any]]]
    has_paise: Callable[[], int]


@dataclass(frozen=True)
class Desk:
    """``open`` makes the payment at its gateway, ``pay`` is the shopper's act, ``hear`` lets the shop learn of it (any number of times)."""

    provider: str
    method: str
    mode: str
    open: Callable[[Payment], None]
    pay: Callable[[Payment], None]
    hear: Callable[[Payment], None]
    send_refund: Callable[[Refund], None]
    tell: Callable[[dict[str, object], str], HttpResponse] | None = None
    event_of: Callable[[Payment], dict[str, object]] | None = None
    can_be_paid: Callable[[Payment], bool] = lambda _payment: True
    bank: Bank | None = None

    def place(self, *listings: object) -> checkout.Placed:
        return make.place_order(*listings, provider=self.provider, method=self.method)


def _nothing(_payment: Payment) -> None:
    """Without a gateway there is nothing to open, and the shopper pays where nobody sees it."""


def _sent_by_hand(refund: Refund) -> None:
    refunding.refund_sent(refund, reference=f"BACK{refund.pk}", sent_at=timezone.now(), acting_user=payout_steps.staff())


def _sent_by_group(refund: Refund) -> None:
    direct.refund_sent(refund, reference=f"BACK{refund.pk}", sent_at=timezone.now(), acting_user=member_of(refund.allocation.group))


def _sent_by_gateway(_refund: Refund) -> None:
    splits.settle_effects()


def _offline() -> Desk:
    def hear(payment: Payment) -> None:
        offline.money_came(payment, reference=f"UTR{payment.pk}", acting_user=payout_steps.staff())

    return Desk("offline", "upi", settlement.NODAL, _nothing, _nothing, hear, _sent_by_hand)


def _direct() -> Desk:
    def hear(payment: Payment) -> None:
        direct.money_came(payment, reference=f"UPI{payment.pk}", amount_paise=None, acting_user=member_of(payment.payee_group))

    return Desk("direct", "upi", settlement.PAY_EACH_GROUP, _nothing, _nothing, hear, _sent_by_group)


def _stripe(server: StripeServer) -> Desk:
    def tell(event: dict[str, object], secret: str) -> HttpResponse:
        return card_steps.tell(event, secret=secret) if secret else card_steps.tell(event)

    def event_of(_payment: Payment) -> dict[str, object]:
        return card_steps.newest(server, "payment_intent.succeeded")

    return Desk(
        "stripe",
        "card",
        settlement.NODAL,
        lambda payment: _refreshed(payment, cards.open_intent),
        lambda payment: server.pay(payment.gateway_id, GOOD),
        lambda payment: _heard(tell(event_of(payment), "")),
        _sent_by_gateway,
        tell,
        event_of,
        lambda payment: server.state.intents[payment.gateway_id]["status"] != "canceled",
        _bank_at_stripe(server),
    )


def _bank_at_stripe(server: StripeServer) -> Bank:
    disputes = server.state.disputes
    return Bank(
        dispute=lambda payment: disputes.open(payment.gateway_id),
        inquire=lambda payment: disputes.open(payment.gateway_id, is_inquiry=True),
        close=disputes.close,
        give_up=lambda dispute: disputes.close(dispute, "warning_closed"),
        events=lambda dispute: [event for event in server.state.events if event["data"]["object"]["id"] == dispute["id"]],
        has_paise=lambda: sum(-move["net"] for dispute in disputes.kept.values() for move in dispute["balance_transactions"]),
    )


def _split(server: SplitServer) -> Desk:
    def tell(event: dict[str, object], secret: str) -> HttpResponse:
        return splits.tell(event, secret=secret)

    def event_of(_payment: Payment) -> dict[str, object]:
        return splits.newest(server, "payment_link.paid")

    def pay(payment: Payment) -> None:
        server.state.pay(payment.gateway_id)

    return Desk(
        "split",
        "online",
        settlement.LICENSED_GATEWAY,
        lambda payment: _refreshed(payment, cards.open_intent),
        pay,
        lambda payment: _heard(tell(event_of(payment), "")),
        _sent_by_gateway,
        tell,
        event_of,
        lambda payment: server.state.links[payment.gateway_id]["status"] != "cancelled",
        _bank_at_split(server),
    )


def _bank_at_split(server: SplitServer) -> Bank:
    disputes = server.state.disputes

    def paid_by(payment: Payment) -> str:
        return str(server.state.links[payment.gateway_id]["payments"][0]["payment_id"])

    return Bank(
        dispute=lambda payment: disputes.open(paid_by(payment), at_onset=True),
        inquire=lambda payment: disputes.open(paid_by(payment), phase="retrieval"),
        close=disputes.close,
        give_up=lambda dispute: disputes.close(dispute, "closed"),
        events=lambda dispute: [
            event for event in server.state.events if event["payload"].get("dispute", {}).get("entity", {}).get("id") == dispute["id"]
        ],
        has_paise=disputes.deducted_paise,
    )


def _refreshed(payment: Payment, act: Callable[[Payment], object]) -> None:
    act(payment)
    payment.refresh_from_db()


def _heard(answer: HttpResponse) -> None:
    assert answer.status_code == 200, answer.content


def raw(provider: str, body: bytes, signature: str) -> HttpResponse:
    """A message with a body and a signature of one's own."""
    name = {"stripe": "stripe-signature", "split": "X-Razorpay-Signature"}[provider]
    return Client().post(f"/webhooks/{provider}/", body, content_type="application/json", headers={name: signature})


def as_body(event: dict[str, object]) -> bytes:
    return json.dumps(event).encode()


@contextmanager
def desk_of(provider: str, settings: object) -> Iterator[Desk]:
    """The shop with this provider, in the mode in which it takes money."""
    if provider == "stripe":
        with StripeServer() as stripe, payees.modes(payees.row(settlement.NODAL)):
            _set(settings, stripe.settings)
            yield _stripe(stripe)
    elif provider == "split":
        with SplitServer() as split, payees.modes(payees.row(settlement.LICENSED_GATEWAY)):
            _set(settings, split.settings)
            yield _split(split)
    else:
        desk = _offline() if provider == "offline" else _direct()
        with payees.modes(payees.row(desk.mode)):
            yield desk


def _set(settings: object, values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
