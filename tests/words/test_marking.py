"""What a language has no words for is said in English, and marked as English where an element may stand."""

import pytest
from django.conf import settings
from django.template import Context, engines
from django.utils import translation
from django.utils.safestring import SafeString
from fontTools.ttLib import TTFont

from words import fonts, gathering, loading
from words.marking import BEGIN, END

pytestmark = pytest.mark.once

NEVER = "A sentence that no catalogue has"


def page(source: str, language: str = "lbj", name: str = "page.html", **values: object) -> str:
    engine = engines["django"].engine
    made = engine.template_loaders[0].get_template("base.html").__class__(source, engine=engine)  # of the kind that pages are
    made.origin.template_name = name
    made.nodelist = made.compile_nodelist()
    with translation.override(language):
        return str(made.render(Context(values)))


@pytest.mark.parametrize("tag", [f'{{% translate "{NEVER}" %}}', f"{{% blocktranslate %}}{NEVER}{{% endblocktranslate %}}"])
def test_english_in_another_language_is_marked_where_it_is_text_and_nowhere_else(tag: str) -> None:
    marked = f"{BEGIN}{NEVER}{END}"
    assert page(f"<p>{tag}</p>") == f"<p>{marked}</p>"
    assert page(f"<p>{{% if 1 %}}{tag}{{% else %}}{tag}{{% endif %}}</p>") == f"<p>{marked}</p>"
    assert page(f"<p>{tag}</p>", "en") == f"<p>{NEVER}</p>"
    for plain in ('<p title="{}">x</p>', "<title>{}</title>", "<option>{}</option>", "<svg><text>{}</text></svg>", "{}"):
        assert page(plain.format(tag)) == plain.format(NEVER)
    assert page(f"{{% block title %}}{tag}{{% endblock %}}<p>") == f"{NEVER}<p>"
    assert page(f"<p>{tag}</p>", name="mail.txt") == f"<p>{NEVER}</p>"


def test_what_python_says_is_marked_where_it_came_out_in_english() -> None:
    source = "<p>{{ said|in_tongue }}</p>"
    assert page(source, said="The pincode is <unknown>.") == f"<p>{BEGIN}The pincode is &lt;unknown&gt;.{END}</p>"
    assert page(source, "en", said="The pincode is unknown.") == "<p>The pincode is unknown.</p>"
    assert page(source, "ur", said="پن کوڈ 110001 Halman") == "<p>پن کوڈ 110001 Halman</p>"
    assert page(source, said=translation.gettext_lazy("Add to basket")) == "<p>སླེ་པོའི་ནང་བླུགས།</p>"
    assert page(source, said="12") == "<p>12</p>"
    rules = SafeString("<ul><li>Not too short</li></ul>")
    assert page("{{ said|in_tongue }}", said=rules) == f'<div class="not-yet" lang="en" dir="ltr">{rules}</div>'


def test_a_sentence_with_words_is_not_marked() -> None:
    assert page('<p>{% translate "Add to basket" %}</p>') == "<p>སླེ་པོའི་ནང་བླུགས།</p>"
    source = "<p>{% blocktranslate count days=2 %}{{ days }} day{% plural %}{{ days }} days{% endblocktranslate %}</p>"
    assert page(source, "hi") == "<p>2 दिन</p>"
    assert page('{% translate "Add to basket" as words %}<p>{{ words }}</p>', "prx") == "<p>Add to basket</p>"


def test_sentences_inside_f_strings_are_gathered_for_the_translators() -> None:
    source = """body = f"{text} {_('Your order:')} {names['_']}"\nother = _("Said outside")"""
    assert gathering.with_inner_sentences(source).splitlines()[2:] == ["_('Your order:')"]
    assert gathering.with_inner_sentences('_("plain")') == '_("plain")'


def test_languages_with_words_are_offered_in_a_demo() -> None:
    assert loading.offered() == ["en", "hi", "ur", "lbj"]
    assert "prx" in dict(settings.LANGUAGES)


@pytest.mark.parametrize("one", fonts.CUTS, ids=lambda one: one.target)
def test_a_cut_font_has_the_letters_of_its_language_and_is_small(one: fonts.Cut) -> None:
    file = settings.BASE_DIR / "static" / "fonts" / one.target
    with TTFont(file) as font:
        known = set(font.getBestCmap())
        assert "GSUB" in font
    letters = {"nastaliq.woff2": "ٹوکری میں ڈالیں", "tibetan.woff2": "སླེ་པོའི་ནང་བླུགས།"}[one.target]
    assert {ord(letter) for letter in letters} <= known
    assert file.stat().st_size <= 112 * 1024
