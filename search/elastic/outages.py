"""Tells staff when Elasticsearch stops answering and when it is back; the worker looks every minute, no page does."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal import audit
from notices.tell import tell
from search.elastic import indexing
from search.elastic.client import Failures, is_configured, patient
from search.models import Outage


def look() -> None:
    """See whether it answers, and note and tell what has changed since the last look."""
    if not is_configured():
        return
    trouble = _trouble()
    held = Outage.objects.filter(ended_at__isnull=True).order_by("pk").first()
    if trouble and held is None:
        _begin(trouble)
    elif not trouble and held is not None:
        _end(held)


def _trouble() -> str:
    """What is wrong, in a word; empty when it can be searched."""
    try:
        state = indexing.health(patient().options(request_timeout=5))
    except Failures as error:
        return type(error).__name__
    return "" if state in ("green", "yellow") else f"status {state}"


def _begin(reason: str) -> None:
    with transaction.atomic():
        outage = Outage.objects.create(reason=reason[:200])
        audit.record(action="search.outage_began", subject=outage, after={"reason": outage.reason}, actor="clock")
        title = _("Elasticsearch does not answer")
        body = _(
            "The database searches in its place: pages work, with the same hits and counts. Searches for common words are slower."
            " What it says: %(reason)s. The shop looks every minute and brings the index up to date when it is back."
        ) % {"reason": outage.reason}
        _tell_staff("search_outage", str(outage.pk), title, body)


def _end(outage: Outage) -> None:
    with transaction.atomic():
        if not Outage.objects.filter(pk=outage.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
            return
        waiting = indexing.hurry()
        audit.record(action="search.outage_ended", subject=outage, after={"effects_waiting": waiting}, actor="clock")
        body = _("It answers again. What changed meanwhile is being written to the index; until then the database searches.")
        _tell_staff("search_outage_over", str(outage.pk), _("Elasticsearch is back"), body)


def _tell_staff(kind: str, key: str, title: str, body: str) -> None:
    central = User.objects.filter(Q(is_superuser=True) | Q(groups__name="Central staff"), is_active=True).exclude(email="").distinct()
    for person in central.order_by("pk"):
        tell(kind=kind, to_email=person.email or "", key=f"{key}:{person.pk}", title=title, body=body, user=person)
