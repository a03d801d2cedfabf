"""What the rooms above are told about lots."""

from django.dispatch import Signal

# Sent with ``lot`` inside the transaction that withdraws it: a receiver may write rows, it must not reach outside the database.
lot_withdrawn = Signal()
