"""Audit trail, outbox, schedule, receipts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "journal"
    label = "journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        from journal import checks, jobs  # noqa: F401 - registers checks and the journal's own jobs
