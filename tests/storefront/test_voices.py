"""Reviews, questions and flags on the pages: written by buyers, answered in the workspace, decided by staff."""

import json
import re

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from catalogue.models import Listing
from catalogue.voice_models import Question, Review, ReviewFlag
from catalogue.voices import questions
from notices.models import Notice
from notices.secrets import fill_in
from orders import links
from search import facts
from storefront.voices.limits import QUESTION
from tests.catalogue.voices import make_asked, make_question, make_review
from tests.orders import factories as make
from tests.orders import steps
from tests.storefront.buyer import hidden_fields, queries_of, words
from tests.storefront.looking import Outline

pytestmark = pytest.mark.django_db


@pytest.fixture
def stole() -> Listing:
    cache.clear()
    listing = make.make_listing(make.make_group("wool"), "Stole")
    Listing.objects.filter(pk=listing.pk).update(live_at="2026-01-01T00:00:00Z")
    facts.refresh([listing.pk])
    return listing


def staff_of(role: str) -> Client:
    user = make.make_member(make.make_group())
    user.is_staff = True
    user.save()
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_a_buyer_reviews_through_the_orders_page_and_everybody_reads_it(stole: Listing) -> None:
    placed = make.place_order(stole)
    part = steps.bring(placed, stole.group, "delivered")
    client, order_page = Client(), f"/o/{links.token_for(placed.order)}/"
    assert f"{order_page}review/{part.number}/" in client.get(order_page).content.decode()
    form_page = client.get(f"{order_page}review/{part.number}/")
    line = hidden_fields(form_page)["line"]
    assert Outline(form_page.content.decode()).unnamed_fields() == []
    wrong = client.post(f"{order_page}review/{part.number}/", {"line": line, f"{line}-words": "Soft and warm"})
    assert wrong.status_code == 422
    assert "Soft and warm" in wrong.content.decode()
    assert not Review.objects.exists()
    said = {"line": line, f"{line}-stars": "4", f"{line}-about": "goods", f"{line}-words": "Soft <b>and</b> warm", f"{line}-name": "Asha"}
    assert client.post(f"{order_page}review/{part.number}/", said).status_code == 303
    page = Client().get(f"/p/{stole.slug}/")
    assert "4 of 5 stars Asha" in words(page)
    assert "Soft <b>and" not in page.content.decode()
    data = json.loads(re.findall(r'ld\+json">(.*?)</script>', page.content.decode(), re.DOTALL)[0])
    assert data["@graph"][0]["aggregateRating"] == {"@type": "AggregateRating", "ratingValue": "4.0", "reviewCount": 1, "bestRating": 5}
    assert "4.0 of 5, from 1 buyer" in words(Client().get("/groups/wool/"))
    assert "Soft" in words(Client().get(f"/p/{stole.slug}/reviews/"))
    assert "Soft" in words(Client().get("/groups/wool/reviews/"))


def test_a_page_without_reviews_claims_no_rating(stole: Listing) -> None:
    make_review(stole, 5, about="delivery")
    assert "aggregateRating" not in Client().get(f"/p/{stole.slug}/").content.decode()


def test_what_is_said_costs_the_pages_no_query_more(stole: Listing) -> None:
    Client().get("/groups/wool/")  # the search engine reads its board once
    product, group = len(queries_of(Client(), f"/p/{stole.slug}/")), len(queries_of(Client(), "/groups/wool/"))
    for number in range(7):
        make_review(stole, 4, words=f"Number {number}")
    question = make_asked(stole)
    questions.answer(question, words="Yes.", acting_user=make.make_member(stole.group))
    assert len(queries_of(Client(), f"/p/{stole.slug}/")) == product  # how many they may be is said in test_looking_shared
    assert len(queries_of(Client(), "/groups/wool/")) == group <= 12


def test_a_guest_asks_by_mail_link_and_the_answer_is_shown(stole: Listing) -> None:
    owner, guest = make.make_member(stole.group), Client()
    address = f"/p/{stole.slug}/ask/"
    key = hidden_fields(guest.get(address))["key"]
    assert guest.post(address, {"words": "", "email": "asha@example.com", "key": key}).status_code == 422
    assert guest.post(address, {"words": "Is it warm?", "email": "no address", "key": key}).status_code == 422
    asked = {"words": "Is it warm?", "email": "asha@example.com", "name": "Asha", "key": key}
    assert guest.post(address, asked).status_code == 303
    assert guest.post(address, asked).status_code == 303
    question = Question.objects.get()
    assert "look for our mail" in words(guest.get(f"{address}?sent"))
    link = re.search(r"http\S+(/questions/\S+)", fill_in(Notice.objects.get(kind="question_confirm").body))
    assert link is not None
    assert link[1] not in Notice.objects.get(kind="question_confirm").body
    assert guest.get(link[1]).status_code == 200
    question.refresh_from_db()
    assert question.status == "unconfirmed"  # a program that looks at links in mails has asked nothing
    assert guest.post(link[1]).status_code == 303
    desk = Client()
    desk.force_login(owner)
    assert "Is it warm?" in words(desk.get("/workspace/groups/wool/voices/"))
    empty = desk.post("/workspace/groups/wool/voices/", {"act": "answer", "number": question.number, "words": " "})
    assert empty.status_code == 422
    assert desk.post("/workspace/groups/wool/voices/", {"act": "answer", "number": question.number, "words": "Very."}).status_code == 303
    assert "Is it warm? The maker answers" in words(Client().get(f"/p/{stole.slug}/"))
    assert "asha@example.com" not in Client().get(f"/p/{stole.slug}/reviews/").content.decode()


