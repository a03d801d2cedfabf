"""The form of one part that goes elsewhere, carries words, or is needed by a day. All of it may stay empty."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery import pins
from orders.contacts import Address, tidy_mobile
from orders.errors import BadContact, UnknownPin
from orders.gifts import NOTE_SIGNS, Gift

_NEEDED = {
    "name": _("Enter the name of the person who receives the parcels"),
    "mobile": _("Enter a mobile number with 10 digits"),
    "pin": _("Enter a pincode with 6 digits"),
    "line1": _("Enter your house or flat number and street"),
    "city": _("Enter the city, town or village"),
}
_OFF = {"autocomplete": "off"}
_TEL = {"type": "tel", "inputmode": "tel", **_OFF}


class ReceiverForm(forms.Form):
    """Who receives a part, and where: all of it, or where ``is_needed`` is false nothing."""

    is_needed = True
    name = forms.CharField(label=_("Who receives it"), required=False, max_length=120, widget=forms.TextInput(attrs=_OFF))
    mobile = forms.CharField(
        label=_("Their mobile number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs=_TEL),
    )
    pin = forms.CharField(label=_("Pincode"), required=False, max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric", **_OFF}))
    line1 = forms.CharField(label=_("House, flat and street"), required=False, max_length=200, widget=forms.TextInput(attrs=_OFF))
    line2 = forms.CharField(label=_("Area or landmark"), required=False, max_length=200, widget=forms.TextInput(attrs=_OFF))
    city = forms.CharField(label=_("City, town or village"), required=False, max_length=200, widget=forms.TextInput(attrs=_OFF))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.address: Address | None = None
        if self.is_needed or any(cleaned.get(name) for name in (*_NEEDED, "line2")):
            for name, words in _NEEDED.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
            self._look_up(cleaned)
        return cleaned

    def _look_up(self, cleaned: dict[str, Any]) -> None:
        try:
            if cleaned.get("mobile"):
                cleaned["mobile"] = tidy_mobile(cleaned["mobile"])
        except BadContact as refusal:
            self.add_error("mobile", str(refusal.reason))
        try:
            place = pins.lookup(cleaned["pin"]) if cleaned.get("pin") else None
        except UnknownPin as refusal:
            self.add_error("pin", str(refusal.reason))
        else:
            if place and not self.errors:
                self.address = Address(cleaned["line1"], cleaned["line2"], cleaned["city"], place.pin, place.state)

    def gift(self) -> Gift | None:
        """What the form says; ``None`` for an empty one."""
        said = self.cleaned_data
        note, needed_by = said.get("note", ""), said.get("needed_by")
        if not (self.address or note.strip() or needed_by):
            return None
        return Gift(said["name"], said["mobile"], self.address, note, needed_by)


class GiftForm(ReceiverForm):
    """The same for a part that is still in the basket, with its words and its day. Everything may stay empty."""

    is_needed = False
    note = forms.CharField(
        label=_("Words on a slip in the parcel"),
        required=False,
        max_length=NOTE_SIGNS,
        help_text=_("Up to 200 letters. No price is in the parcel."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    needed_by = forms.DateField(
        label=_("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("We say at once if it can not be there by then."),
        error_messages={"invalid": _("Choose a day.")},
    )
