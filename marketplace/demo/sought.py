"""What the demo's visitors looked for and at in the last weeks, so that the pages of figures have something to show."""

from datetime import timedelta

from django.utils import timezone

from catalogue.models import Listing
from search import sought
from search.models import Sought

# Words that find nothing in the demo, how often a week, and words that find something.
IN_VAIN = (("apricot leather", 5), ("apricot kernel flour", 3), ("pashmina gloves", 4), ("yak wool blanket", 6), ("baby shawl", 2))
FOUND = (("apricot", 9), ("pashmina", 7), ("stole", 4), ("sea buckthorn", 3))
WEEKS = 12


def load_sought() -> None:
    """Twelve weeks of counts, once; a few more each week, as a young shop would have."""
    if Sought.objects.exists():
        return
    today = timezone.localdate()
    live = Listing.objects.filter(is_demo=True, status=Listing.Status.LIVE).order_by("pk")
    listings = list(live.values_list("group__slug", "slug", "title"))
    rows: list[Sought] = []
    types = sought.types_of(words for words, _times in IN_VAIN)
    for week in range(WEEKS):
        day, growth = today - timedelta(days=7 * (WEEKS - 1 - week) + 1), week + 2
        rows += [Sought(day=day, kind=Sought.Kind.NOTHING, words=words, types=types[words], times=times) for words, times in IN_VAIN]
        for place, (group, slug, _title) in enumerate(listings):
            rows.append(Sought(day=day, kind=Sought.Kind.VIEW, group_slug=group, words=slug, times=growth * (3 + place % 5)))
        for words, times in FOUND:
            groups = {group for group, _slug, title in listings if words in title.lower()}
            rows += [Sought(day=day, kind=Sought.Kind.FOUND, group_slug=group, words=words, times=times + week) for group in sorted(groups)]
    Sought.objects.bulk_create(rows)
