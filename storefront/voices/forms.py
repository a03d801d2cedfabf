"""The forms of reviews, questions and flags. They translate; what may be written is said in ``catalogue.voices``."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.voice_models import Review, ReviewFlag
from catalogue.voices.questions import QUESTION_SIGNS, Asked
from catalogue.voices.reviews import MOST_SIGNS, NAME_SIGNS, Said

STARS = [(5, _("5, very good")), (4, _("4, good")), (3, _("3, neither good nor bad")), (2, _("2, poor")), (1, _("1, bad"))]
_NAME_HINT = _("Others see it. A first name is enough.")


class ReviewForm(forms.Form):
    """Stars, what they are for, and words where there are any."""

    stars = forms.TypedChoiceField(
        label=_("How many stars?"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars."), "invalid_choice": _("Choose one to five stars.")},
    )
    about = forms.ChoiceField(
        label=_("What is it about: goods, packing or delivery?"),
        choices=Review.About.choices,
        widget=forms.RadioSelect,
        help_text=_("Stars for the delivery are shown, but count for no group: roads and passes are not theirs."),
        error_messages={"required": _("Choose what it is about."), "invalid_choice": _("Choose what it is about.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=MOST_SIGNS,
        help_text=_("Telephone numbers, links and addresses are taken out. It can not be changed later."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    name = forms.CharField(label=_("Your name"), required=False, max_length=NAME_SIGNS, help_text=_NAME_HINT)

    def said(self) -> Said:
        got = self.cleaned_data
        return Said(got["stars"], got["about"], got["words"], got["name"])


class QuestionForm(forms.Form):
    """A question, and where the answer goes."""

    words = forms.CharField(
        label=_("Your question"),
        max_length=QUESTION_SIGNS,
        help_text=_("It is shown with its answer. Telephone numbers, links and addresses are taken out."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your question, in at most 1,000 letters.")},
    )
    email = forms.CharField(
        label=_("Email"),
        max_length=254,
        help_text=_("The answer goes there. It is never shown, and forgotten a month after the answer."),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Write the email address that the answer goes to.")},
    )
    name = forms.CharField(label=_("Your name"), required=False, max_length=NAME_SIGNS, help_text=_NAME_HINT)
    key = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)

    def asked(self) -> Asked:
        got = self.cleaned_data
        return Asked(got["words"], got["email"], got["name"])


class FlagForm(forms.Form):
    """What is wrong with a review."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=ReviewFlag.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it."), "invalid_choice": _("Choose what is wrong with it.")},
    )
    words = forms.CharField(label=_("In your words"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
