"""Translations: what is compiled is what is written, and no sentence loses its figures."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.storefront.looking import get, open_shop
from words import gathering

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
PLACE = re.compile(r"%\(\w+\)[sd]|%%")


def both(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Singular and plural, or the one form there is."""
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_what_is_compiled_is_what_is_written(file: Path) -> None:
    with file.open(encoding="utf-8") as written, file.with_suffix(".mo").open("rb") as compiled:
        ours = {(both(m.id), m.context): both(m.string) for m in read_po(written) if m.id and all(both(m.string))}
        theirs = {
            (both(m.id), m.context.decode() if isinstance(m.context, bytes) else m.context): both(m.string)
            for m in read_mo(compiled)
            if m.id
        }
    assert ours or file.parts[-3] == "prx"  # nobody has written Purgi yet
    assert theirs == ours, "run `python manage.py compilemessages`"


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_no_sentence_loses_its_figures(file: Path) -> None:
    with file.open(encoding="utf-8") as written:
        for message in read_po(written):
            wanted = set(PLACE.findall(both(message.id)[-1]))
            for form in both(message.string)[-1:] if message.id and all(both(message.string)) else ():
                assert set(PLACE.findall(form)) == wanted, message.id


def test_quotation_marks_of_urdu_take_the_direction_of_what_they_quote() -> None:
    """U+2068 and U+2069 stand around both: outside of them the marks of an English title turn over."""
    [file] = [one for one in CATALOGUES if one.parts[-3] == "ur"]
    with file.open(encoding="utf-8") as written:
        forms = [form for message in read_po(written) if message.id for form in both(message.string)]
    quoted = [form for form in forms if re.search(r"“\W*%\(", form)]
    assert len(quoted) > 20
    assert [form for form in quoted if not re.search("\u2068“%\\(\\w+\\)s”\u2069", form)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "word"), [("hi", "टोकरी में डालें"), ("ur", "ٹوکری میں ڈالیں")])
def test_a_page_in_another_language_speaks_it_and_says_that_nobody_checked_it(code: str, word: str) -> None:
    open_shop()
    page = get(f"/{code}/p/undyed-stole/").content.decode()
    assert word in page
    assert re.search(r'<aside class="language-line".*href="/p/undyed-stole/" lang="en"', page)
    assert "language-line" not in get("/p/undyed-stole/").content.decode()


def test_words_of_data_files_are_gathered_for_the_translators() -> None:
    """Units, options and stages stand in data and are shown through gettext: each is a sentence of every catalogue."""
    types = json.loads((ROOT / "catalogue/data/product_types.json").read_text(encoding="utf-8"))["product_types"]
    attributes = [attribute for one in types for attribute in one["attributes"]]
    wanted = {attribute["name"] for attribute in attributes} | {word for one in attributes for word in one.get("options", ())}
    wanted |= {unit for one in types for unit in one["sale_units"]} | {
        one["unit"] for one in attributes if one.get("unit", "%")[0].isalpha()
    }
    with (ROOT / "locale/ur/LC_MESSAGES/django.po").open(encoding="utf-8") as written:
        known = {message.id for message in read_po(written) if message.id and message.string}
    wanted |= {text for _file, text in gathering.data_texts(ROOT)}
    assert not wanted - known
