"""Words of the interface: a draft, a reader, and what the public sees."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from journal.models import AuditEntry
from journal.signals import work_begins
from tests.catalogue.test_moderation import staff
from tests.storefront.looking import get, open_shop
from words import drafts, figures, loading, reviewing
from words.errors import UnknownSentence, WordsRefused
from words.marking import BEGIN
from words.models import WordDecision

ADD = "Add to basket"
DRAFT = "टोकरी में डालें"
ADD_DIGEST = drafts.digest(ADD)
PAGE = "/admin/words/"


@pytest.fixture
def reader(db: None) -> User:
    return staff("review_words", email="reader@example.com")


@pytest.fixture(autouse=True)
def _catalogues_are_put_back() -> Iterator[None]:
    yield
    loading.forget()


def said(language: str = "hi", words: str = ADD) -> str:
    with translation.override(language):
        return translation.gettext(words)


def test_a_demo_says_the_draft_and_an_open_shop_says_english(reader: User, settings: Settings) -> None:
    assert said() == DRAFT
    settings.SHOP_OPEN = True
    loading.freshen(at_once=True)
    assert said() == ADD
    assert loading.offered() == ["en"]
    with translation.override("hi"):
        assert translation.ngettext("%(days)s day", "%(days)s days", 2) == "%(days)s days"


def test_approved_words_are_said_in_an_open_shop_and_taken_back_they_are_not(reader: User, settings: Settings) -> None:
    settings.SHOP_OPEN = True
    assert reviewing.approve(language="hi", digests=[ADD_DIGEST, ADD_DIGEST], acting_user=reader) == 1
    assert loading.freshen(at_once=True)
    assert said() == DRAFT
    reviewing.withdraw(language="hi", digest=ADD_DIGEST, acting_user=reader)
    assert loading.freshen(at_once=True)
    assert said() == ADD
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["words.approved", "words.withdraw"]


def test_corrected_words_take_the_place_of_the_draft_everywhere(reader: User) -> None:
    reviewing.correct(language="hi", digest=ADD_DIGEST, forms=("टोकरी में रखें",), acting_user=reader)
    days = drafts.digest("%(days)s day")
    reviewing.correct(language="hi", digest=days, forms=("एक दिन", "%(days)s दिन तक"), acting_user=reader)
    loading.freshen(at_once=True)
    assert said() == "टोकरी में रखें"
    with translation.override("hi"):
        assert translation.ngettext("%(days)s day", "%(days)s days", 1) == "एक दिन"
        assert translation.ngettext("%(days)s day", "%(days)s days", 3) % {"days": 3} == "3 दिन तक"
    entry = next(entry for entry in reviewing.entries("hi", text="टोकरी में रखें"))
    assert (entry.state, entry.decision and entry.decision.reader, entry.draft_differs) == ("reviewed", reader, True)


def test_a_look_costs_one_statement_when_nothing_is_new_and_none_before_its_time(
    reader: User, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reviewing.approve(language="hi", digests=[ADD_DIGEST], acting_user=reader)
    settings.WORDS_CHECK_S = 60
    with django_assert_num_queries(2):
        assert loading.freshen()
        assert not loading.freshen()
    with django_assert_num_queries(1):
        assert not loading.freshen(at_once=True)


@pytest.mark.parametrize(
    "words",
    ["", "%(day)s दिन", "<script>x</script> %(days)s", '%(days)s" onclick=', "%(days)s दिन'", "%(days)s &lt;"],
)
def test_words_that_lose_a_figure_or_break_out_of_their_place_are_refused(words: str, reader: User) -> None:
    with pytest.raises(WordsRefused):
        reviewing.correct(language="hi", digest=drafts.digest("%(days)s day"), forms=(words, "%(days)s दिन"), acting_user=reader)
    with pytest.raises(UnknownSentence):
        reviewing.approve(language="hi", digests=[ADD_DIGEST, "gone"], acting_user=reader)
    assert not WordDecision.objects.exists()


def test_elements_of_the_english_stay_in_the_words() -> None:
    figures.check(('Read <a href="x">this</a>',), ('<a href="x">यह</a> पढ़ें',))
    with pytest.raises(WordsRefused):
        figures.check(("Read <b>this</b>",), ("<i>यह</i> पढ़ें",))


def test_a_reader_finds_a_sentence_approves_it_and_corrects_another(reader: User, client: Client) -> None:
    client.force_login(reader)
    shown = client.get(PAGE, {"room": "storefront", "q": ADD})
    assert shown.status_code == 200
    assert DRAFT in shown.content.decode()
    done = client.post(f"{PAGE}?room=storefront&q=Add", {"act": "approve", "ticked": [ADD_DIGEST]})
    assert (done.status_code, done["Location"]) == (302, f"{PAGE}?room=storefront&q=Add")
    after = client.get(PAGE, {"state": "reviewed"}).content.decode()
    assert re.search(r"read and right: .*reader", after)
    wrong = client.post(PAGE + f"?q={ADD}", {"act": "say", "sentence": ADD_DIGEST, "words": "<b>टोकरी</b>"})
    assert wrong.status_code == 422
    assert "&lt;b&gt;टोकरी" in wrong.content.decode()
    assert client.post(PAGE, {"act": "approve"}).status_code == 422
    assert client.post(PAGE, {"act": "say", "sentence": ADD_DIGEST, "words": "थैले में डालें"}).status_code == 302
    assert said() == "थैले में डालें"
    waiting = [entry.sentence.key for entry in reviewing.entries("prx", room=drafts.FIRST) if entry.state == "missing"]
    assert set(waiting) == drafts.first_words()
    assert len(waiting) >= loading.LEAST_OFFERED
    first = client.get(PAGE, {"language": "prx", "room": "first", "q": ADD}).content.decode()
    assert f'value="{ADD_DIGEST}"' in first
    assert client.post(f"{PAGE}?language=prx", {"act": "say", "sentence": ADD_DIGEST, "words": "ٹوکری"}).status_code == 302
    assert said("prx") == "ٹوکری"
    assert client.get(PAGE, {"language": "en"}).status_code == client.get(PAGE, {"language": "xx"}).status_code == 404


def test_a_worker_looks_for_new_words_before_it_writes_mails(reader: User, settings: Settings) -> None:
    settings.WORDS_CHECK_S = 0
    reviewing.correct(language="hi", digest=ADD_DIGEST, forms=("थैले में डालें",), acting_user=reader)
    work_begins.send(sender=None)
    assert said() == "थैले में डालें"


def test_a_page_of_an_open_shop_marks_what_is_english_and_is_not_for_search_engines(reader: User, settings: Settings) -> None:
    open_shop()
    settings.SHOP_OPEN = True
    reviewing.approve(language="hi", digests=[ADD_DIGEST], acting_user=reader)
    loading.freshen(at_once=True)
    page = get("/hi/p/undyed-stole/").content.decode()
    assert DRAFT in page
    assert BEGIN in page
    assert "What nobody has read through in this language yet is said in English." in page
    assert 'content="noindex"' in page
    assert 'hreflang="hi"' not in page
    assert 'hreflang="hi"' not in get("/p/undyed-stole/").content.decode()


@pytest.mark.parametrize("language", ["hi", "ur"])
def test_every_draft_keeps_what_has_to_be_kept(language: str) -> None:
    for sentence in drafts.sentences(language):
        if sentence.has_draft:
            figures.check(sentence.english, sentence.forms)
