"""Stories among what the search box offers."""

from collections.abc import Iterator

from search.contract import Suggestion

# The newest; a search for older ones goes through the list of stories.
MOST = 300


def stories(language: str) -> Iterator[Suggestion]:
    """The title and address of every story in a language that everybody may read."""
    from cms.models import StoryPage

    shown = StoryPage.objects.live().public().filter(locale__language_code=language).order_by("-told_on", "pk")
    for story in shown.only("title", "url_path", "locale_id")[:MOST]:
        address = story.get_url()
        if address:
            yield Suggestion("story", story.title, address)
