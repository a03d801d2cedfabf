"""Households of a group: who they are, what of the group's earnings is theirs, and what they were paid. docs/households.md."""
