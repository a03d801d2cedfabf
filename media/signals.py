"""What pictures tell higher rooms."""

from django.dispatch import Signal

# Sent with ``picture_id`` in the transaction that stores new sizes of a picture.
sizes_made = Signal()
