"""Make all facts, words and the index anew, while the shop is open."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from search import checking, facts


class Command(BaseCommand):
    help = "Make everything that search reads anew. Searches go on meanwhile; a new index takes the place of the old one in one step."

    def handle(self, *args: Any, **options: Any) -> None:
        shown = facts.refresh_all(tell=self._show("facts"))
        checking.mend_words()
        self.stdout.write(f"{shown} products have facts and words.")
        if settings.ELASTICSEARCH_URL:
            from search.elastic import indexing  # loaded where there is an Elasticsearch

            self.stdout.write(f"{indexing.rebuild(tell=self._show('index'))} products are in the new index.")

    def _show(self, name: str) -> "Any":
        """A line that grows, for people at a terminal; nothing in a pipe or a log."""

        def show(done: int, whole: int) -> None:
            if self.stdout.isatty():
                self.stdout.write(f"\r  {name}: {done} of {whole}", ending="\n" if done >= whole else "")
                self.stdout.flush()

        return show
