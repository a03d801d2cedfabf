"""Screens for people who read little: a picture beside the word, number pads. Recordings: tests/cms/test_spoken_screens.py."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.test import Client

import workspace
from tests.producers.factories import make_group, make_user

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "workspace"
PAGES = sorted(page for page in TEMPLATES.glob("*.html") if '{% extends "desk.html" %}' in page.read_text(encoding="utf-8"))


def test_there_are_pages_to_look_at() -> None:
    assert len(PAGES) > 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_screen_has_the_bar_of_pictures_with_words(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "workspace/nav.html" in text or "block desk_nav" not in text


def test_every_place_in_the_bar_has_a_picture_and_a_word() -> None:
    places = re.findall(r"<li>.*?</li>", (TEMPLATES / "nav.html").read_text(encoding="utf-8"), re.DOTALL)
    assert len(places) >= 8
    for place in places:
        assert "components/icon.html" in place
        assert "{% translate" in place


def number_fields() -> list[tuple[str, str, forms.Field]]:
    """Every field for a number that somebody types in, in the forms of this room."""
    found = []
    for module in pkgutil.iter_modules(workspace.__path__):
        loaded = importlib.import_module(f"workspace.{module.name}")
        for name, form in vars(loaded).items():
            if isinstance(form, type) and issubclass(form, forms.BaseForm):
                fields = form.base_fields.items()
                found += [(name, key, field) for key, field in fields if _is_typed_number(field)]
    return found


def _is_typed_number(field: forms.Field) -> bool:
    return isinstance(field, forms.IntegerField | forms.DecimalField) and not field.widget.is_hidden


def test_every_field_for_a_number_opens_the_number_pad() -> None:
    fields = number_fields()
    assert len(fields) > 8
    others = {f"{form}.{name}" for form, name, field in fields if field.widget.attrs.get("inputmode") not in ("numeric", "decimal")}
    assert others == {"CorrectForm.amount"}, "that one may be less than nothing, and number pads have no minus"


@pytest.mark.django_db
def test_without_recordings_a_screen_shows_no_player(client: Client) -> None:
    owner = make_user()
    client.force_login(owner)
    page = client.get(f"/workspace/groups/{make_group(owner=owner).slug}/team/")
    assert "<audio" not in page.content.decode()
    assert "media-src 'self'" in page["Content-Security-Policy"]
