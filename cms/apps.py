"""Wagtail pages and snippets."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from cms import contracts, jobs, officers  # noqa: F401 - registers the job
        from cms.group_stories import tell
        from cms.suggestions import stories
        from producers.stories import register_teller
        from search.suggesting import register_source

        register_teller(tell)
        register_source(stories)
        officers.connect()
        contracts.connect()
