"""Wagtail pages and snippets."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from cms import jobs, officers  # noqa: F401 - registers the job
        from cms.group_stories import tell
        from producers.stories import register_teller

        register_teller(tell)
        officers.connect()
