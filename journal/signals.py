"""What the journal tells of."""

from django.dispatch import Signal

# A worker is about to look for work, about once a second, or carries out an effect that it was handed. Nothing is open in the database.
work_begins = Signal()
