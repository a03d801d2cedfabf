"""Forms of staff's screens for payouts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.payouts.reasons import BOUNCED, NEEDS_WORDS, REFUSED

_NOTHING = ("", "–")


class ReasonForm(forms.Form):
    """Why a payout is refused or came back; some reasons need words."""

    reasons: dict[str, Any] = {}
    reason = forms.ChoiceField(label=_("Reason"), error_messages={"required": _("Choose a reason.")})
    note = forms.CharField(label=_("More about it"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [_NOTHING, *self.reasons.items()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") in NEEDS_WORDS and not cleaned.get("note", "").strip():
            self.add_error("note", str(_("Write what the reason is.")))
        return cleaned


class RefuseForm(ReasonForm):
    """A payout is not approved, or its approval is taken back."""

    reasons = REFUSED


class BounceForm(ReasonForm):
    """The bank sent it back."""

    reasons = BOUNCED


class SettleForm(forms.Form):
    """The bank has paid: under which UTR."""

    reference = forms.CharField(
        label=_("UTR on the bank's statement"),
        max_length=64,
        error_messages={"required": _("Type the UTR that the bank's statement shows.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class HandedOverForm(forms.Form):
    """The bank has the file."""

    reference = forms.CharField(
        label=_("The bank's reference of the upload"),
        max_length=64,
        error_messages={"required": _("Type the reference that the bank gave for the file.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DropForm(forms.Form):
    """The bank never got the file."""

    reason = forms.CharField(
        label=_("Why, and how you know that the bank has not got it"),
        max_length=300,
        error_messages={"required": _("Write why the file is dropped.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
