"""What shoppers of the demo say and ask, and what the groups answer."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from accounts.models import User
from catalogue.models import Listing
from catalogue.voice_models import Question
from catalogue.voices import questions, reviews
from catalogue.voices.questions import Asked
from catalogue.voices.reviews import Said
from marketplace.demo.people import SHOPPER
from orders import attempts, reviewing
from orders.models import LineRecord, ProducerOrder
from producers.models import Membership, ProducerGroup

DATA_FILE = Path(__file__).resolve().parent / "data" / "voices.json"
Row = Mapping[str, Any]


def load_voices() -> None:
    """Make what is missing; a review and a question are written once, and answered once."""
    planned = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    for row in planned["reviews"]:
        _review(row)
    for row in planned["questions"]:
        _question(row)


def _review(row: Row) -> None:
    sold = LineRecord.objects.filter(slug=row["slug"], producer_order__status__in=reviewing.ARRIVED).select_related(
        "producer_order__order__user", "producer_order__group"
    )
    for record in sold.order_by("pk")[:1]:
        part: ProducerOrder = record.producer_order
        name = part.order.user.first_name if part.order.user else ""
        said = Said(row["stars"], row["about"], row["words"], name)
        review = reviewing.write(part, record_id=record.pk, said=said, language="en")
        if row.get("reply") and not review.reply_words:
            reviews.reply(review, words=row["reply"], acting_user=_owner(part.group))


def _question(row: Row) -> None:
    listing = Listing.objects.filter(slug=row["slug"]).select_related("group").first()
    asker = User.objects.filter(email=SHOPPER).first()
    if listing is None or asker is None:
        return
    question = Question.objects.filter(listing=listing, words=row["words"]).first()
    if question is None:
        asked = Asked(row["words"], asker.email or "", row["name"])
        question = questions.ask(listing=listing, asked=asked, key=attempts.new_key(), language="en", user=asker)
    if row["answer"] and question.status == question.Status.OPEN:
        questions.answer(question, words=row["answer"], acting_user=_owner(listing.group))


def _owner(group: ProducerGroup) -> User:
    return Membership.objects.filter(group=group, role=Membership.Role.OWNER).earliest("pk").user
