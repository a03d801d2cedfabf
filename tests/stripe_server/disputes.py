"""Disputes of this Stripe: the shopper's bank asks, takes the money with a fee, and decides. https://docs.stripe.com/disputes"""

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.stripe_server.state import State

FEE_PAISE = 150_000
WEEK_S = 7 * 24 * 3600
OPEN = ("needs_response", "under_review")
Object = dict[str, Any]


class Disputes:
    """All disputes, and what happens to them. Called by tests, which play the shopper's bank."""

    def __init__(self, state: "State") -> None:
        self.state = state
        self.kept: dict[str, Object] = {}

    def open(self, intent_id: str, *, amount: int | None = None, reason: str = "product_not_received", is_inquiry: bool = False) -> Object:
        """The bank disputes a payment, or (``is_inquiry``) asks about it first."""
        intent = self.state.intent(intent_id)
        charge = self.state.charges[intent["latest_charge"]]
        dispute = {
            "id": self.state.name("du"),
            "object": "dispute",
            "amount": amount or charge["amount"],
            "balance_transactions": [],
            "charge": charge["id"],
            "created": int(time.time()),
            "currency": charge["currency"],
            "evidence_details": {"due_by": int(time.time()) + WEEK_S, "has_evidence": False, "past_due": False, "submission_count": 0},
            "livemode": False,
            "metadata": {},
            "payment_intent": intent_id,
            "reason": reason,
            "status": "warning_needs_response" if is_inquiry else "needs_response",
        }
        self.kept[dispute["id"]] = dispute
        self.state.tell("charge.dispute.created", dispute)
        if not is_inquiry:
            self._withdraw(dispute)
        return dispute

    def escalate(self, dispute: Object) -> None:
        """The inquiry becomes a dispute."""
        dispute["status"] = "needs_response"
        self.state.tell("charge.dispute.updated", dispute)
        self._withdraw(dispute)

    def review(self, dispute: Object) -> None:
        """Evidence was submitted."""
        dispute["status"] = "warning_under_review" if dispute["status"].startswith("warning_") else "under_review"
        self.state.tell("charge.dispute.updated", dispute)

    def close(self, dispute: Object, status: str) -> None:
        """The bank decides: won, lost, or (of an inquiry) warning_closed. What was won comes back."""
        dispute["status"] = status
        if status == "won" and dispute["balance_transactions"]:
            self.give_back(dispute)
        self.state.tell("charge.dispute.closed", dispute)

    def give_back(self, dispute: Object, amount: int | None = None) -> None:
        self._money(dispute, amount or dispute["amount"], 0, "dispute_reversal")
        self.state.tell("charge.dispute.funds_reinstated", dispute)

    def holds(self, charge_id: str) -> bool:
        """Whether a charge can not be refunded at present."""
        return any(dispute["charge"] == charge_id and dispute["status"] in OPEN for dispute in self.kept.values())

    def listed(self, fields: dict[str, Any]) -> list[Object]:
        since = int((fields.get("created") or {}).get("gte", 0))
        return [dispute for dispute in reversed(self.kept.values()) if dispute["created"] >= since]

    def _withdraw(self, dispute: Object) -> None:
        self._money(dispute, -dispute["amount"], FEE_PAISE, "dispute")
        self.state.tell("charge.dispute.funds_withdrawn", dispute)

    def _money(self, dispute: Object, amount: int, fee: int, category: str) -> None:
        dispute["balance_transactions"] = [
            *dispute["balance_transactions"],
            {
                "id": self.state.name("txn"),
                "object": "balance_transaction",
                "amount": amount,
                "created": int(time.time()),
                "currency": dispute["currency"],
                "fee": fee,
                "net": amount - fee,
                "reporting_category": category,
                "source": dispute["id"],
                "type": "adjustment",
            },
        ]
