"""Payouts to groups: what is due, who proposed and who approved it, the bank's file, and what the bank did with it."""
