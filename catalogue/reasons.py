"""Why staff give a listing or a change back: sentences to start from, in the words of the group."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

ASK: dict[str, str | Promise] = {
    "photo": gettext_lazy("Please take the photo again by daylight, with the whole piece in the picture."),
    "photo_other": gettext_lazy("The photo shows something else than what is offered."),
    "words": gettext_lazy("Please say in the title and in one line what it is, without praise."),
    "claim": gettext_lazy("Please leave out the claim about health or origin, or send us the paper that proves it."),
    "declaration": gettext_lazy("A declaration is missing or does not fit the goods."),
    "price": gettext_lazy("Please look at the price and the MRP again."),
    "lot": gettext_lazy("Please say which lot the goods come from, with its best-before day."),
    "type": gettext_lazy("The goods belong to another kind."),
}


class ReasonMissing(ValueError):
    """Neither a sentence was chosen nor words were written."""


def in_words(code: str, own_words: str) -> str:
    """The chosen sentence with the reviewer's own words behind it. Raises ``ReasonMissing`` without either."""
    parts = [str(ASK.get(code, "")), own_words.strip()]
    said = " ".join(part for part in parts if part)
    if not said:
        raise ReasonMissing
    return said
