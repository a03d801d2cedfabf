"""Whether the shop publishes on time, on the first screen of the administration: red once schedule or worker is silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from cms.jobs import JOB_NAME
from journal import heartbeat
from journal.models import ScheduledJob

SILENT_AFTER = timedelta(minutes=15)
WATCHED: tuple[tuple[str, str | Promise], ...] = (
    (heartbeat.JOB_NAME, _("Worker (mails, pictures, refunds)")),
    (JOB_NAME, _("Schedule (pages that go live or end)")),
)


@dataclass(frozen=True)
class Pulse:
    """One part of the shop that has to be heard of."""

    label: str | Promise
    seen_at: datetime | None
    is_silent: bool


def pulses(now: datetime | None = None) -> list[Pulse]:
    """When each part last finished its turn. What never finished one is silent. One query."""
    now = now or timezone.now()
    names = [name for name, _label in WATCHED]
    seen = dict(ScheduledJob.objects.filter(name__in=names).values_list("name", "last_finished_at"))
    return [Pulse(label, seen.get(name), not (at := seen.get(name)) or now - at >= SILENT_AFTER) for name, label in WATCHED]


class LifePanel(Component):
    """The panel. Words say what the colour says."""

    name = "life"
    order = 50
    template_name = "cms/staff/life.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found = pulses()
        return {"pulses": found, "is_silent": any(pulse.is_silent for pulse in found)}
