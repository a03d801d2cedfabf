"""What this room tells the rooms above it."""

from django.dispatch import Signal

# A gateway says that the whole amount of a payment is there: ``payment``, ``reference``, ``source`` (webhook, browser, reconcile).
# Whoever keeps orders records the money and releases the order, in one transaction; being told twice changes nothing.
money_arrived = Signal()

# A gateway was asked how a dispute stands: ``payment``, ``sent`` (``gateway.SentDispute``). Whoever keeps orders locks the order, has it
# recorded, and says who bears one that was lost; being told twice changes nothing.
dispute_told = Signal()

# A refund has reached the shopper's card at the gateway: ``refund``. Sent in the transaction that records it, once.
card_refunded = Signal()