def test_who_asks_too_often_has_to_wait_and_keeps_the_words(stole: Listing) -> None:
    address, client = f"/p/{stole.slug}/ask/", Client()
    for number in range(QUESTION.limit):
        asked = {"words": "Hello?", "email": f"a{number}@example.com", "key": f"k{number:020d}"}
        assert client.post(address, asked).status_code == 303
    last = client.post(address, {"words": "Once more?", "email": "z@example.com", "key": "k" * 20})
    assert last.status_code == 429
    assert "Once more?" in last.content.decode()
    assert Question.objects.count() == QUESTION.limit


def test_another_groups_questions_and_reviews_do_not_exist(stole: Listing) -> None:
    stranger_group = make.make_group("stranger")
    desk = Client()
    desk.force_login(make.make_member(stranger_group))
    question, review = make_asked(stole), make_review(stole)
    for act, number in (("answer", question.number), ("reply", review.number), ("flag", review.number)):
        sent = {"act": act, "number": number, "words": "Mine", "reason": "rude"}
        assert desk.post("/workspace/groups/stranger/voices/", sent).status_code == 404
        assert desk.post("/workspace/groups/wool/voices/", sent).status_code == 404
    assert not ReviewFlag.objects.exists()
    assert Review.objects.get().reply_words == ""


def test_a_group_replies_and_flags_and_a_moderator_decides(stole: Listing) -> None:
    desk, moderator = Client(), staff_of("Moderators")
    desk.force_login(make.make_member(stole.group))
    review = make_review(stole, 1, words="Bad people")
    address = "/workspace/groups/wool/voices/"
    assert desk.post(address, {"act": "reply", "number": review.number, "words": "We are sorry."}).status_code == 303
    assert "We are sorry." in words(Client().get(f"/p/{stole.slug}/"))
    assert desk.post(address, {"act": "flag", "number": review.number}).status_code == 422
    assert desk.post(address, {"act": "flag", "number": review.number, "reason": "rude"}).status_code == 303
    assert "Bad people" in words(Client().get(f"/p/{stole.slug}/"))
    assert review.number in words(moderator.get("/admin/voices/"))
    assert moderator.post("/admin/voices/", {"act": "hidden", "number": review.number, "words": ""}).status_code == 422
    assert moderator.post("/admin/voices/", {"act": "hidden", "number": review.number, "words": "An insult."}).status_code == 302
    assert "Bad people" not in words(Client().get(f"/p/{stole.slug}/"))
    assert "An insult." in words(desk.get(address))
    assert staff_of("Finance").post("/admin/voices/", {"act": "kept", "number": review.number, "words": "No"}).status_code == 302
    assert ReviewFlag.objects.get().decision == "hidden"


def test_a_reader_reports_a_review_once(stole: Listing) -> None:
    review, reader = make_review(stole), Client()
    address = f"/reviews/{review.number}/report/"
    assert reader.post(address, {}).status_code == 422
    assert reader.post(address, {"reason": "untrue", "words": "Nobody is that tall"}).status_code == 303
    assert "A moderator looks at it" in words(reader.get(address))
    assert reader.post(address, {"reason": "rude"}).status_code == 422
    assert ReviewFlag.objects.get().reason == "untrue"
    assert reader.get("/reviews/RV-NONE/report/").status_code == 404


def test_moderators_hide_questions_and_answers_with_a_reason(stole: Listing) -> None:
    moderator, question = staff_of("Moderators"), make_question(stole, user=make.make_member(make.make_group()))
    assert moderator.post("/admin/voices/", {"act": "hide_question", "number": question.number, "words": "Spam."}).status_code == 302
    assert Question.objects.get().status == "hidden"
    again = moderator.post("/admin/voices/", {"act": "hide_question", "number": question.number, "words": "Spam."})
    assert again.status_code == 422
