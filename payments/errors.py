"""What can go wrong with money, by name."""

from django.utils.functional import Promise


class NoTaxRate(Exception):
    """No tax rate is known for goods of this heading on this day."""


class NoCommissionRule(Exception):
    """No commission rule holds on this day."""


class ReferenceUsed(Exception):
    """The bank or UPI reference was already used for another payment."""


class ReferenceMissing(Exception):
    """No bank or UPI reference was given."""


class PaidAlready(Exception):
    """The payment was already recorded, under another reference."""


class RefundRefused(Exception):
    """More would be owed back than was received for this producer order."""


class AmountMissing(Exception):
    """No amount above zero was given for money that came."""


class NotThatMuch(Exception):
    """More would be sent back than came without being needed."""


class SentAlready(Exception):
    """The refund was already recorded as sent, under another reference, or it is not ours to send."""


class UnknownProvider(Exception):
    """No payment provider or method of this name."""


class PaymentClosed(Exception):
    """The payment is not waited for any more: it was paid, its time is over, or another way of paying was chosen."""


class GatewayAway(Exception):
    """The gateway did not answer, or can not do it at this moment. The same call may be repeated under the same key."""


class GatewayBroken(Exception):
    """The gateway answered that it broke. Whether it acted is not known, and the same key would get this answer again."""


class GatewayRefused(Exception):
    """The gateway will not do this, however often it is asked."""


class NotFromTheGateway(Exception):
    """A message without the gateway's signature, or an old one."""


class Unbalanced(Exception):
    """The lines of a journal do not sum to zero, or name an account or a group wrongly."""


class UnknownKind(Exception):
    """There is no such kind of journal (``payments.ledger.kinds``)."""


class KeyReused(Exception):
    """The key of a journal stands for other lines already."""


class MoveRefused(Exception):
    """What was received for a part can not become another group's. ``reason`` says why, in words for staff."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


class EarningRefused(Exception):
    """What a group would earn does not fit what was received for its part."""
