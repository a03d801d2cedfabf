"""The two forms of the page of lots: pieces that come in, and pieces that go out."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Listing
from provenance.models import Lot
from provenance.own_lots import OwnProduct
from provenance.pieces import NewLot
from provenance.readiness import is_fit
from workspace.listings_forms import NEW_LOT, number_field
from workspace.places import PlaceField, offer_places

MOST_AT_ONCE = 100_000
NEW_FIELDS = ("made_on", "best_before", "place")
WHY = {
    "spoiled": gettext_lazy("Spoiled or broken"),
    "miscounted": gettext_lazy("Counted wrong"),
    "given": gettext_lazy("Sold or given away elsewhere"),
}
TOO_SOON = gettext_lazy("This does not keep long enough: at the buyer's 45 days, or 30 percent of its life, have to be left.")


def day_field(label: Any, hint: Any = "") -> forms.DateField:
    """A day that may be left empty."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=False, widget=widget)


class AddForm(forms.Form):
    """How many pieces, of which product, and into which lot."""

    quantity = number_field(
        gettext_lazy("How many pieces came in?"), least=1, most=MOST_AT_ONCE, needed=gettext_lazy("Write how many pieces came in.")
    )
    product = forms.ChoiceField(label=gettext_lazy("Of which"))
    lot = forms.ChoiceField(
        label=gettext_lazy("Into which lot?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the lot."), "invalid_choice": gettext_lazy("Choose a lot that is in order.")},
    )
    made_on = day_field(gettext_lazy("Made or gathered on"))
    best_before = day_field(gettext_lazy("Best before"), gettext_lazy("As on the label."))
    place = PlaceField(label=gettext_lazy("Village or place"), help_text=gettext_lazy("Type the beginning, then choose."), required=False)

    def __init__(self, data: Any, *, listing: Listing, products: list[OwnProduct], lots: list[Lot]) -> None:
        self.listing, self.products, self.lots = listing, products, lots
        usual = lots[0].code if lots else NEW_LOT
        super().__init__(data, initial={"lot": usual, "place": listing.place_code or listing.group.place_code})
        self._offer("product", [(str(product.record.pk), product.label) for product in products])
        self._offer("lot", [*((lot.code, self._words(lot)) for lot in lots), (NEW_LOT, _("New lot"))])
        self.places = offer_places(self, "place", listing.group)
        if len(products) == 1:
            del self.fields["product"]  # there is nothing to choose

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @staticmethod
    def _words(lot: Lot) -> str:
        said = {"code": lot.code, "day": date_format(lot.made_on, "j F Y")}
        if lot.best_before is None:
            return _("%(code)s, made on %(day)s") % said
        return _("%(code)s, made on %(day)s, best before %(end)s") % {**said, "end": date_format(lot.best_before, "j F Y")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("lot") == NEW_LOT:
            self._check_days(cleaned.get("made_on"), cleaned.get("best_before"))
            if not cleaned.get("place"):
                self.add_error("place", _("Choose the place that the new lot comes from."))
        return cleaned

    def _check_days(self, made_on: Any, best_before: Any) -> None:
        if not made_on:
            self._say("made_on", _("Write the day on which the new lot was made or gathered."))
        elif made_on > timezone.localdate():
            self.add_error("made_on", _("This day has not come yet."))
        if self.listing.is_food and not best_before:
            self._say("best_before", _("Food needs a best-before day."))
        elif made_on and best_before and best_before <= made_on:
            self.add_error("best_before", _("The best-before day comes after the day of making."))
        elif made_on and self.listing.is_food and not is_fit(self.listing, Lot(made_on=made_on, best_before=best_before)):
            self.add_error("best_before", TOO_SOON)

    def _say(self, name: str, words: str) -> None:
        """Ask for what is missing, unless something else is said of the field already."""
        if name not in self.errors:
            self.add_error(name, words)

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in NEW_FIELDS]

    @property
    def about_new(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in NEW_FIELDS]

    @property
    def is_new_lot(self) -> bool:
        """Whether the fields of a new lot are opened."""
        return self["lot"].value() == NEW_LOT

    @property
    def chosen_product(self) -> OwnProduct:
        """The product of a valid form."""
        key = self.cleaned_data.get("product", "")
        return next(product for product in self.products if len(self.products) == 1 or str(product.record.pk) == key)

    @property
    def chosen_lot(self) -> Lot | NewLot:
        """The lot of a valid form."""
        given = self.cleaned_data
        if given["lot"] != NEW_LOT:
            return next(lot for lot in self.lots if lot.code == given["lot"])
        place = next(place for place in self.places if place.code == given["place"])
        return NewLot(given["made_on"], place, given["best_before"])


class TakeForm(forms.Form):
    """How many pieces go out of one lot, and why."""

    quantity = number_field(gettext_lazy("How many pieces?"), least=1, most=MOST_AT_ONCE, needed=gettext_lazy("Write how many pieces."))
    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=[("", gettext_lazy("Choose")), *WHY.items()],
        error_messages={"required": gettext_lazy("Say why."), "invalid_choice": gettext_lazy("Say why.")},
    )
