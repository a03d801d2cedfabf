"""What the rooms above are told about listings."""

from django.dispatch import Signal

# Sent with ``listing_id`` by every write that readers can see: texts, status, price, stock, picture, lots. It is sent inside the
# transaction of the write: a receiver may write rows (the outbox, for example), it must not reach outside the database.
listing_changed = Signal()
# The same for several listings that one act changed, with ``listing_ids``.
listings_changed = Signal()
