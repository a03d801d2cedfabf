"""Somebody else has written the same page meanwhile: both texts, side by side. Nothing is written over unless it is said again."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.forms import Form
from django.utils.translation import gettext as _

from money.words import rupees

FIELDS = {"price_paise": "price", "mrp_paise": "mrp"}


def rows(form: Form, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[dict[str, str]]:
    """For each answer that differs: what it is called, what stands there now, what this person wrote."""
    return [
        {"label": _label(form, name), "theirs": _words(name, held), "mine": _words(name, wanted.get(name))} for name, held in now.items()
    ]


def _label(form: Form, name: str) -> str:
    field = form.fields.get(FIELDS.get(name, name))
    return str(field.label) if field is not None and field.label else _("What is declared")


def _words(name: str, value: Any) -> str:
    if name in FIELDS and isinstance(value, int):
        return rupees(value)
    if name == "story_language" and value:
        return str(dict(settings.LANGUAGES).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values() if part not in (None, "", {}))
    return str(value) if value not in (None, "") else _("nothing")
