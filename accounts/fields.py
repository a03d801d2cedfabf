"""A form field for a mobile number, written in any usual way."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.mobile import in_e164

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class MobileField(forms.CharField):
    """Cleans to E.164, or to empty text when it is not required."""

    def __init__(self, *, required: bool = True, label: "str | _StrPromise | None" = None) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        super().__init__(required=required, label=label or _("Mobile number"), max_length=24, widget=widget)

    def clean(self, value: object) -> str:
        typed: str = super().clean(value)
        return in_e164(typed) if typed else ""
