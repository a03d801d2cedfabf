"""Forms of the pages of households: few words each, every number on the number pad."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from money.paise import from_rupees
from payments.bank_accounts import BankDetailsRefused
from payments.household_models import Household
from payments.households import bank_details
from payments.households.bank_details import HouseholdDetails
from payments.households.contributions import MOST, PLACES
from payments.households.paying import Given
from payments.share_models import LotShareRule, MemberPayment
from workspace.listings_forms import sum_field

Way = MemberPayment.Way
NOT_A_PERCENT = gettext_lazy("Write a number from 0 to 100.")


def past_day(label: Any) -> forms.DateField:
    """A day that has come."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, initial=timezone.localdate, error_messages={"required": gettext_lazy("Choose the day.")}
    )


def text_field(label: Any, hint: Any = "", *, most: int, needed: Any = "") -> forms.CharField:
    """A line of text. ``needed`` is what is said when it is left empty."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, help_text=hint, max_length=most, required=bool(needed), widget=widget, error_messages={"required": needed}
    )


class PastDays(forms.Form):
    """A form whose days lie in the past."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, date) and value > timezone.localdate():
                self.add_error(name, _("This day has not come yet."))
        return cleaned


class WordsForm(forms.Form):
    """Who the household is."""

    name = text_field(gettext_lazy("Name"), most=120, needed=gettext_lazy("Write the name."))
    village = text_field(gettext_lazy("Village"), most=80, needed=gettext_lazy("Write the village."))
    phone = text_field(gettext_lazy("Phone"), most=20)


class AddForm(PastDays, WordsForm):
    """A household that is new to the group."""

    joined_on = past_day(gettext_lazy("With the group since"))


class LeaveForm(PastDays):
    """It has left."""

    day = past_day(gettext_lazy("Left on"))
    reason = text_field(gettext_lazy("Why"), most=160)


class ComeBackForm(PastDays):
    """It is back."""

    day = past_day(gettext_lazy("With the group again since"))


class NomineeForm(forms.Form):
    """Who stands in for it."""

    name = text_field(gettext_lazy("Name"), most=120, needed=gettext_lazy("Write the name."))
    relation = text_field(
        gettext_lazy("Relation"), gettext_lazy("For example: daughter."), most=60, needed=gettext_lazy("Write the relation.")
    )
    phone = text_field(gettext_lazy("Phone"), most=20)


class DetailsForm(forms.Form):
    """An account number with its IFSC, or a UPI id."""

    holder = text_field(
        gettext_lazy("Name of the account's holder"), most=100, needed=gettext_lazy("Write the name as it stands in the passbook.")
    )
    number = text_field(gettext_lazy("Account number"), most=30)
    again = text_field(gettext_lazy("Account number once more"), most=30)
    ifsc = text_field("IFSC", gettext_lazy("11 signs, for example SBIN0001234."), most=20)
    upi_id = text_field(gettext_lazy("UPI id"), most=100)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            bank_details.tidied(self.details(cleaned))
        except BankDetailsRefused as refusal:
            for name in refusal.problems.keys() & cleaned.keys():
                self.add_error(name, str(refusal.problems[name]))
        if cleaned.get("again", "") != cleaned.get("number", "") and "number" in cleaned:
            self.add_error("again", _("The two numbers are not the same."))
        return cleaned

    def details(self, said: dict[str, Any] | None = None) -> HouseholdDetails:
        said = self.cleaned_data if said is None else said
        return HouseholdDetails(*(said.get(name, "") for name in ("holder", "number", "ifsc", "upi_id")))


