"""Advances of the shop to groups: decided by two people, paid by the bank, taken off payouts. docs/payouts.md."""
