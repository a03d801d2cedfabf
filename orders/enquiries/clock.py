"""What is forgotten by the clock: who asked, a year after the answer; what a person holds, and what leaves with the account."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts import own_data
from accounts.models import User
from journal import schedule
from orders.models import Enquiry

FORGET_AFTER = timedelta(days=365)
CHUNK = 500


def forget() -> int:
    """Take name and e-mail from enquiries that were answered a year ago, or never within two; how many."""
    now = timezone.now()
    old = Q(answered_at__lt=now - FORGET_AFTER) | Q(answered_at=None, asked_at__lt=now - 2 * FORGET_AFTER)
    keys = Enquiry.objects.filter(old).exclude(email="").values_list("pk", flat=True)[:CHUNK]
    return Enquiry.objects.filter(pk__in=list(keys)).update(name="", email="")


@schedule.job("orders.enquiries_forget", every=timedelta(hours=12))
def _by_the_clock() -> None:
    forget()


def enquiries_of(user: User) -> list[dict[str, Any]]:
    """What the account asked for, and what it was answered."""
    rows = Enquiry.objects.filter(user=user).order_by("pk")
    return own_data.rows(rows.values("number", "words", "place", "name", "email", "status", "asked_at", "answer_words"))
