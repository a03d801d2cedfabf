"""Reviews and questions: what counts, what is masked, what can happen only once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.models import Listing
from catalogue.voice_models import Question, Review, ReviewFlag
from catalogue.voices import clock, questions, reading, reviews, shown
from catalogue.voices.errors import AlreadyDone, VoiceRefused
from catalogue.voices.masking import masked
from catalogue.voices.reading import Rating
from catalogue.voices.reviews import Said
from journal.models import AuditEntry
from notices.models import Notice
from tests.catalogue.voices import make_asked, make_question, make_review
from tests.orders.factories import make_group, make_listing, make_member


def page_of(listing: Listing) -> tuple[reading.Reviews, reading.Questions]:
    """What the product page gets, with the listing and nothing more."""
    return shown.of_page(Listing.objects.select_related("voices").get(pk=listing.pk))


@pytest.fixture
def stole(db: None) -> Listing:
    return make_listing(make_group(), "Stole")


@pytest.mark.parametrize(
    "typed",
    [
        "nine eight one two three four five six seven eight",
        "Nine Eight Double one, 2345678",
        "९८७६५ ४३२१०",
        "९ ८ ७ ६ ५ ४ ३ २ १ ०",
        "۹۸۷۶۵۴۳۲۱۰",
        "नौ आठ सात छह पांच चार तीन दो एक शून्य",
        "nau aath saat chhe paanch char teen do ek shunya",
        "9,8,7,6,5,4,3,2,1,0",
        "9*8*7*6*5*4*3*2*1*0",
        "98765o4321",
        "9\u200b8\u200b7\u200b6\u200b54321 0",
        "asha at gmail dot com",
        "asha (at) gmail . com",
        "asha [at] gmail [dot] com",
        "asha @ gmail . com",
        "asha at gmail",
        "asha\uff20gmail.com",
        "asha एट जीमेल डॉट कॉम",
    ],
)
def test_disguised_contact_details_are_taken_out_whole(typed: str) -> None:
    assert masked(f"Please: {typed}, thank you") == "Please: •••, thank you"


@pytest.mark.parametrize(
    "typed",
    [
        "We meet at Leh. In winter it is cold.",
        "Sizes 10, 20, 30, 40, 50 and 60",
        "200 jars of 250 g by 12 December 2026, to 194101",
        "one or two, three at most; four of the seven are six inches",
        "Pieces 1, 2, 3, 4, 5, 6, 7, 8 and 9 are blue",
        "I need it at home. Come soon",
    ],
)
def test_counts_and_places_are_no_contact_details(typed: str) -> None:
    assert masked(typed) == typed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Call 98765 43210 please", "Call ••• please"),
        ("call +91-98765-43210", "call •••"),
        ("9 8 7 6 5 4 3 2 1 0", "•••"),
        ("write asha@example.com", "write •••"),
        ("asha (at) example (dot) com", "•••"),
        ("pay to asha@okbank", "pay to •••"),
        ("see https://example.org/a?b=c or www.example.in", "see ••• or •••"),
        ("find me on @asha_weaves", "find me on •••"),
        ("68 x 200 cm, 260 g, Rs 18,500 in 2026, lot L-20931", "68 x 200 cm, 260 g, Rs 18,500 in 2026, lot L-20931"),
        ("PIN 194101, order LB-7K3M9Q2X", "PIN 194101, order LB-7K3M9Q2X"),
    ],
)
def test_contact_details_are_taken_out_and_measures_stay(typed: str, shown: str) -> None:
    assert masked(typed) == shown


def test_the_mean_is_rounded_from_whole_numbers() -> None:
    assert Rating(0, 0).words == "0.0"
    assert Rating(3, 14).words == "4.7"
    assert Rating(2, 9).words == "4.5"
    assert Rating(20, 91).words == "4.6"  # 4.55 goes up


def test_stars_for_the_delivery_count_for_nobody(stole: Listing, django_assert_num_queries: object) -> None:
    make_review(stole, 5, about="goods")
    make_review(stole, 3, about="packing")
    make_review(stole, 1, about="delivery")
    with django_assert_num_queries(1):  # type: ignore[operator]
        of_listing = reading.of_listing(stole.pk, most=2)
    of_group = reading.of_group(stole.group_id)
    assert of_listing.rating == Rating(1, 5)
    assert of_group.rating == Rating(2, 8)
    assert of_listing.total == 3
    assert [row.about for row in of_listing.rows] == ["delivery", "packing"]


def test_the_row_of_the_page_follows_every_act(stole: Listing) -> None:
    owner, moderator = make_member(stole.group), make_member(make_group())
    assert page_of(stole) == (reading.Reviews(), reading.Questions())
    kept, gone = make_review(stole, 5), make_review(stole, 2)
    reviews.reply(kept, words="Thank you.", acting_user=owner)
    reviews.decide(reviews.flag(gone, by="group", reason="rude"), decision="hidden", words="Rude.", acting_user=moderator)
    question = make_asked(stole)
    questions.answer(question, words="Yes.", acting_user=owner)
    said, asked = page_of(stole)
    assert (said.total, said.rating, asked.total) == (1, Rating(1, 5), 1)
    assert (said.rows[0].number, said.rows[0].reply_words, said.rows[0].written_at) == (kept.number, "Thank you.", kept.written_at)
    assert asked.rows[0].answer_words == "Yes."
    reviews.hide_reply(kept, words="Off the point.", acting_user=moderator)
    questions.hide(question, words="Spam.", acting_user=moderator)
    said, asked = page_of(stole)
    assert said.rows[0].reply_words == ""
    assert asked.total == 0


def test_a_sale_is_reviewed_once_and_never_changed(stole: Listing) -> None:
    first = make_review(stole, 5, part_number="LB-X")
    again = make_review(stole, 1, part_number="LB-X", words="Changed my mind")
    assert again == first
    assert (again.stars, again.words) == (5, "Warm.")
    assert Review.objects.count() == 1


def test_wrong_stars_never_reach_the_table(stole: Listing) -> None:
    for stars in (0, 6):
        with pytest.raises(VoiceRefused):
            Said(stars, "goods").tidied()
    with pytest.raises(VoiceRefused):
        Said(3, "price").tidied()
    review = make_review(stole)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(stars=6)


def test_the_group_answers_once_and_its_numbers_are_masked(stole: Listing) -> None:
    owner = make_member(stole.group)
    review = make_review(stole)
    reviews.reply(review, words="Thank you, call 9876543210", acting_user=owner)
    with pytest.raises(AlreadyDone):
        reviews.reply(review, words="Something else", acting_user=owner)
    review.refresh_from_db()
    assert review.reply_words == "Thank you, call •••"
    assert review.replied_by == owner


def test_one_flag_decided_once_within_seven_days_and_the_group_is_told(stole: Listing) -> None:
    owner, moderator = make_member(stole.group), make_member(make_group())
    review = make_review(stole, 1)
    raised = reviews.flag(review, by="group", reason="rude", acting_user=owner)
    assert raised.decide_by - raised.flagged_at == timedelta(days=7)
    assert Review.objects.get(pk=review.pk).status == "shown"
    with pytest.raises(AlreadyDone):
        reviews.flag(review, by="reader", reason="untrue")
    with pytest.raises(VoiceRefused):
        reviews.decide(raised, decision="hidden", words=" ", acting_user=moderator)
    reviews.decide(raised, decision="hidden", words="It insults a member.", acting_user=moderator)
    with pytest.raises(AlreadyDone):
        reviews.decide(raised, decision="kept", words="No.", acting_user=moderator)
    review.refresh_from_db()
    assert (review.status, review.hidden_reason) == ("hidden", "It insults a member.")
    assert reading.of_listing(stole.pk).total == 0
    assert Notice.objects.filter(kind="review_decided", user=owner).count() == 1
    assert AuditEntry.objects.get(action="catalogue.review.decide").acting_user == moderator


def test_what_was_kept_can_not_be_flagged_again(stole: Listing) -> None:
    moderator = make_member(make_group())
    review = make_review(stole)
    reviews.decide(reviews.flag(review, by="reader", reason="untrue"), decision="kept", words="It may be.", acting_user=moderator)
    with pytest.raises(AlreadyDone):
        reviews.flag(review, by="group", reason="rude")
    with pytest.raises(AlreadyDone):
        reviews.hide(review, reason="rude", words="After all", acting_user=moderator)
    assert Review.objects.get(pk=review.pk).status == "shown"


def test_a_moderator_hides_with_a_reason_only(stole: Listing) -> None:
    moderator = make_member(make_group())
    review = make_review(stole)
    with pytest.raises(VoiceRefused):
        reviews.hide(review, reason="rude", words="", acting_user=moderator)
    assert not ReviewFlag.objects.exists()
    reviews.hide(review, reason="personal", words="It names a neighbour.", acting_user=moderator)
    assert Review.objects.get(pk=review.pk).status == "hidden"


def test_flags_are_listed_by_the_time_that_is_left(stole: Listing) -> None:
    later, sooner = (reviews.flag(make_review(stole), by="reader", reason="rude") for _number in range(2))
    ReviewFlag.objects.filter(pk=sooner.pk).update(decide_by=timezone.now() - timedelta(hours=1))
    assert list(reading.open_flags()) == [sooner, later]


def test_a_guests_question_waits_for_the_link_and_a_members_of_the_shop_does_not(stole: Listing) -> None:
    owner = make_member(stole.group)
    guest = make_question(stole)
    assert guest.status == "unconfirmed"
    assert not reading.of_workspace(stole.group_id).open_questions
    assert not Notice.objects.filter(user=owner).exists()
    assert questions.confirm(questions.question_for(questions.token_of(guest)))
    assert not questions.confirm(guest)
    known = make_question(stole, user=make_member(make_group()))
    assert [row.pk for row in reading.of_workspace(stole.group_id).open_questions] == [guest.pk, known.pk]
    assert Notice.objects.filter(kind="question_came", user=owner).count() == 2


def test_a_made_up_or_old_link_opens_nothing(stole: Listing, monkeypatch: pytest.MonkeyPatch) -> None:
    token = questions.token_of(make_question(stole))
    with pytest.raises(Question.DoesNotExist):
        questions.question_for(token[:-1] + ("A" if token[-1] != "A" else "B"))
    monkeypatch.setattr(questions, "CONFIRM_WITHIN", timedelta(seconds=-1))
    with pytest.raises(Question.DoesNotExist):
        questions.question_for(token)


def test_a_question_is_shown_with_its_answer_and_the_asker_is_told_once(stole: Listing) -> None:
    owner = make_member(stole.group)
    question = make_asked(stole, "Is it warm? 98765 43210")
    assert reading.questions_of(stole.pk).total == 0
    questions.answer(question, words="Very. Write to x@y.in", acting_user=owner)
    with pytest.raises(AlreadyDone):
        questions.answer(question, words="No", acting_user=owner)
    [shown] = reading.questions_of(stole.pk).rows
    assert (shown.words, shown.answer_words) == ("Is it warm? •••", "Very. Write to •••")
    assert Notice.objects.filter(kind="question_answered", to="asha@example.com").count() == 1
    questions.hide(question, words="Not about goods.", acting_user=owner)
    assert reading.questions_of(stole.pk).total == 0


def test_the_same_form_twice_is_one_question(stole: Listing) -> None:
    question = make_question(stole)
    asked = questions.Asked("Is it warm?", "asha@example.com")
    assert questions.ask(listing=stole, asked=asked, key=question.key, language="en") == question


def test_addresses_and_unconfirmed_questions_are_forgotten(stole: Listing) -> None:
    owner, now = make_member(stole.group), timezone.now()
    stale, fresh, old, new = make_question(stole), make_question(stole), make_asked(stole), make_asked(stole)
    for question in (old, new):
        questions.answer(question, words="Yes.", acting_user=owner)
    Question.objects.filter(pk=stale.pk).update(asked_at=now - timedelta(days=8))
    Question.objects.filter(pk=old.pk).update(answered_at=now - timedelta(days=31))
    assert clock.forget() == 2
    assert clock.forget() == 0
    assert not Question.objects.filter(pk=stale.pk).exists()
    emails = dict(Question.objects.values_list("pk", "email"))
    assert emails == {fresh.pk: "asha@example.com", old.pk: "", new.pk: "asha@example.com"}
