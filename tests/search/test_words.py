"""From what people type to what is looked for."""

import json
from collections import Counter

import pytest

from catalogue.words import plain_words
from search.words import MAX_WORDS, SYNONYMS_FILE, terms_of


def typed(text: str) -> list[str]:
    return [term.typed for term in terms_of(text)]


def test_the_longest_known_name_is_one_term() -> None:
    assert typed("sea buckthorn juice") == ["sea buckthorn", "juice"]
    assert typed("roasted barley flour") == ["roasted barley flour"]
    assert typed("barley flour") == ["barley", "flour"]
    assert typed("leh berry") == ["leh berry"]


def test_a_term_carries_all_its_names_and_the_typed_one_first() -> None:
    (term,) = terms_of("khubani")

    assert term.phrases[0] == ("khubani",)
    assert {("apricot",), ("chuli",), ("खुबानी",), ("خوبانی",)} <= set(term.phrases)
    assert ("sea", "buckthorn") in terms_of("lehberry")[0].phrases


def test_a_plural_has_the_names_of_its_singular() -> None:
    assert ("नमदा",) in terms_of("namdas")[0].phrases
    assert terms_of("namdas")[0].phrases[0] == ("namdas",)


def test_only_the_last_word_may_be_unfinished() -> None:
    assert [term.beginning for term in terms_of("walnut sto")] == ["", "sto"]
    assert [term.beginning for term in terms_of("vitamin c")] == ["", ""]
    assert [term.beginning for term in terms_of("sea buckthorn")] == [""]


def test_small_words_are_left_out_unless_there_is_nothing_else() -> None:
    assert typed("oil of the apricot") == ["oil", "apricot"]
    assert typed("the") == ["the"]


@pytest.mark.parametrize("text", ["", "  ", "!?", "🍑", "\0", "--", '""', "\u200d"])
def test_text_without_words_gives_no_terms(text: str) -> None:
    assert terms_of(text) == []


def test_no_more_words_are_looked_for_than_a_person_types() -> None:
    assert len(terms_of("one two three four five six seven eight nine ten " * 1000)) == MAX_WORDS


def test_nothing_but_letters_and_digits_comes_through() -> None:
    for term in terms_of("a\"b'c:d*e(f)g^h AND \\ % _ ; नमदा!"):
        for phrase in [*term.phrases, (term.beginning,)]:
            assert not set("".join(phrase)) & set("\"'():*^\\%_;&|!<>- "), term


def test_a_name_stands_in_one_list_only() -> None:
    rows = json.loads(SYNONYMS_FILE.read_text(encoding="utf-8"))["same"]
    seen = Counter(tuple(plain_words(name)) for row in rows for name in set(row))

    assert [name for name, times in seen.items() if times > 1] == [("खुबानी",)] or max(seen.values()) == 1
    assert all(len(row) > 1 for row in rows)


def test_the_quick_way_to_read_plain_text_is_the_long_way() -> None:
    everything = "".join(map(chr, range(128))) + "Goat's WOOL-felt x2  100% \t y"

    assert plain_words(everything) == [*plain_words(everything + "ß")[:-1], "y"]
    assert plain_words("A-b_C1 d'e") == ["a", "b", "c1", "d", "e"]
