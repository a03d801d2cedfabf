"""The forms of staff's screens for delivery."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delivery.causes import CAUSES
from delivery.closing import Route, routes
from delivery.limits import KINDS
from delivery.models import Carrier, FacilityCentre
from delivery.parcels import MAX_PARCEL_G
from money.fields import RupeesField


def day_field(label: Any, *, initial: Any = None) -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        initial=initial,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Choose a day.")),
    )


def number_field(label: Any, *, most: int, least: int = 0, hint: Any = "", required: bool = True) -> forms.IntegerField:
    """A whole number, typed on the number pad."""
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=required,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most},
        ),
    )


class ClosingForm(forms.Form):
    """A way that closes between two days."""

    route = forms.ChoiceField(label=_("What is closed"), error_messages={"required": _("Choose what is closed.")})
    starts_on = day_field(_("First day (Indian time)"))
    ends_on = day_field(_("Last day (Indian time)"))
    cause = forms.ChoiceField(label=_("Words for the shopper"), help_text=_("Shown in the language of the page."), required=False)
    extra_days = number_field(_("Days more"), most=60, hint=_("Empty: the usual days of each hub"), required=False)
    waits = forms.BooleanField(label=_("Parcels wait until it is over"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["route"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", ""), *((route.code, route.name) for route in routes().values())]
        words = self.fields["cause"]
        if isinstance(words, forms.ChoiceField):
            words.choices = [("", _("The usual ones")), *((cause, gettext(cause)) for cause in CAUSES)]

    def route_meant(self) -> Route:
        return routes()[self.cleaned_data["route"]]


class EndForm(forms.Form):
    """Another last day."""

    ends_on = day_field(_("Last day (Indian time)"))


class TableForm(forms.Form):
    """A carrier's table of rates."""

    file = forms.FileField(
        label=_("CSV file"),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    valid_from = day_field(_("Valid from (Indian time)"))
    source = forms.CharField(
        label=_("Where the table comes from"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write where the table comes from.")},
    )


class CarrierForm(forms.ModelForm[Carrier]):
    """What a carrier refuses and counts."""

    divisor = number_field(_("Cubic centimetres that count as a kilogram"), most=20_000, hint=_("0: only weight counts"))
    most_g = number_field(_("Heaviest parcel in grams"), least=250, most=MAX_PARCEL_G)
    refuses = forms.MultipleChoiceField(
        label=_("Does not take"), choices=list(KINDS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Carrier
        fields = ("divisor", "most_g", "refuses", "source")


class CentreForm(forms.ModelForm[FacilityCentre]):
    """How a centre joins parcels."""

    days_min = number_field(_("Fewest days to join parcels"), most=30)
    days_max = number_field(_("Most days to join parcels"), most=30)
    fee_paise = RupeesField(label=_("Fee for a joined parcel, in rupees"), least_paise=0)
    most_days_later = number_field(_("Joined only if no later than so many days"), most=30)

    class Meta:
        model = FacilityCentre
        fields = ("days_min", "days_max", "fee_paise", "most_days_later", "is_open")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("days_max", 0) < said.get("days_min", 0):
            self.add_error("days_max", str(_("The most days are fewer than the fewest.")))
        return said
