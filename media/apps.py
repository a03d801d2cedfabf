"""Pictures: upload, stripping, derivatives."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    label = "media"
    verbose_name = _("Pictures")

    def ready(self) -> None:
        from media import effects, jobs, receivers  # noqa: F401 - registers the effect and the job

        receivers.connect()
