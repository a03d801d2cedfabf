"""Which gateway a payment was asked at. All are spoken to in the same words; the rules are in ``cards`` and ``card_refunds``."""

from datetime import datetime
from typing import Protocol

from payments import gateway, split_gateway
from payments.gateway import Intent, Message, SentDispute, SentRefund
from payments.models import Payment, Refund


class Gateway(Protocol):
    """What a gateway can be asked, outside transactions. Each call may raise ``GatewayAway``, ``GatewayBroken`` or ``GatewayRefused``."""

    def create_intent(self, payment: Payment) -> Intent: ...
    def fetch_intent(self, intent_id: str) -> Intent: ...
    def cancel_intent(self, intent_id: str) -> Intent: ...
    def create_refund(self, refund: Refund, *, intent_id: str, key: str) -> SentRefund: ...
    def fetch_refund(self, refund_id: str) -> SentRefund: ...
    def refunds_of(self, intent_id: str) -> list[SentRefund]: ...
    def fetch_dispute(self, dispute_id: str) -> SentDispute: ...
    def disputes_since(self, moment: datetime) -> list[SentDispute]: ...
    def read_message(self, body: bytes, signature: str) -> Message: ...


_GATEWAYS: dict[str, Gateway] = {"stripe": gateway, "split": split_gateway}


def of(provider: str) -> Gateway:
    """The gateway of a provider. Raises ``KeyError`` for a provider without one."""
    return _GATEWAYS[provider]
