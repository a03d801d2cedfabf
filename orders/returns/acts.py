"""What a group or a person of the shop does with a return, by the name of its button: one way for both screens."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from orders.models import ReturnRequest
from orders.returns import deciding, going_back, settling
from orders.returns.errors import ReturnRefused

if TYPE_CHECKING:
    from accounts.models import User

Data = Mapping[str, Any]


def act(request: ReturnRequest, name: str, data: Data, *, acting_user: "User", is_staff: bool = False, on_behalf_of: str = "") -> None:
    """Do what the button says. Raises ``KeyError`` for no button of ours, ``ReturnRefused`` and ``NotPossible``."""
    _ACTS[name](request, data, acting_user=acting_user, is_staff=is_staff, on_behalf_of=on_behalf_of)


def _approve(request: ReturnRequest, data: Data, **who: Any) -> None:
    deciding.approve(request, goods_come_back=data.get("come_back") != "no", **who)


def _refuse(request: ReturnRequest, data: Data, **who: Any) -> None:
    deciding.refuse(request, reason=data.get("refusal", ""), words=data.get("refusal_words", ""), **who)


def _receive(request: ReturnRequest, data: Data, *, is_staff: bool, **who: Any) -> None:
    going_back.received(request, can_be_sold=data.get("can_be_sold") == "on", **who)


def _refund(request: ReturnRequest, data: Data, **who: Any) -> None:
    settling.give_money_back(request, **who)


def _send_again(request: ReturnRequest, data: Data, **who: Any) -> None:
    settling.send_again(
        request,
        outcome=data.get("outcome", ""),
        carrier=data.get("carrier", ""),
        tracking_number=data.get("tracking_number", ""),
        **who,
    )


_ACTS: dict[str, Callable[..., None]] = {
    "approve": _approve,
    "refuse": _refuse,
    "receive": _receive,
    "refund": _refund,
    "send-again": _send_again,
}
NAMES = tuple(_ACTS)

__all__ = ["NAMES", "ReturnRefused", "act"]
