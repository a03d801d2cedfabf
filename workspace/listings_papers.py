"""The page of declarations: what the law asks of goods of this type, and the facts that the type knows of."""

from typing import Any

from django import forms
from django.core.validators import EMPTY_VALUES
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import ListingDraft, ProductAttribute
from catalogue.readiness import COSMETIC_DECLARATIONS, LABELS
from catalogue.sending import default_title, is_staged, type_of
from catalogue.type_defaults import defaults_of
from workspace.listings_forms import StepForm

# Energy is asked always; the others stand on most labels.
NUTRIENTS = {
    "energy_kcal": gettext_lazy("Energy in 100 g or ml, in kcal"),
    "protein_g": gettext_lazy("Protein in 100 g or ml, in grams"),
    "carbohydrate_g": gettext_lazy("Carbohydrate in 100 g or ml, in grams"),
    "sugars_g": gettext_lazy("Of which sugars, in grams"),
    "fat_g": gettext_lazy("Fat in 100 g or ml, in grams"),
}
NUTRITION = "nutrition_per_100"
YES_NO = [("", gettext_lazy("Choose")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
SWITCHES = ("veg", "not_an_antiquity")


class _NeededToSend:
    """A field that may stay empty on its page, since every page is kept as it is; the listing is not sent without it."""

    def validate(self, value: Any) -> None:
        if value not in EMPTY_VALUES:
            super().validate(value)  # type: ignore[misc]  # mixed into form fields, which have it


class DeclaredText(_NeededToSend, forms.CharField):
    """A declaration in words."""


class DeclaredChoice(_NeededToSend, forms.ChoiceField):
    """A declaration by choice."""


class DeclaredNumber(_NeededToSend, forms.FloatField):
    """A declared amount."""


class PapersForm(StepForm):
    """Its fields follow from the type: ``d_`` declarations, ``n_`` nutrients, ``a_`` attributes."""

    def __init__(self, data: Any = None, *, draft: ListingDraft) -> None:
        self.kind = type_of(draft)
        is_cosmetic = (
            draft.answers.get("attributes", {}).get("use") == "cosmetic"
        )  # the Cosmetics Rules ask for other things than the food rules
        self.codes = list(COSMETIC_DECLARATIONS if is_cosmetic else self.kind.declarations)
        attributes = ProductAttribute.objects.filter(product_class_id=self.kind.product_class_id)
        self.attributes = [] if is_staged(draft) else list(attributes.select_related("option_group").order_by("pk"))
        super().__init__(data, draft=draft)

    def prepare(self) -> None:
        for code in self.codes:
            self._add_declaration(code)
        if not is_staged(self.draft):
            label = _("It is made by hand")
            self.fields["handmade"] = forms.BooleanField(label=label, required=False, help_text=_("The tax depends on it; staff may ask."))
            self.fields["hsn"] = forms.CharField(
                label=_("HSN code"), required=False, max_length=8, help_text=_("Leave it as it is when you are not sure; staff look at it.")
            )
        for attribute in self.attributes:
            self.fields[f"a_{attribute.code}"] = _attribute_field(attribute, self.kind.units.get(attribute.code, ""))
        self.keeps = ("declarations",) if is_staged(self.draft) else ("declarations", "attributes", "handmade", "hsn")
        self.more = tuple(name for name in self.fields if name.startswith("a_") or name == "hsn" or name in _LESSER)

    def _add_declaration(self, code: str) -> None:
        if code == NUTRITION:
            for name, words in NUTRIENTS.items():
                self.fields[f"n_{name}"] = DeclaredNumber(
                    label=words, required=name not in _LESSER, min_value=0, widget=forms.TextInput(attrs={"inputmode": "decimal"})
                )
            return
        label = str(capfirst(_(LABELS.get(code, code))))
        if code in SWITCHES:
            self.fields[f"d_{code}"] = DeclaredChoice(label=label, choices=YES_NO)
        else:
            self.fields[f"d_{code}"] = DeclaredText(label=label, max_length=400)

    def begin(self, draft: ListingDraft) -> dict[str, Any]:
        said = {"generic_name": default_title(draft), "storage": self.kind.storage, **draft.answers.get("declarations", {})}
        begun = {f"d_{code}": _typed(value) for code, value in said.items() if code != NUTRITION}
        begun |= {f"n_{name}": value for name, value in said.get(NUTRITION, {}).items()}
        begun |= {f"a_{code}": value for code, value in draft.answers.get("attributes", {}).items()}
        hsn = draft.answers.get("hsn") or defaults_of(self.kind).hsn
        return {**begun, "handmade": draft.answers.get("handmade", False), "hsn": hsn}

    @property
    def still_needed(self) -> list[str]:
        """What has to be declared before the listing is sent, and is not yet."""
        needed = {name: field for name, field in self.fields.items() if isinstance(field, _NeededToSend) and field.required}
        return [str(field.label) for name, field in needed.items() if self.initial.get(name) in EMPTY_VALUES]

    def answers(self) -> dict[str, Any]:
        """Declarations that have no field here, such as the country of origin, stay as they were."""
        cleaned = self.cleaned_data
        declared = dict(self.draft.answers.get("declarations", {}))
        for name, value in cleaned.items():
            if name.startswith("d_"):
                declared[name[2:]] = value
        for code in SWITCHES:
            if code in declared and isinstance(declared[code], str):
                declared[code] = {"yes": True, "no": False}.get(declared[code])
        if NUTRITION in self.codes:
            known = declared.get(NUTRITION) or {}
            declared[NUTRITION] = {**known, **{name[2:]: _number(value) for name, value in cleaned.items() if name.startswith("n_")}}
            declared[NUTRITION] = {name: value for name, value in declared[NUTRITION].items() if value is not None}
        kept: dict[str, Any] = {"declarations": {code: value for code, value in declared.items() if value not in ("", None, {})}}
        if is_staged(self.draft):
            return kept
        attributes = {name[2:]: value for name, value in cleaned.items() if name.startswith("a_") and value not in ("", None)}
        return {**kept, "attributes": attributes, "handmade": cleaned["handmade"], "hsn": cleaned["hsn"].strip()}


_LESSER = ("n_protein_g", "n_carbohydrate_g", "n_sugars_g", "n_fat_g")


def _attribute_field(attribute: ProductAttribute, unit: str) -> forms.Field:
    label = _(attribute.name) + (f" ({_(unit)})" if unit else "")
    if attribute.type == "option":
        options = [(option.option, _(option.option)) for option in attribute.option_group.options.all()]
        return forms.ChoiceField(label=label, required=False, choices=[("", _("Not said")), *options])
    if attribute.type == "boolean":
        return forms.BooleanField(label=label, required=False)
    if attribute.type == "integer":
        return forms.IntegerField(label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    if attribute.type == "float":
        return forms.FloatField(label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    return forms.CharField(label=label, required=False, max_length=200)


def _typed(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _number(value: float | None) -> int | float | None:
    """A whole number without idle zeros."""
    return int(value) if value is not None and value == int(value) else value
