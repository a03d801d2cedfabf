"""What shoppers said and kept in mind, and members of groups spoke, for the file that each of them gets (``accounts.own_data``)."""

from typing import Any

from accounts import own_data
from accounts.models import User
from catalogue.note_models import VoiceNote
from catalogue.voice_models import BackNotice, Question, Review, Wish


def voices_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Four queries."""
    reviews = Review.objects.filter(user=user).order_by("pk")
    questions = Question.objects.filter(user=user).order_by("pk")
    return {
        "reviews": own_data.rows(reviews.values("number", "listing__title", "stars", "about", "words", "name", "written_at", "status")),
        "questions": own_data.rows(questions.values("number", "listing__title", "words", "name", "email", "asked_at", "answer_words")),
        "wishes": own_data.rows(Wish.objects.filter(user=user).order_by("pk").values("listing__title", "added_at")),
        "to_be_told": own_data.rows(
            BackNotice.objects.filter(user=user).order_by("pk").values("listing__title", "email", "asked_at", "told_at")
        ),
    }


def spoken_by(user: User) -> dict[str, list[dict[str, Any]]]:
    """Recordings for listings: when, for what, how long, and what was written down of them. One query."""
    notes = VoiceNote.objects.filter(recorded_by=user).order_by("pk")
    return {
        "voice_notes": own_data.rows(
            notes.values("number", "draft__group__name", "recorded_at", "length_ms", "language", "words", "status")
        )
    }


def register() -> None:
    """Join the file."""
    own_data.register("voices", voices_of)
    own_data.register("voice_notes", spoken_by)
