"""Reviews and questions as pages show them, with the numbers that count: whole numbers, one for each sale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When, Window

from catalogue.models import Listing
from catalogue.voice_models import Question, Review, ReviewFlag
from journal.composed import Composed
from journal.keyed import Keyed

ON_THE_PAGE = 5
About = Review.About
# The stars of a listing are for the goods; those of its group for the goods and how they were packed. A road that was closed counts
# for neither.
OF_LISTING = (About.GOODS,)
OF_GROUP = (About.GOODS, About.PACKING)


@dataclass(frozen=True)
class Rating:
    """How many counted, and their stars together. No mean is stored."""

    count: int = 0
    stars: int = 0

    @property
    def tenths(self) -> int:
        """The mean in tenths, rounded half up: 46 for 4.6; 0 for none."""
        return (self.stars * 20 + self.count) // (2 * self.count) if self.count else 0

    @property
    def words(self) -> str:
        """``4.6``."""
        return f"{self.tenths // 10}.{self.tenths % 10}"


@dataclass(frozen=True)
class Reviews:
    """Some reviews, the newest first, how many there are in all, and the rating."""

    rows: Sequence[Review] = ()
    total: int = 0
    rating: Rating = field(default_factory=Rating)


@dataclass(frozen=True)
class Questions:
    """Some answered questions, the newest first, and how many there are."""

    rows: Sequence[Question] = ()
    total: int = 0


def of_listing(listing_id: int, *, first: int = 0, most: int = ON_THE_PAGE) -> Reviews:
    """What buyers say of a listing. One query, whatever there is."""
    return _sums(_windows(Review.objects.filter(listing=listing_id), OF_LISTING, first, most))


def of_group(group_id: int, *, first: int = 0, most: int = ON_THE_PAGE) -> Reviews:
    """What buyers say of everything that a group makes. Two queries: in one, PostgreSQL reads every listing of the shop to join them."""
    return _sums(_OF_GROUP.rows(first, most, keys=[key for (key,) in _LISTINGS.rows(group=group_id)]))


def questions_of(listing_id: int, *, first: int = 0, most: int = ON_THE_PAGE) -> Questions:
    """What was asked and answered about a listing. One query."""
    found = Question.objects.filter(listing=listing_id, status=Question.Status.ANSWERED).annotate(total=Window(Count("pk")))
    rows = list(found.order_by("-pk")[first : first + most])
    return Questions(rows, rows[0].total if rows else 0)


def _listings_of(group: Any) -> "QuerySet[Listing, tuple[int]]":
    return Listing.objects.filter(group=group).values_list("pk")


def _of_listings(first: int, most: int, *, keys: list[Any]) -> "QuerySet[Review]":
    return _windows(Review.objects.filter(listing__pk__in=keys).select_related("listing"), OF_GROUP, first, most)


_LISTINGS = Composed(Listing, _listings_of, group=BigIntegerField())
_OF_GROUP = Keyed(Review, _of_listings, key=BigIntegerField())


def _windows(found: "QuerySet[Review]", counted: Iterable[str], first: int, most: int) -> "QuerySet[Review]":
    """Rows and sums in one statement: the sums are windows over all rows, the limit comes after them."""
    counts = Q(about__in=list(counted))
    annotated = found.filter(status=Review.Status.SHOWN).annotate(
        total=Window(Count("pk")),
        counted=Window(Sum(Case(When(counts, then=Value(1)), default=Value(0), output_field=IntegerField()))),
        stars_sum=Window(Sum(Case(When(counts, then=F("stars")), default=Value(0), output_field=IntegerField()))),
    )
    return annotated.order_by("-pk")[first : first + most]


def _sums(found: "Iterable[Review]") -> Reviews:
    rows: list[Any] = list(found)
    if not rows:
        return Reviews()
    one = rows[0]
    return Reviews(rows, one.total, Rating(one.counted, one.stars_sum))


@dataclass(frozen=True)
class GroupVoices:
    """What a group has to look at in its workspace."""

    open_questions: list[Question]
    unanswered: list[Review]
    others: list[Review]


def of_workspace(group_id: int, most: int = 50) -> GroupVoices:
    """Open questions, the oldest first; reviews without an answer, then those with one, the newest first. Two queries."""
    questions = Question.objects.filter(listing__group=group_id, status=Question.Status.OPEN).select_related("listing").order_by("pk")
    reviews = list(Review.objects.filter(listing__group=group_id).select_related("listing", "flag").order_by("-pk")[: 2 * most])
    waiting = [row for row in reviews if not row.reply_words and row.status == Review.Status.SHOWN]
    others = [row for row in reviews if row not in waiting]
    return GroupVoices(list(questions[:most]), waiting[:most], others[:most])


def open_flags() -> "QuerySet[ReviewFlag]":
    """What moderators have to decide, the least time left first."""
    return ReviewFlag.objects.filter(decision="").select_related("review__listing__group").order_by("decide_by", "pk")


def newest(most: int = 30) -> list[Review]:
    """The newest reviews of all groups, for moderators: shown, answered or hidden. One query."""
    return list(Review.objects.select_related("listing__group", "flag").order_by("-pk")[:most])


def newest_questions(most: int = 30) -> list[Question]:
    """The newest questions that groups have got, for moderators. One query."""
    seen = (Question.Status.OPEN, Question.Status.ANSWERED)
    return list(Question.objects.filter(status__in=seen).select_related("listing__group").order_by("-pk")[:most])
