"""What people are told."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from notices import effects  # noqa: F401 - registers the handlers
