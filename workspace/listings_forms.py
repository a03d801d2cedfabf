"""The pages of a draft as forms: each translates between what is typed and the answers that ``catalogue.drafts`` keeps."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalogue.models import ListingDraft
from catalogue.seen import WORDS, mark
from catalogue.sending import default_summary, default_title, type_of
from catalogue.texts import ORIGINAL_LANGUAGE
from money.paise import from_rupees, to_rupees
from provenance.drafts import lot_of, lots_to_choose
from workspace.places import PlaceField, offer_places

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

NEW_LOT = "new"
NO_LOT = ""
MAX_PRICE = Decimal(10_000_000)
NOT_A_SUM = gettext_lazy("Write the amount in rupees, for example 640 or 640.50.")
NOT_A_NUMBER = gettext_lazy("Write a whole number, for example 12.")
DEFAULT_WEIGHT_G = 500


def sum_field(label: "Words", hint: "Words" = "", *, required: bool = True) -> forms.DecimalField:
    """An amount of rupees, typed on the number pad."""
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=required,
        min_value=Decimal("0.01"),
        max_value=MAX_PRICE,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the price."),
            "invalid": NOT_A_SUM,
            "max_decimal_places": NOT_A_SUM,
            "min_value": gettext_lazy("A price is more than nothing."),
            "max_value": gettext_lazy("That is more than the shop can take for one piece."),
        },
    )


def number_field(label: "Words", hint: "Words" = "", *, least: int = 0, most: int = 1_000_000, needed: "Words" = "") -> forms.IntegerField:
    """A whole number, typed on the number pad. ``needed`` is what is said when it is left empty; without it it is optional."""
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=bool(needed),
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": needed,
            "invalid": NOT_A_NUMBER,
            "min_value": gettext_lazy("Write %(limit_value)s or more."),
            "max_value": gettext_lazy("Write %(limit_value)s or less."),
        },
    )


class FoldingForm(forms.Form):
    """``more`` names the fields that are folded away, since they have a default."""

    more: tuple[str, ...] = ()

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.more]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in self.more]

    @property
    def folded_has_errors(self) -> bool:
        return any(field.errors for field in self.folded)


class StepForm(FoldingForm):
    """One page of a draft."""

    # The answers that this page keeps, as ``catalogue.drafts`` names them.
    keeps: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, draft: ListingDraft) -> None:
        self.draft = draft
        super().__init__(data, initial=self.begin(draft))
        self.prepare()

    def begin(self, draft: ListingDraft) -> dict[str, Any]:
        """What the fields hold when the page is opened."""
        return {name: draft.answers[name] for name in self.base_fields if name in draft.answers}

    def prepare(self) -> None:
        """Fit the fields to the draft."""

    def answers(self) -> dict[str, Any]:
        """What the draft keeps of a valid form."""
        return dict(self.cleaned_data)

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def seen(self) -> str:
        """The mark of what this page shows, which goes along with it."""
        return mark(self.draft.answers, self.keeps)


class PriceForm(StepForm):
    """How many and what price. The MRP is the price unless the pack says more."""

    more = ("net_quantity", "net_unit", "weight_g", "dispatch_days", "is_liquid", "is_fragile", "freezes")
    keeps = ("price_paise", "mrp_paise", "stock", *more)

    price = sum_field(gettext_lazy("Price of one, in rupees"), gettext_lazy("With all taxes. The buyer pays delivery beside it."))
    mrp = sum_field(gettext_lazy("MRP on the pack"), gettext_lazy("Leave it empty when it is the price."), required=False)
    stock = number_field(
        gettext_lazy("How many do you have?"), needed=gettext_lazy("Write how many you have."), hint=gettext_lazy("Those ready to be sent.")
    )
    net_quantity = forms.DecimalField(
        label=gettext_lazy("One piece holds"),
        help_text=gettext_lazy("As on the pack, for example 500."),
        required=False,
        min_value=Decimal("0.001"),
        max_digits=10,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    net_unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    weight_g = number_field(gettext_lazy("Weight of one packed piece, in grams"), least=1, most=50_000)
    dispatch_days = number_field(gettext_lazy("Days until it is packed"), most=60)
    is_liquid = forms.BooleanField(label=gettext_lazy("It is liquid"), required=False)
    is_fragile = forms.BooleanField(label=gettext_lazy("It breaks easily"), required=False)
    freezes = forms.BooleanField(label=gettext_lazy("Frost spoils it"), required=False)

    def begin(self, draft: ListingDraft) -> dict[str, Any]:
        held = draft.answers
        amounts = {
            field: f"{to_rupees(held[key])}".removesuffix(".00")
            for field, key in (("price", "price_paise"), ("mrp", "mrp_paise"))
            if held.get(key)
        }
        units = draft.product_type.sale_units if draft.product_type else []
        defaults = {
            "net_quantity": "1",
            "net_unit": units[0] if units else "piece",
            "weight_g": DEFAULT_WEIGHT_G,
            "dispatch_days": draft.group.dispatch_days,
        }
        return {**defaults, **super().begin(draft), **amounts}

    def prepare(self) -> None:
        units = self.draft.product_type.sale_units if self.draft.product_type else []
        self.offer("net_unit", [(unit, _(unit)) for unit in units or ["piece"]])
        if self.draft.answers.get("sizes"):
            for name in ("price", "mrp", "stock"):  # each size has its own
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        price, mrp = cleaned.get("price"), cleaned.get("mrp")
        if price and mrp and price > mrp:
            self.add_error("mrp", _("The price is above the MRP. The law does not allow that: lower the price, or correct the MRP."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        kept = {key: value for key, value in self.cleaned_data.items() if key not in ("price", "mrp", "net_quantity")}
        if "price" in self.fields:
            price = from_rupees(self.cleaned_data["price"])
            kept |= {"price_paise": price, "mrp_paise": from_rupees(self.cleaned_data["mrp"]) if self.cleaned_data["mrp"] else price}
        else:
            kept |= {name: self.draft.answers.get(name) for name in ("price_paise", "mrp_paise", "stock")}
        quantity = self.cleaned_data["net_quantity"] or Decimal(1)
        kept["net_quantity"] = f"{quantity.normalize():f}"
        return kept


class FromForm(StepForm):
    """From where: the village, and the lot for goods that have one."""

    keeps = ("place_code", "lot")

    place_code = PlaceField(
        label=gettext_lazy("Village or place"), help_text=gettext_lazy("Type the beginning, then choose."), required=False
    )
    lot = forms.ChoiceField(label=gettext_lazy("Lot"), required=False, widget=forms.RadioSelect)
    made_on = forms.DateField(
        label=gettext_lazy("New lot: made or gathered on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    best_before = forms.DateField(
        label=gettext_lazy("New lot: best before"),
        help_text=gettext_lazy("As on the label."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def begin(self, draft: ListingDraft) -> dict[str, Any]:
        lot = draft.answers.get("lot") or {}
        chosen = lot.get("code") or (NEW_LOT if lot else self._usual_lot(draft))
        place = draft.answers.get("place_code") or draft.group.place_code
        return {"place_code": place, "lot": chosen, "made_on": lot.get("made_on"), "best_before": lot.get("best_before")}

    @staticmethod
    def _usual_lot(draft: ListingDraft) -> str:
        usual = lot_of(draft.listing) or lots_to_choose(draft.group, type_of(draft)).first()
        return usual.code if usual else (NEW_LOT if type_of(draft).is_food else NO_LOT)

    def prepare(self) -> None:
        offer_places(self, "place_code", self.draft.group)
        lots = lots_to_choose(self.draft.group, type_of(self.draft))
        choices = [
            (lot.code, _("%(code)s, made on %(day)s") % {"code": lot.code, "day": date_format(lot.made_on, "j F Y")}) for lot in lots
        ]
        self.offer("lot", [*choices, (NEW_LOT, _("New lot")), (NO_LOT, _("No lot"))])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("lot") != NEW_LOT:
            return cleaned
        made_on, best_before = cleaned.get("made_on"), cleaned.get("best_before")
        if not made_on and "made_on" not in self.errors:
            self.add_error("made_on", _("Write the day on which the new lot was made or gathered."))
        if not cleaned.get("place_code"):
            self.add_error("place_code", _("Choose the place that the new lot comes from."))
        if made_on and best_before and best_before <= made_on:
            self.add_error("best_before", _("The best-before day comes after the day of making."))
        if type_of(self.draft).is_food and not best_before and "best_before" not in self.errors:
            self.add_error("best_before", _("Food needs a best-before day."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        chosen = self.cleaned_data["lot"]
        lot: dict[str, Any] = {"code": chosen} if chosen else {}
        if chosen == NEW_LOT:
            days = {name: self.cleaned_data[name] for name in ("made_on", "best_before")}
            lot = {name: day.isoformat() if day else None for name, day in days.items()}
        return {"place_code": self.cleaned_data["place_code"], "lot": lot}


class WordsForm(StepForm):
    """Say something: title, one line, story. All of them have a default or may stay empty."""

    keeps = WORDS

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=160)
    summary = forms.CharField(label=gettext_lazy("In one line"), required=False, max_length=200)
    story = forms.CharField(
        label=gettext_lazy("Story"),
        help_text=gettext_lazy("Who makes it, how, and what is special about it."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    story_language = forms.ChoiceField(label=gettext_lazy("Language of the story"), required=False)

    def begin(self, draft: ListingDraft) -> dict[str, Any]:
        known = {name: value for name, value in super().begin(draft).items() if value}
        language = draft.answers.get("story_language") or (ORIGINAL_LANGUAGE if known.get("story") else get_language())
        defaults = {"title": default_title(draft), "summary": default_summary(draft) if draft.product_type else ""}
        return {**defaults, **known, "story_language": language}

    def prepare(self) -> None:
        self.offer("story_language", [(code, str(name)) for code, name in settings.LANGUAGES])
        language = self.data.get("story_language") or self.initial["story_language"]
        if language in dict(settings.LANGUAGES):
            self.fields["story"].widget.attrs |= {"lang": language, "dir": "auto"}

    def answers(self) -> dict[str, Any]:
        """Without a story there is no language of it; a page that does not ask for one leaves it as it is."""
        said = self.cleaned_data
        held = self.draft.answers.get("story_language") or ""
        return {**said, "story_language": (said["story_language"] or held) if said["story"] else held}