class PayForm(PastDays):
    """Money was given: how much, how, and what proves it."""

    amount = sum_field(gettext_lazy("Amount in rupees"))
    way = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=Way.choices,
        initial=Way.CASH,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how it was given."), "invalid_choice": gettext_lazy("Say how it was given.")},
    )
    paid_on = past_day(gettext_lazy("Given on"))
    note = text_field(
        gettext_lazy("Who signed"), gettext_lazy("For cash: signature or thumb print, for example “thumb print, receipt 12”."), most=160
    )
    reference = text_field(gettext_lazy("Reference of the bank or UPI"), most=64)
    to_nominee = forms.BooleanField(label=gettext_lazy("It was given to the nominee"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].error_messages["required"] = gettext_lazy("Write the amount.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("way") == Way.CASH and not cleaned.get("note", "").strip():
            self.add_error("note", _("Write who signed for the cash, or whose thumb print it is."))
        if cleaned.get("way") in (Way.UPI, Way.BANK) and not cleaned.get("reference", "").strip():
            self.add_error("reference", _("Write the reference that the bank or the UPI app shows."))
        return cleaned

    @property
    def amount_paise(self) -> int:
        return from_rupees(self.cleaned_data["amount"])

    @property
    def given(self) -> Given:
        said = self.cleaned_data
        return Given(said["way"], said["paid_on"], said["reference"], said["note"], said["to_nominee"])


class AdvanceForm(PayForm):
    """Money before the share, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = gettext_lazy("Why, and who signed")
        self.fields["note"].help_text = gettext_lazy("For example “school fees, signed by Dolma”.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", _("Write why the advance is given."))
        return cleaned


class TakeBackForm(forms.Form):
    """What was recorded wrongly."""

    reason = text_field(gettext_lazy("What was wrong"), most=160, needed=gettext_lazy("Write what was wrong."))


class CashForm(PastDays):
    """Several households were paid everything they are owed, in cash."""

    household = forms.MultipleChoiceField(
        label=gettext_lazy("Who was paid"), error_messages={"required": gettext_lazy("Choose who was paid.")}
    )
    paid_on = past_day(gettext_lazy("Given on"))
    note = text_field(
        gettext_lazy("Who signed"),
        gettext_lazy("For example “signatures and thumb prints on the list of 4 December”."),
        most=160,
        needed=gettext_lazy("Write who signed for the cash, or whose thumb print it is."),
    )

    def __init__(self, data: Any, *, codes: Sequence[str]) -> None:
        super().__init__(data)
        field = self.fields["household"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(code, code) for code in codes]

    @property
    def given(self) -> Given:
        return Given(Way.CASH, self.cleaned_data["paid_on"], note=self.cleaned_data["note"])


def percent_field(label: Any, hint: Any = "") -> forms.DecimalField:
    """Per cent with two places."""
    return forms.DecimalField(
        label=label,
        help_text=hint,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        initial=Decimal(0),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), NOT_A_PERCENT),
    )


class RuleForm(forms.Form):
    """How a lot is shared."""

    basis = forms.ChoiceField(
        label=gettext_lazy("What is counted"), choices=LotShareRule.Basis.choices, widget=forms.RadioSelect, initial="kilograms"
    )
    keep = percent_field(gettext_lazy("The group keeps, per cent"))

    @property
    def keep_bp(self) -> int:
        return int(self.cleaned_data["keep"] * 100)


class BringForm(PastDays):
    """Who brought how much."""

    household = forms.ChoiceField(label=gettext_lazy("Household"), error_messages={"required": gettext_lazy("Choose the household.")})
    quantity = forms.DecimalField(
        label=gettext_lazy("How much"),
        min_value=PLACES,
        max_value=MOST,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_decimal_places", "max_digits"),
            gettext_lazy("Write a number, for example 12.5."),
        ),
    )
    brought_on = past_day(gettext_lazy("Brought on"))

    def __init__(self, data: Any, *, households: Sequence[Household]) -> None:
        super().__init__(data)
        self.households = {household.code: household for household in households}
        field = self.fields["household"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *((code, f"{row.name}, {row.village}") for code, row in self.households.items())]

    @property
    def chosen(self) -> Household:
        return self.households[self.cleaned_data["household"]]
