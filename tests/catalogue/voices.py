"""Reviews and questions for tests. Plain functions; every argument has a default."""

import itertools
from typing import Any

from catalogue.models import Listing
from catalogue.voice_models import Question, Review
from catalogue.voices import questions, reviews
from catalogue.voices.questions import Asked
from catalogue.voices.reviews import Said

_counter = itertools.count(1)


def make_review(listing: Listing, stars: int = 5, *, about: str = "goods", words: str = "Warm.", name: str = "Asha", **more: Any) -> Review:
    """What a buyer said; of a sale of its own."""
    part = more.pop("part_number", f"LB-TEST-{next(_counter)}")
    return reviews.write(listing=listing, part_number=part, said=Said(stars, about, words, name), language="en", **more)


def make_question(listing: Listing, words: str = "Is it warm?", *, email: str = "asha@example.com", **more: Any) -> Question:
    """A question that waits: for the link in the mail, or with ``user`` for the group."""
    return questions.ask(
        listing=listing, asked=Asked(words, email, "Asha"), key=f"key-of-a-question-{next(_counter)}", language="en", **more
    )


def make_asked(listing: Listing, words: str = "Is it warm?") -> Question:
    """A question whose link was used."""
    question = make_question(listing, words)
    questions.confirm(question)
    return question
