"""Origins, zones, charges, closures, promises."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "delivery"
    label = "delivery"
    verbose_name = _("Delivery")

    def ready(self) -> None:
        from delivery import readiness, receivers  # noqa: F401 - receivers connect when imported

        readiness.register()
