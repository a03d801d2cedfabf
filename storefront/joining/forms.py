"""The pages on which a group applies, as forms: two or three questions each."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.fields import MobileField
from producers import applying
from producers.districts import districts_on
from producers.models import ProducerGroup
from producers.onboarding import PIN_SHAPE
from provenance import place_names

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _words(label: "_StrPromise", needed: "_StrPromise", most: int, **attributes: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs=attributes), error_messages={"required": needed})


class GroupForm(forms.Form):
    """Who it is."""

    name = _words(_("What is your group called?"), _("Write the name of the group."), 120, autocomplete="organization")
    kind = forms.ChoiceField(
        label=_("What kind of group is it?"),
        choices=ProducerGroup.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of group it is.")},
    )


class VillageInput(forms.TextInput):
    """A line with the villages that are known as suggestions; any other may be typed."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        line = super().render(name, value, {**(attrs or {}), "list": "villages"}, renderer)
        options = format_html_join(
            "", '<option value="{}">{}</option>', ((place.name, place.district.name) for place in place_names.all_places())
        )
        return format_html('{}<datalist id="villages">{}</datalist>', line, options)


class PlaceForm(forms.Form):
    """Where it is."""

    village = forms.CharField(
        label=_("Village"),
        max_length=80,
        widget=VillageInput(attrs={"autocomplete": "address-level3"}),
        error_messages={"required": _("Write the village.")},
    )
    district = forms.ChoiceField(label=_("District"), error_messages={"required": _("Choose the district.")})
    pin = _words(_("Pincode"), _("Write the pincode."), 6, inputmode="numeric", autocomplete="postal-code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = districts_on(timezone.localdate()).values_list("code", "name")
        district = self.fields["district"]
        if isinstance(district, forms.ChoiceField):
            district.choices = [("", _("Choose")), *rows]

    def clean_pin(self) -> str:
        pin: str = self.cleaned_data["pin"].strip()
        if not PIN_SHAPE.fullmatch(pin):
            raise forms.ValidationError(_("A pincode has six digits and does not begin with zero."))
        return pin


class GoodsForm(forms.Form):
    """What it makes, by tiles with pictures."""

    makes = forms.MultipleChoiceField(
        label=_("What do you make?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one."), "invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        makes = self.fields["makes"]
        if isinstance(makes, forms.MultipleChoiceField):
            makes.choices = applying.families()


class YouForm(forms.Form):
    """Whom staff call back, and who becomes the first owner."""

    person = _words(_("Your name"), _("Write your name."), 80, autocomplete="name")
    mobile = MobileField(label=_("Your mobile number"))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("Write the whole address, for example name@example.com, or leave it empty.")},
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


PAGES: dict[str, type[forms.Form]] = {"group": GroupForm, "place": PlaceForm, "goods": GoodsForm, "you": YouForm}


class JoinForm(forms.Form):
    """A new login for somebody who was invited."""

    first_name = _words(_("Your name"), _("Write your name."), 80, autocomplete="name")
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least ten signs."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
