"""Whether files of refunds hold what they say, and which of them wait for a person. Reads only."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from money.words import rupees
from payments.models import Refund, RefundFile, RefundFileLine

Status = RefundFile.Status
LIMIT = timedelta(days=1)  # a file is uploaded the day it is made
ANSWER = timedelta(days=3)  # the bank says by then what it did with each line


def problems() -> Iterator[str]:
    """Files whose lines are not their sum, and lines that are not their refund."""
    found = RefundFile.objects.annotate(paise=Sum("lines__amount_paise", default=0), held=Count("lines"))
    for number in found.exclude(paise=F("total_paise"), held=F("refunds_count")).values_list("number", flat=True):
        yield f"File {number} of refunds holds other lines than it says."
    for number in RefundFileLine.objects.exclude(amount_paise=F("refund__amount_paise")).values_list("file__number", flat=True):
        yield f"File {number} of refunds pays another amount than is owed."


def to_do() -> list[str]:
    """Files that nobody finished, and lines of which nobody said what the bank did."""
    now = timezone.now()
    late = RefundFile.objects.filter(status__in=(Status.PROPOSED, Status.APPROVED), proposed_at__lt=now - LIMIT).order_by("pk")
    words = [f"{file.number}: refunds of {rupees(file.total_paise)} wait in a file; hand it to the bank or drop it" for file in late]
    unsaid = Q(lines__released_at__isnull=True) & ~Q(lines__refund__status=Refund.Status.SENT)
    sent = RefundFile.objects.filter(status=Status.SENT, ended_at__lt=now - ANSWER).annotate(open=Count("lines", filter=unsaid))
    words += [f"{file.number}: say of {file.open} refunds what the bank did" for file in sent.filter(open__gt=0).order_by("pk")]
    return words
