"""The ledger: every rupee of the shop in double entry. Journals are written by ``post`` and never changed."""

from payments.ledger.posting import Line, Posting, post, write

__all__ = ["Line", "Posting", "post", "write"]
