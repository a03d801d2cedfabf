"""The composition root as an app: its template tags, checks and commands."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    label = "marketplace"
    verbose_name = _("Shop")

    def ready(self) -> None:
        from marketplace import checks, quick_locals  # noqa: F401 - registers the checks

        quick_locals.install()
