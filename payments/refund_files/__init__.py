"""Refunds that leave in one file for the bank: where to, decided by two people, and what the bank did. docs/refunds.md."""
