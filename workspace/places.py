"""The field for a village: typed with suggestions of the browser, and chosen from a list by district where it was not understood."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from producers.models import ProducerGroup
from provenance import place_names
from provenance.models import Place


class PlaceInput(forms.TextInput):
    """A line with suggestions. ``is_lost`` adds the list: nothing is asked twice of who was understood."""

    places: list[Place] = []
    is_lost = False

    def format_value(self, value: Any) -> str | None:
        """The name instead of the code."""
        found = place_names.find(str(value), self.places) if value else None
        return place_names.label(found) if found else super().format_value(value)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(f"{name}_listed") or data.get(name)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        line = super().render(name, value, {**(attrs or {}), "list": f"{name}_places", "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}">', ((place_names.label(place),) for place in self.places))
        return format_html('{}<datalist id="{}_places">{}</datalist>{}', line, name, options, self._list(name, value))

    def _list(self, name: str, value: Any) -> SafeString | str:
        if not self.is_lost:
            return ""
        groups = place_names.grouped(self.places, str(value or ""))
        inside = format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            ((district or _("Do you mean"), format_html_join("", '<option value="{}">{}</option>', places)) for district, places in groups),
        )
        return format_html(
            '<select name="{0}_listed" aria-label="{1}"><option value="">{1}</option>{2}</select>', name, _("Choose from the list"), inside
        )


class PlaceField(forms.CharField):
    """The code of a place. ``offer`` gives the places before the form is used."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=PlaceInput, **options)

    def offer(self, places: list[Place]) -> None:
        self.places = places
        self.widget.places = places

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        if not typed:
            return ""
        found = place_names.find(typed, self.places)
        if found is None:
            self.widget.is_lost = True
            words = _("We do not know “%(place)s”. Choose it from the list, or leave it empty.") % {"place": typed[:60]}
            raise forms.ValidationError(words, code="unknown")
        return found.code


def offer_places(form: forms.Form, name: str, group: ProducerGroup) -> list[Place]:
    """Fill the field of a form, the district of the group first; the places. One query.

    It begins with what was chosen before, or with the group's own village; with nothing where we know neither any more.
    """
    places = place_names.all_places(near=group.district_id)
    field = form.fields[name]
    if isinstance(field, PlaceField):
        field.offer(places)
    begun = (place_names.find(typed, places) for typed in (form.initial.get(name), group.village) if typed)
    form.initial[name] = next((place.code for place in begun if place), "")
    return places
