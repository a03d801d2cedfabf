"""The dialog in which a page or snippet is scheduled: the zone stands beside each field, and one line says what will happen."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import PublishingPanel

ZONE = "IST"
# English names: the zone is named in English too, and the line must read the same for whoever checks it.
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def at_hour(moment: datetime) -> str:
    """``Fri 5 Dec 06:00 IST``."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return f"{DAYS[local.weekday()]} {local.day} {local:%b} {local:%H:%M} {ZONE}"


def line_of(instance: Any) -> str:
    """What the saved schedule means, in one line; empty where there is none."""
    known = instance.get_latest_revision_as_object() if instance.pk and instance.latest_revision_id else instance
    parts = []
    if known.go_live_at:
        parts.append(_("goes live %(at)s") % {"at": at_hour(known.go_live_at)})
    if known.expire_at:
        parts.append(_("ends %(at)s") % {"at": at_hour(known.expire_at)})
    return ", ".join(parts)


class ZonePublishingPanel(PublishingPanel):
    """Wagtail's panel with the zone beside both fields."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for child in self.children:
            child.help_text = gettext_lazy("Indian time (IST). Live within five minutes of it.")

    class BoundPanel(PublishingPanel.BoundPanel):
        template_name = "cms/staff/schedule.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"schedule_line": line_of(self.instance)}
