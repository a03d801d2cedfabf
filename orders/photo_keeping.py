"""Photos about parts are deleted when nobody needs them any more. What they were, by whom and their hash stay."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from journal import audit, faults, schedule
from orders.models import PartPhoto
from orders.returns import clocks
from orders.returns.queries import OPEN

log = structlog.get_logger(__name__)
CHUNK = 100  # files in one run of the job; the next run takes more


def delete_due(now: datetime | None = None) -> int:
    """Delete the files of photos that are old enough and belong to no return that is open; how many rows lost theirs.

    A receipt stands in several rows: its file goes with the last of them. The row is written first: a process that dies in between
    leaves a file that the next run deletes.
    """
    now = now or timezone.now()
    last = now - timedelta(days=clocks.on(timezone.localdate(now)).photo_days)
    due = PartPhoto.objects.filter(at__lt=last).exclude(file="").exclude(producer_order__returns__status__in=OPEN)
    count = 0
    for photo in due.order_by("at", "pk").distinct()[:CHUNK]:
        try:
            count += _delete(photo, now)
        except Exception:
            log.exception("photo_not_deleted", photo=photo.pk)
    return count


@schedule.job("orders.photos_due", every=timedelta(hours=24))
def _by_the_clock() -> None:
    delete_due()


def _delete(photo: PartPhoto, now: datetime) -> bool:
    name, storage = str(photo.file.name), photo.file.storage
    with transaction.atomic():
        changed = PartPhoto.objects.filter(pk=photo.pk, deleted_at__isnull=True).update(deleted_at=now)
        if changed:
            audit.record(
                action="orders.photo_deleted", subject=photo, after={"kind": photo.kind, "sha256": photo.sha256, "taken_at": photo.at}
            )
        faults.point("orders.photo_deleted.before_commit")
    if not PartPhoto.objects.filter(file=name, deleted_at__isnull=True).exists():
        storage.delete(name)  # deleting what is gone already is no error
    PartPhoto.objects.filter(pk=photo.pk).update(file="")
    return bool(changed)
