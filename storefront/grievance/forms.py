"""The forms of a complaint. They translate; what counts as a name or a number is said in ``orders.grievances`` and ``orders.contacts``."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.errors import BadContact
from orders.grievances import Complaint

MOST_SIGNS = 4000


def _words(label: Any, needed: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=MOST_SIGNS, widget=forms.Textarea(attrs={"rows": 6}), error_messages={"required": needed}
    )


class GrievanceForm(forms.Form):
    """What went wrong, and how to answer. An order number helps and is not needed; of number and email one is."""

    subject = forms.CharField(
        label=_("What is it about?"), max_length=120, error_messages={"required": _("Write in a few words what it is about")}
    )
    words = _words(_("What happened?"), _("Write what happened"))
    order_number = forms.CharField(
        label=_("Order number"), help_text=_("On the order page and in our mails, for example LB-7K3M9Q2X"), max_length=24, required=False
    )
    name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        error_messages={"required": _("Write your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("Email"),
        help_text=_("The ticket number and our answers are sent here. Without an email address, give a mobile number."),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "spellcheck": "false"}),
    )
    mobile = forms.CharField(
        label=_("Mobile number"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    key = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.complaint().tidied()
            except BadContact as refusal:
                self.add_error(refusal.field, str(refusal.reason))
        return cleaned

    def complaint(self) -> Complaint:
        said = self.cleaned_data
        return Complaint(said["name"], said["mobile"], said["email"], said["subject"], said["words"], said["order_number"])


class ReplyForm(forms.Form):
    """One more message of the shopper."""

    words = _words(_("Your message"), _("Write your message"))
