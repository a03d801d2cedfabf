"""Reads over complaints: the list by time left, one ticket's page, how many were in time each month."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise

from orders.grievance_clocks import DONE, Clock, answered, clock
from orders.models import Grievance, GrievanceMessage

MONTHS = 12


@dataclass(frozen=True)
class MessageRow:
    """One message as both sides read it."""

    at: datetime
    kind: str
    label: str | Promise
    words: str
    is_from_writer: bool


@dataclass(frozen=True)
class TicketPage:
    """A complaint with its clock and what was written."""

    grievance: Grievance
    clock: Clock
    answered: Clock | None
    status: str | Promise
    messages: list[MessageRow]
    may_reply: bool
    is_under_way: bool


@dataclass(frozen=True)
class Month:
    """The complaints that came in one month of Indian time."""

    first_day: date
    opened: int
    answered_in_time: int
    answered_late: int
    resolved_in_time: int
    resolved_late: int
    waiting: int


def by_time_left() -> QuerySet[Grievance]:
    """Complaints under way, the one with the least time left first: the late ones lead."""
    due = Case(When(acknowledged_at__isnull=True, then=F("acknowledge_by")), default=F("resolve_by"))
    return Grievance.objects.exclude(status__in=DONE).annotate(due_at=due).select_related("officer").order_by("due_at", "pk")


def done() -> QuerySet[Grievance]:
    """Resolved and closed complaints, the newest first."""
    return Grievance.objects.filter(status__in=DONE).select_related("officer").order_by("-resolved_at", "-pk")


def ticket_page(grievance: Grievance) -> TicketPage:
    """One complaint. One query."""
    rows = [
        MessageRow(message.at, message.kind, message.get_kind_display(), message.words, message.kind == GrievanceMessage.Kind.REPLY)
        for message in grievance.messages.all()
    ]
    return TicketPage(
        grievance=grievance,
        clock=clock(grievance),
        answered=answered(grievance),
        status=grievance.get_status_display(),
        messages=rows,
        may_reply=grievance.status != Grievance.Status.CLOSED,
        is_under_way=grievance.status not in DONE,
    )


def months(now: datetime | None = None) -> list[Month]:
    """The last twelve months in which complaints came, the newest first. One query."""
    now = now or timezone.now()
    unanswered, unresolved = Q(acknowledged_at__isnull=True), Q(resolved_at__isnull=True)
    found: Any = (
        Grievance.objects.annotate(month=TruncMonth("opened_at"))
        .values("month")
        .annotate(
            opened=Count("pk"),
            answered_in_time=Count("pk", filter=Q(acknowledged_at__lte=F("acknowledge_by"))),
            answered_late=Count("pk", filter=Q(acknowledged_at__gt=F("acknowledge_by")) | (unanswered & Q(acknowledge_by__lt=now))),
            resolved_in_time=Count("pk", filter=Q(resolved_at__lte=F("resolve_by"))),
            resolved_late=Count("pk", filter=Q(resolved_at__gt=F("resolve_by")) | (unresolved & Q(resolve_by__lt=now))),
            waiting=Count("pk", filter=unresolved & Q(resolve_by__gte=now)),
        )
        .order_by("-month")[:MONTHS]
    )
    return [Month(first_day=timezone.localdate(row.pop("month")), **row) for row in found]
