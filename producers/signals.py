"""What the rooms above are told about a producer group."""

from django.dispatch import Signal

# Sent with ``group_id`` when a group is approved, suspended, reinstated or changed in a way that readers see. It is sent inside the
# transaction of the change: a receiver may write rows (the outbox, for example), it must not reach outside the database.
group_changed = Signal()

# Sent with ``stock_record`` when a form or a save wants to keep one. A receiver raises ``ValidationError`` to refuse it.
stock_record_checked = Signal()
