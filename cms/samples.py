"""What a block looks like in the editor's picker, made of what the shop has."""

from typing import Any

from catalogue.models import Listing
from media.models import Picture
from producers.queries import public_groups
from provenance.models import Lot

WORDS: dict[str, dict[str, Any]] = {
    "words": {"heading": "Asked before", "text": "<h3>How long do they keep?</h3><p>A year in a closed tin, away from the sun.</p>"},
    "picture_words": {
        "heading": "Shaken at dawn",
        "text": "On to cloth, never bare ground, while the fruit is cold and firm.",
        "side": "start",
    },
    "pictures": {"first_caption": "The orchard in July", "second_caption": "Two days later, on the roof"},
    "quote": {"words": "If the wind comes from the glacier side we cover the trays.", "said_by": "A grower, who agreed to be quoted"},
    "steps": {
        "heading": "From tree to tray",
        "steps": [
            {"heading": "Shaken at dawn", "text": "On to cloth, while the fruit is cold."},
            {"heading": "Halved and laid", "text": "Two days in shade, two in sun."},
            {"heading": "The kernel pressed", "text": "Cold, in a wooden press."},
        ],
    },
    "action": {"heading": "Gifts for an office", "text": "Say what, how many and by when.", "label": "See the groups", "path": "/groups/"},
    "products": {"heading": "Four to take home", "sort": "fair", "number": "4", "balance": True, "in_season": True},
    "groups": {"heading": "Who is sending"},
    "stories": {"heading": "Told by those who make it"},
    "lot": {"heading": "Follow one lot", "text": "Every step was written down when it happened."},
}


def value_of(kind: str) -> dict[str, Any]:
    """A value for the block ``kind``, before it is brought into the block's own shape."""
    value = dict(WORDS[kind])
    pictures = list(Picture.objects.order_by("pk")[:3])
    if kind == "picture_words":
        value["picture"] = pictures[0] if pictures else None
    elif kind == "pictures":
        value |= {"first": pictures[0] if pictures else None, "second": pictures[-1] if pictures else None}
    elif kind == "steps" and pictures:
        value["steps"] = [{**step, "picture": pictures[number % len(pictures)]} for number, step in enumerate(value["steps"])]
    elif kind == "products":
        value["picked"] = list(Listing.objects.filter(status=Listing.Status.LIVE).order_by("pk")[:4])
    elif kind == "groups":
        value["groups"] = list(public_groups()[:4])
    elif kind == "stories":
        value["stories"] = _stories()
    elif kind == "lot":
        value["code"] = Lot.objects.order_by("pk").values_list("code", flat=True).first() or ""
    return value


def _stories() -> list[Any]:
    from cms.models import StoryPage

    return list(StoryPage.objects.live().order_by("-told_on")[:3])
