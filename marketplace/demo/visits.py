"""Two groups of the demo that show visitors how they work."""

from collections.abc import Mapping

from accounts.models import User
from producers import visits
from producers.models import ProducerGroup, Visit

SAID = {
    "suru-blossom": (
        (6, 7, 8),
        "Purgi, Hindi, some English",
        "Telephone two days before. At most six people.",
    ),
    "tso-kar-wool": (
        (5, 6, 7, 8, 9),
        "Ladakhi, Hindi",
        "Write a week before: the herd moves, and the tents with it.",
    ),
}


def load_visits(groups: Mapping[str, ProducerGroup], staff: User) -> None:
    """What they say, once."""
    for code, (months, languages, how_to_ask) in SAID.items():
        group = groups.get(code)
        if group is not None and not Visit.objects.filter(group=group).exists():
            visits.say(
                group=group, version=0, is_welcome=True, months=months, languages=languages, how_to_ask=how_to_ask, acting_user=staff
            )
