"""Audit trail, outbox, schedule, receipts."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "journal"
    label = "journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        from journal import among, append_only, checks, jobs, kept_open  # noqa: F401 - registers a lookup, checks and the journal's own jobs

        kept_open.watch()
        post_migrate.connect(append_only.protect, dispatch_uid="append_only")
