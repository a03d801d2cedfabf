"""The cards that this Stripe knows, by the numbers that Stripe gives out for tests."""

from dataclasses import dataclass

GOOD = "4242424242424242"
CHALLENGED = "4000002760003184"  # always asks for 3-D Secure
DECLINED = "4000000000000002"
POOR = "4000000000009995"


@dataclass(frozen=True)
class Refusal:
    """Why a bank does not pay, in Stripe's words."""

    code: str
    decline_code: str
    message: str


_REFUSALS = {
    DECLINED: Refusal("card_declined", "generic_decline", "Your card was declined."),
    POOR: Refusal("card_declined", "insufficient_funds", "Your card has insufficient funds."),
}
UNKNOWN = Refusal("incorrect_number", "", "Your card number is incorrect.")
NOT_PROVEN = Refusal(
    "payment_intent_authentication_failure",
    "",
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)


def refusal_of(number: str) -> Refusal | None:
    """Why a payment with this card is refused; ``None`` when the bank pays, perhaps after 3-D Secure."""
    if number in (GOOD, CHALLENGED):
        return None
    return _REFUSALS.get(number, UNKNOWN)
