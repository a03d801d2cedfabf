"""What this gateway remembers, and what its objects do: links, payments, transfers, reversals, refunds, events."""

import itertools
import secrets
import threading
from typing import Any

from tests.split_server.disputes import Disputes

Fields = dict[str, Any]
Object = dict[str, Any]


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.status = status
        self.error = {"code": code, "description": code}


class State:
    """All objects, and the acts on them. Acts are called under ``lock``."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.links: dict[str, Object] = {}
        self.payments: dict[str, Object] = {}
        self.transfers: dict[str, Object] = {}
        self.reversals: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.disputes = Disputes(self)
        self.events: list[Object] = []
        self._numbers = itertools.count(1)
        self._run = secrets.token_hex(5)

    def name(self, prefix: str) -> str:
        return f"{prefix}_{self._run}{next(self._numbers):04d}"

    def tell(self, kind: str, thing: Object, **more: Object) -> Object:
        """A message about a thing, and about more things under their names."""
        told = {kind.partition(".")[0]: thing, **more}
        event = {"id": self.name("evt"), "event": kind, "payload": {name: {"entity": dict(entity)} for name, entity in told.items()}}
        self.events.append(event)
        return event

    def create_link(self, fields: Fields) -> Object:
        if any(link["reference_id"] == fields["reference_id"] for link in self.links.values()):
            raise Refused("REFERENCE_ID_EXISTS")
        name = self.name("plink")
        link = {
            "id": name,
            "amount": int(fields["amount"]),
            "amount_paid": 0,
            "currency": fields["currency"],
            "reference_id": fields["reference_id"],
            "notes": dict(fields.get("notes") or {}),
            "short_url": f"https://pay.invalid/{name}",
            "status": "created",
            "payments": [],
        }
        self.links[name] = link
        return link

    def links_of(self, reference: str) -> list[Object]:
        return [link for link in self.links.values() if link["reference_id"] == reference]

    def cancel_link(self, name: str) -> Object:
        link = _find(self.links, name)
        if link["status"] != "created":
            raise Refused("BAD_REQUEST_ERROR")
        link["status"] = "cancelled"
        return link

    def pay(self, name: str) -> Object:
        """The shopper pays on the page."""
        link = _find(self.links, name)
        if link["status"] != "created":
            raise Refused("BAD_REQUEST_ERROR")
        payment = {"id": self.name("pay"), "amount": link["amount"], "amount_refunded": 0, "amount_transferred": 0, "status": "captured"}
        payment["notes"] = dict(link["notes"])
        self.payments[payment["id"]] = payment
        link |= {"status": "paid", "amount_paid": link["amount"], "payments": [{"payment_id": payment["id"]}]}
        self.tell("payment_link.paid", link)
        return payment

    def create_transfers(self, payment: str, fields: Fields) -> list[Object]:
        paid = _find(self.payments, payment)
        made = []
        for asked in fields["transfers"]:
            if not str(asked["account"]).startswith("acc_"):
                raise Refused("BAD_ACCOUNT")
            if paid["amount_transferred"] + asked["amount"] > paid["amount"]:
                raise Refused("TRANSFER_AMOUNT_EXCEEDS")
            paid["amount_transferred"] += asked["amount"]
            transfer = {
                "id": self.name("trf"),
                "source": payment,
                "recipient": asked["account"],
                "amount": asked["amount"],
                "amount_reversed": 0,
                "notes": dict(asked.get("notes") or {}),
                "on_hold": bool(asked.get("on_hold")),
                "status": "processed",
                "settlement_status": None,
            }
            self.transfers[transfer["id"]] = transfer
            made.append(transfer)
            self.tell("transfer.processed", transfer)
        return made

    def change_transfer(self, name: str, fields: Fields) -> Object:
        transfer = _find(self.transfers, name)
        transfer["on_hold"] = bool(fields["on_hold"])
        return transfer

    def settle(self, name: str, utr: str) -> Object:
        """The gateway pays the group."""
        transfer = _find(self.transfers, name)
        if transfer["on_hold"]:
            raise Refused("ON_HOLD")
        transfer |= {"settlement_status": "settled", "utr": utr}
        return self.tell("transfer.settled", transfer)

    def reverse(self, name: str, fields: Fields) -> Object:
        transfer = _find(self.transfers, name)
        amount = int(fields["amount"])
        if transfer["amount_reversed"] + amount > transfer["amount"]:
            raise Refused("REVERSAL_EXCEEDS")
        if transfer["settlement_status"] == "settled":
            raise Refused("INSUFFICIENT_BALANCE")
        transfer["amount_reversed"] += amount
        self.payments[transfer["source"]]["amount_transferred"] -= amount
        reversal = {"id": self.name("rvrsl"), "transfer_id": name, "amount": amount, "notes": dict(fields.get("notes") or {})}
        self.reversals[reversal["id"]] = reversal
        return reversal

    def refund(self, payment: str, fields: Fields) -> Object:
        paid = _find(self.payments, payment)
        amount = int(fields["amount"])
        if paid["amount_refunded"] + amount > paid["amount"]:
            raise Refused("REFUND_EXCEEDS")
        paid["amount_refunded"] += amount
        refund = {
            "id": self.name("rfnd"),
            "payment_id": payment,
            "amount": amount,
            "status": "processed",
            "notes": dict(fields.get("notes") or {}),
        }
        self.refunds[refund["id"]] = refund
        self.tell("refund.processed", refund)
        return refund

    def fail_refund(self, name: str) -> Object:
        refund = _find(self.refunds, name)
        refund |= {"status": "failed", "failure": "account closed"}
        self.payments[refund["payment_id"]]["amount_refunded"] -= refund["amount"]
        return self.tell("refund.failed", refund)

    def balance_paise(self) -> int:
        """What stands to the shop's disposal: what was paid, less what went to groups and back to shoppers, and what disputes took."""
        kept = sum(paid["amount"] - paid["amount_transferred"] - paid["amount_refunded"] for paid in self.payments.values())
        return kept - self.disputes.deducted_paise()

    def found(self, kind: str, name: str) -> Object:
        return _find(self.disputes.kept if kind == "disputes" else getattr(self, kind), name)

    def items(self, kind: str, field: str, name: str) -> Object:
        return {"items": [thing for thing in getattr(self, kind).values() if thing[field] == name]}


def _find(kept: dict[str, Object], name: str) -> Object:
    if name not in kept:
        raise Refused("NOT_FOUND", 404)
    return kept[name]
