"""What is forgotten by the clock: questions that nobody confirmed, and addresses that are needed no more."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalogue.voice_models import Question
from catalogue.voices.questions import CONFIRM_WITHIN
from journal import schedule

FORGET_AFTER = timedelta(days=30)
CHUNK = 500
Status = Question.Status


def forget() -> int:
    """Delete what was never confirmed, and the addresses under questions that were answered or hidden a month ago; how many."""
    now = timezone.now()
    stale = Question.objects.filter(status=Status.UNCONFIRMED, asked_at__lt=now - CONFIRM_WITHIN).values("pk")[:CHUNK]
    done = Question.objects.filter(status__in=(Status.ANSWERED, Status.HIDDEN)).exclude(email="")
    answered = done.filter(answered_at__lt=now - FORGET_AFTER) | done.filter(answered_at=None, asked_at__lt=now - 3 * FORGET_AFTER)
    with transaction.atomic():
        gone, _by_model = Question.objects.filter(pk__in=list(stale.values_list("pk", flat=True))).delete()
        forgotten = Question.objects.filter(pk__in=list(answered.values_list("pk", flat=True)[:CHUNK])).update(email="")
    return gone + forgotten


@schedule.job("catalogue.voices_forget", every=timedelta(hours=12))
def _by_the_clock() -> None:
    forget()
