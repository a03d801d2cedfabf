"""The journal's own jobs: a sign of life, and forgetting what was done long ago."""

from datetime import timedelta

from django.utils import timezone

from journal import heartbeat, outbox, schedule
from journal.models import Receipt

KEEP_RECEIPTS = timedelta(days=30)


@schedule.job(heartbeat.JOB_NAME, every=heartbeat.EVERY)
def beat() -> None:
    """Nothing: that this job was finished, and when, is the sign of life."""


@schedule.job("journal.forget", every=timedelta(days=1))
def forget() -> None:
    """Delete effects done 90 days ago and receipts 30 days old; a key is not repeated after so long."""
    outbox.forget_done()
    Receipt.objects.filter(created_at__lt=timezone.now() - KEEP_RECEIPTS).delete()
