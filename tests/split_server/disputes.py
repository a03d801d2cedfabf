"""Disputes of this gateway: the shopper's bank asks, or wants the money back; the gateway deducts at once or when it is lost.

It tells no single movements, only what is deducted now. https://razorpay.com/docs/api/disputes/entity
"""

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.split_server.state import State

DAY_S = 24 * 3600
Object = dict[str, Any]


class Disputes:
    """All disputes, and what happens to them. Called by tests, which play the shopper's bank."""

    def __init__(self, state: "State") -> None:
        self.state = state
        self.kept: dict[str, Object] = {}

    def open(
        self,
        payment: str,
        *,
        amount: int | None = None,
        reason: str = "goods_or_services_not_provided",
        phase: str = "chargeback",
        at_onset: bool = False,
    ) -> Object:
        """The bank disputes a payment; in the phase ``retrieval`` it asks first. ``at_onset``: the money is deducted now."""
        paid = self.state.found("payments", payment)
        dispute = {
            "id": self.state.name("disp"),
            "entity": "dispute",
            "payment_id": payment,
            "amount": amount or paid["amount"],
            "currency": "INR",
            "amount_deducted": 0,
            "reason_code": reason,
            "respond_by": int(time.time()) + 3 * DAY_S,
            "status": "open",
            "phase": phase,
            "created_at": int(time.time()),
        }
        self.kept[dispute["id"]] = dispute
        if at_onset:
            dispute["amount_deducted"] = dispute["amount"]
        self._tell("created", dispute)
        return dispute

    def escalate(self, dispute: Object) -> None:
        """What was asked becomes a dispute."""
        dispute |= {"phase": "chargeback", "status": "open"}
        self._tell("action_required", dispute)

    def review(self, dispute: Object) -> None:
        """Evidence was submitted."""
        dispute["status"] = "under_review"
        self._tell("under_review", dispute)

    def close(self, dispute: Object, status: str) -> None:
        """The bank decides: won, lost, or (where it only asked) closed."""
        dispute |= {"status": status, "amount_deducted": dispute["amount"] if status == "lost" else 0}
        self._tell(status, dispute)

    def give_back(self, dispute: Object, amount: int) -> None:
        """After it was lost the bank decides anew, of all of it or of some."""
        dispute["amount_deducted"] -= amount
        self._tell("lost", dispute)

    def deducted_paise(self) -> int:
        return sum(dispute["amount_deducted"] for dispute in self.kept.values())

    def listed(self, fields: dict[str, Any]) -> Object:
        since, skip = int(fields.get("from", 0)), int(fields.get("skip", 0))
        found = [dispute for dispute in reversed(self.kept.values()) if dispute["created_at"] >= since]
        return {"entity": "collection", "items": found[skip : skip + int(fields.get("count", 10))]}

    def _tell(self, what: str, dispute: Object) -> None:
        paid = self.state.found("payments", dispute["payment_id"])
        self.state.tell(f"payment.dispute.{what}", paid, dispute=dispute)
