"""What a listing's page shows of its reviews and questions, kept in one row beside the listing: no page asks for more than that."""

from datetime import datetime
from typing import Any

from catalogue.models import Listing
from catalogue.voice_models import ListingVoices, Question, Review
from catalogue.voices import reading
from catalogue.voices.reading import Questions, Rating, Reviews
from journal.audit import require_transaction


def refresh(listing_id: int) -> None:
    """Write the row anew, in the transaction of what has changed. Writers wait for each other, so that none misses the other's words."""
    require_transaction("What a page shows of reviews")
    ListingVoices.objects.get_or_create(listing_id=listing_id)
    ListingVoices.objects.select_for_update(of=("self",)).get(listing_id=listing_id)
    said, asked = reading.of_listing(listing_id), reading.questions_of(listing_id)
    ListingVoices.objects.filter(listing_id=listing_id).update(
        review_count=said.total,
        counted=said.rating.count,
        stars=said.rating.stars,
        question_count=asked.total,
        reviews=[_review(row) for row in said.rows],
        questions=[_question(row) for row in asked.rows],
    )


def of_page(listing: Listing) -> tuple[Reviews, Questions]:
    """Reviews and questions for the page of a listing that was read with ``select_related("voices")``: no query."""
    row: ListingVoices | None = getattr(listing, "voices", None)
    if row is None:
        return Reviews(), Questions()
    said = [Review(**_moments(facts, "written_at", "replied_at")) for facts in row.reviews]
    asked = [Question(**_moments(facts, "asked_at", "answered_at")) for facts in row.questions]
    return Reviews(said, row.review_count, Rating(row.counted, row.stars)), Questions(asked, row.question_count)


def _review(row: Review) -> dict[str, Any]:
    shown = ("number", "name", "stars", "about", "words", "language")
    reply = (
        {} if row.is_reply_hidden or row.replied_at is None else {"reply_words": row.reply_words, "replied_at": row.replied_at.isoformat()}
    )
    return {name: getattr(row, name) for name in shown} | {"written_at": row.written_at.isoformat()} | reply


def _question(row: Question) -> dict[str, Any]:
    shown = ("number", "name", "words", "language", "answer_words")
    answered_at = row.answered_at.isoformat() if row.answered_at else None
    return {name: getattr(row, name) for name in shown} | {"asked_at": row.asked_at.isoformat(), "answered_at": answered_at}


def _moments(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return facts | {name: datetime.fromisoformat(facts[name]) for name in names if facts.get(name)}
