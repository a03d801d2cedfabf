"""Places, lots, marks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvenanceConfig(AppConfig):
    name = "provenance"
    label = "provenance"
    verbose_name = _("Provenance")

    def ready(self) -> None:
        from provenance import drafts, own_lots, readiness

        drafts.register()
        own_lots.register()
        readiness.register()
