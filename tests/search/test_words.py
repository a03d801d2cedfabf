"""From what people type to what is looked for."""

import json
from collections import Counter

import pytest

from catalogue.words import plain_words
from search import synonyms
from search.stems import stems
from search.words import MAX_WORDS, terms_of


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
    assert {("apricot",), ("chuli",), ("खुबान",), ("خوبانی",)} <= set(term.phrases)
    assert ("sea", "buckthorn") in terms_of("lehberry")[0].phrases


def test_every_form_of_a_word_has_the_names_of_its_stem() -> None:
    assert ("नमद",) in terms_of("namdas")[0].phrases
    assert terms_of("namdas")[0].phrases[0] == ("namda",)
    assert terms_of("knitted")[0].phrases == terms_of("Knits")[0].phrases == (("knit",),)
    assert terms_of("dried cherries")[1].phrases == (("cherri",),)


def test_names_of_editors_are_joined_with_those_of_the_file() -> None:
    assert terms_of("babu-ra")[0].phrases == (("babu",),)
    editors = (("woollen boot", "paabu"), ("paabu", "lham", "ལྷམ"), ("chuli", "armenian plum"))

    assert set(terms_of("paabu", editors)[0].phrases) == {("paabu",), ("woollen", "boot"), ("lham",), ("ལྷམ",)}
    assert [term.typed for term in terms_of("armenian plum jam", editors)] == ["armenian plum", "jam"]
    assert ("apricot",) in terms_of("armenian plum", editors)[0].phrases


def test_names_in_tibetan_script_are_the_same_thing() -> None:
    assert ("roast", "barley", "flour") in terms_of("རྩམ་པ")[0].phrases
    assert ("walnut",) in terms_of("སྟར་ཀ་")[0].phrases


def test_a_word_in_another_script_is_looked_for_in_latin_letters_too() -> None:
    assert terms_of("सुमूर")[0].phrases == (("सुमूर",), ("sumur",))
    assert terms_of("فیانگ")[0].phrases[1:] == (("fiang",),)


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
    rows = json.loads(synonyms.FILE.read_text(encoding="utf-8"))["same"]
    seen = Counter(tuple(plain_words(name)) for row in rows for name in set(row))

    assert [name for name, times in seen.items() if times > 1] == [("खुबानी",)] or max(seen.values()) == 1
    assert all(len(row) > 1 for row in rows)


def test_the_quick_way_to_read_plain_text_is_the_long_way() -> None:
    everything = "".join(map(chr, range(128))) + "Goat's WOOL-felt x2  100% \t y"

    assert plain_words(everything) == [*plain_words(everything + "ß")[:-1], "y"]
    assert plain_words("A-b_C1 d'e") == ["a", "b", "c1", "d", "e"]


# What people in Leh, Kargil or Delhi type for each type of goods: Hindi, Urdu, Latin letters.
ASKED = {
    "pashmina_raw": ("कच्ची पश्मीना", "کچی پشمینہ", "kachcha pashm"),
    "pashmina_dehaired": ("पश्म", "پشم", "pashm"),
    "pashmina_yarn": ("पश्मीना धागा", "پشمینہ دھاگا", "pashmina dhaga"),
    "pashmina_shawl": ("पश्मीना शॉल", "پشمینہ کی شال", "pashm shal"),
    "pashmina_stole": ("पश्मीना स्टोल", "پشمینہ مفلر", "pashmina gulband"),
    "wool_handloom": ("ऊन का हथकरघा", "اونی ہتھ کرگھا", "oon hathkargha"),
    "knitwear": ("मोज़े", "دستانے", "topi"),
    "felt_namda": ("नमदा", "نمدہ", "namdah"),
    "carpet": ("कालीन", "قالین", "tsuktul"),
    "wood_carving": ("लकड़ी की नक़्क़ाशी", "لکڑی کی نقاشی", "lakdi nakkashi"),
    "thangka": ("थंका", "تھنگکا", "tangka"),
    "basketry": ("टोकरी", "بید کی ٹوکری", "tsepo"),
    "apricot_fresh": ("ताज़ी खुबानी", "تازہ خوبانی", "taza khubani"),
    "apricot_dried": ("सूखी खुबानी", "خشک خوبانی", "chuli"),
    "apricot_kernel": ("खुबानी की गिरी", "خوبانی کی گری", "khubani giri"),
    "apricot_oil": ("खुबानी का तेल", "خوبانی کا تیل", "khubani tel"),
    "apricot_jam": ("खुबानी चटनी", "خوبانی جام", "khubani murabba"),
    "sbt_berries": ("सी बकथॉर्न", "سی بکتھارن", "leh berry"),
    "sbt_pulp": ("लेह बेरी का गूदा", "لیہ بیری گودا", "tsestalulu guda"),
    "sbt_juice": ("सी बकथॉर्न जूस", "سی بکتھارن کا جوس", "leh berry sharbat"),
    "sbt_oil": ("सी बकथॉर्न तेल", "سی بکتھارن تیل", "tsestalulu tel"),
    "sbt_tea": ("सी बकथॉर्न चाय", "سی بکتھارن چائے", "tsestalulu chai"),
    "mushroom_fresh": ("ताज़ी खुम्ब", "تازہ کھمبی", "taza khumb"),
    "mushroom_dried": ("सूखा मशरूम", "خشک مشروم", "sukha khumbi"),
    "mushroom_wild": ("जंगली मशरूम", "جنگلی مشروم", "jangli shamo"),
    "barley_tsampa": ("जौ", "جو", "grim"),
    "buckwheat_flour": ("कुट्टू का आटा", "پھاپر کا آٹا", "phapar atta"),
    "chhurpi": ("मक्खन", "پنیر", "ghi"),
    "walnut": ("अखरोट", "اخروٹ", "starga"),
    "apple": ("सेब", "سیب", "kushu"),
    "honey": ("शहद", "شہد", "shahad"),
    "herbs": ("जड़ी बूटी", "مسالہ", "masala"),
}


def test_each_type_of_goods_is_asked_for_in_hindi_in_urdu_and_in_latin_letters() -> None:
    types = json.loads((synonyms.FILE.parents[2] / "catalogue/data/product_types.json").read_text(encoding="utf-8"))["product_types"]
    named = {one["code"]: f" {' '.join(stems(one['name']))} " for one in types}

    assert set(ASKED) == set(named)
    lost = [
        (code, text, term.typed)
        for code, texts in ASKED.items()
        for text in texts
        for term in terms_of(text)
        if not any(f" {' '.join(phrase)} " in named[code] for phrase in term.phrases)
    ]
    assert lost == []
