"""Forms of staff's screens for money. An amount is typed in rupees and kept in paise, exactly."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from money.fields import RupeesField
from orders import reasons

_OTHER = "other_payment"


def _reference(needed: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Reference on the statement"),
        max_length=64,
        error_messages={"required": needed},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ConfirmForm(forms.Form):
    """A line of the bank statement. Without an amount it is exactly what is missing."""

    amount = RupeesField(label=_("Amount on the statement, in rupees"), required=False)
    reference = _reference(_("Type the reference that the bank statement shows."))


class RejectForm(forms.Form):
    """Why the payment is not there, and whether the goods are kept longer. Both choices are made, none is made for staff."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "–"), *reasons.PAYMENT.items()], error_messages={"required": _("Choose a reason.")}
    )
    note = forms.CharField(label=_("Words for the shopper"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    hold = forms.ChoiceField(
        label=_("The goods"),
        choices=[("prolong", _("Keep them longer")), ("end", _("Give the order up now"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens to the goods.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") == _OTHER and not cleaned.get("note", "").strip():
            self.add_error("note", str(_("Write the reason for the shopper.")))
        return cleaned


class BackForm(forms.Form):
    """Money that was sent back to the shopper's account."""

    back_amount = RupeesField(label=_("Amount sent back, in rupees"))
    back_reference = _reference(_("Type the reference of the transfer."))


class SentForm(forms.Form):
    """A refund that was sent: under which reference, and when. Without a day it is today."""

    reference = _reference(_("Type the reference of the transfer."))
    sent_on = forms.DateField(
        label=_("Sent on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a day.")},
    )

    def __init__(self, *args: Any, owed_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed_on = timezone.localdate(owed_at)

    def clean_sent_on(self) -> date | None:
        """Not in the future, and not before it was owed."""
        day: date | None = self.cleaned_data["sent_on"]
        if day and not self.owed_on <= day <= timezone.localdate():
            raise forms.ValidationError(_("The day lies before the refund was owed, or in the future."))
        return day

    def sent_at(self) -> datetime:
        """The moment that is kept: now, or noon of an earlier day in Indian time."""
        day = self.cleaned_data["sent_on"]
        if day is None or day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, time(12)))
