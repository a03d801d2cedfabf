"""Producer groups, members, access."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProducersConfig(AppConfig):
    name = "producers"
    label = "producers"
    verbose_name = _("Producer groups")

    def ready(self) -> None:
        from producers import deeds, forgetting, invitations, jobs, receivers, recovery  # noqa: F401 - registers jobs and the links in mails

        deeds.register()
        forgetting.register()
