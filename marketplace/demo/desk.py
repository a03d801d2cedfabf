"""What waits for staff in the demo: a group that wants to join, changes of live listings, complaints in time and late."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue import edits
from catalogue.models import Listing, ListingEdit
from orders import attempts, grievances
from orders.grievance_clocks import acknowledge_by, resolve_by
from orders.grievances import Complaint
from orders.models import Grievance
from producers.districts import district_on
from producers.models import Membership, ProducerGroup
from producers.onboarding import apply

DATA_FILE = Path(__file__).resolve().parent / "data" / "desk.json"
Row = Mapping[str, Any]


def load_desk(*, staff: User) -> None:
    """Make what is missing. What staff have decided since stays decided."""
    planned = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    for row in planned["applications"]:
        _apply(row)
    for row in planned["edits"]:
        _edit(row)
    for row in planned["complaints"]:
        _complain(row, staff)


def _apply(row: Row) -> None:
    if not ProducerGroup.objects.filter(slug=row["slug"]).exists():
        apply(**{**row, "district": district_on(row["district"], timezone.localdate())}, is_demo=True)


def _edit(row: Row) -> None:
    listing = Listing.objects.filter(slug=row["listing"], status=Listing.Status.LIVE).first()
    if listing is None or ListingEdit.objects.filter(listing=listing).exists():
        return
    owner = Membership.objects.filter(group=listing.group, role=Membership.Role.OWNER).earliest("pk").user
    changes = {field: words for field, words in row.items() if field != "listing"}
    edits.send_edit(listing=listing, after={**edits.snapshot(listing), **changes}, acting_user=owner)


def _complain(row: Row, staff: User) -> None:
    if Grievance.objects.filter(subject=row["subject"], words=row["words"]).exists():
        return
    with transaction.atomic():
        grievance = grievances.open_grievance(
            Complaint(row["name"], "", row["email"], row["subject"], row["words"]), key=attempts.new_key()
        )
        if "answer" in row:
            grievances.answer(grievance, words=row["answer"], acting_user=staff)
            grievances.resolve(grievance, words=row["resolution"], acting_user=staff)
        opened = timezone.now() - timedelta(hours=row["hours_ago"])
        Grievance.objects.filter(pk=grievance.pk).update(
            opened_at=opened, acknowledge_by=acknowledge_by(opened), resolve_by=resolve_by(opened)
        )
