"""The form of a quote, for a group's people and for staff. It translates; what may be agreed is said in ``proposing``."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing
from catalogue.own_listings import sheet_records
from money.paise import from_rupees
from orders.enquiries.errors import EnquiryRefused
from orders.enquiries.proposing import MOST_PIECES, NOTE_SIGNS, Offer, Piece
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

ROWS, FIRST_ROWS = 6, 2
_MOST_RUPEES = Decimal(10_000_000)
_QUIET = {"autocomplete": "off"}


def _rupees(label: "Words", hint: "Words" = "", least: Decimal = Decimal(0)) -> forms.DecimalField:
    wrong = dict.fromkeys(("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), _("Write an amount in rupees."))
    widget = forms.TextInput(attrs={"inputmode": "decimal", **_QUIET})
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=False,
        min_value=least,
        max_value=_MOST_RUPEES,
        decimal_places=2,
        widget=widget,
        error_messages=wrong,
    )


def _day(label: "Words", hint: "Words" = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    wrong = dict.fromkeys(("required", "invalid"), _("Choose a day."))
    return forms.DateField(label=label, help_text=hint, widget=widget, error_messages=wrong)


class ProposalForm(forms.Form):
    """Up to six lines, where to, two days, the charge, some words. Staff type the address of a listing, a group chooses its goods."""

    pin = forms.CharField(
        label=_("Pincode it goes to"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_QUIET}),
        error_messages={"required": _("Enter a pincode with 6 digits")},
    )
    packed_by = _day(_("Packed by"), _("The day by which you hand it over. It is promised to the buyer."))
    lapses_on = _day(_("Last day to pay"), _("Nothing is kept for the buyer before the payment."))
    delivery = _rupees(_("Delivery in rupees"), _("Empty: what the shop’s table says."))
    note = forms.CharField(
        label=_("Words for the buyer"),
        required=False,
        max_length=NOTE_SIGNS,
        help_text=_("Telephone numbers, links and addresses are taken out."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)

    def __init__(self, *args: Any, group: ProducerGroup | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        records = list(sheet_records(group)) if group else []
        self.known = {str(record.pk): record for record in records}
        choices = [("", "—"), *((str(record.pk), _goods(record)) for record in records)]
        for place in range(ROWS):
            self.fields[f"goods_{place}"] = (
                forms.ChoiceField(label=_("Goods"), choices=choices, required=False)
                if group
                else forms.CharField(
                    label=_("Goods: last part of the page’s address, or the SKU"),
                    required=False,
                    max_length=120,
                    widget=forms.TextInput(attrs=_QUIET),
                )
            )
            self.fields[f"quantity_{place}"] = forms.IntegerField(
                label=_("How many"),
                required=False,
                min_value=1,
                max_value=MOST_PIECES,
                widget=forms.TextInput(attrs={"inputmode": "numeric", **_QUIET}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Write how many, from 1 to 10,000.")),
            )
            self.fields[f"price_{place}"] = _rupees(_("Rupees for one"), least=Decimal("0.01"))

    @property
    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The lines, each with its three fields."""
        return [{name: self[f"{name}_{place}"] for name in ("goods", "quantity", "price")} for place in range(ROWS)]

    @property
    def first_rows(self) -> list[dict[str, forms.BoundField]]:
        """The lines that most quotes need."""
        return self.rows[:FIRST_ROWS]

    @property
    def more_rows(self) -> list[dict[str, forms.BoundField]]:
        """The others, folded away."""
        return self.rows[FIRST_ROWS:]

    @property
    def needs_more(self) -> bool:
        """Whether something stands in those others."""
        return any(field.value() or field.errors for row in self.more_rows for field in row.values())

    @property
    def rest(self) -> list[forms.BoundField]:
        """The fields beneath the lines."""
        return [self[name] for name in ("pin", "packed_by", "lapses_on", "delivery", "note")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.pieces: list[Piece] = []
        self.places: list[int] = []
        for place in range(ROWS):
            goods = cleaned.get(f"goods_{place}")
            if goods and not {f"quantity_{place}", f"price_{place}", f"goods_{place}"} & set(self.errors):
                self._take(place, goods, cleaned)
        return cleaned

    def _take(self, place: int, goods: str, cleaned: dict[str, Any]) -> None:
        record = self.known.get(goods) or find(goods)
        if record is None:
            self.add_error(f"goods_{place}", _("There is nothing of this name on sale that has no kinds to choose from."))
        if not cleaned[f"quantity_{place}"]:
            self.add_error(f"quantity_{place}", _("Write how many, from 1 to 10,000."))
        if not cleaned[f"price_{place}"]:
            self.add_error(f"price_{place}", _("Write an amount in rupees."))
        if record and cleaned[f"quantity_{place}"] and cleaned[f"price_{place}"]:
            self.pieces.append(Piece(record, cleaned[f"quantity_{place}"], from_rupees(cleaned[f"price_{place}"])))
            self.places.append(place)

    def offer(self) -> Offer:
        """What the form says."""
        said = self.cleaned_data
        charge = None if said["delivery"] is None else from_rupees(said["delivery"])
        return Offer(
            self.pieces, "".join(said["pin"].split()), said["packed_by"], said["lapses_on"], delivery_paise=charge, note=said["note"]
        )

    def take_refusal(self, refusal: EnquiryRefused) -> None:
        """Put what the domain refused beside its field."""
        name, _sign, place = refusal.field.partition("_")
        field = f"{name}_{self.places[int(place)]}" if place.isdigit() else refusal.field
        self.add_error(field if field in self.fields else None, str(refusal.reason))


def find(text: str) -> StockRecord | None:
    """What staff mean by the last part of a product page's address, or by a SKU."""
    on_sale = (Listing.Status.LIVE, Listing.Status.PAUSED)
    slug = text.strip().rstrip("/").rsplit("/", 1)[-1]
    records = StockRecord.objects.select_related("product__variant")
    return (
        records.filter(product__listing__slug=slug, product__listing__status__in=on_sale).first()
        or records.filter(
            partner_sku=text.strip(),
            product__structure="child",
            product__variant__withdrawn_at__isnull=True,
            product__variant__listing__status__in=on_sale,
        ).first()
    )


def _goods(record: StockRecord) -> str:
    variant = getattr(record.product, "variant", None)
    listing = variant.listing if variant else record.product.listing
    words = f"{listing.title}, {variant.label}" if variant else listing.title
    mrp = (variant.mrp_paise if variant else listing.mrp_paise) // 100
    return f"{words} (MRP ₹{mrp:,}, {record.net_stock_level})"
