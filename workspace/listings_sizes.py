"""The page of a draft for goods in several sizes or weights: a list, and below it one size to add or to change."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people import signed_in
from catalogue import drafts
from catalogue.errors import AnsweredMeanwhile
from catalogue.kept_stock import kept
from catalogue.models import ListingDraft
from catalogue.seen import mark
from catalogue.sending import is_staged
from catalogue.variants import LABEL_LENGTH, MOST_SIZES, Size, label_problem
from money.paise import from_rupees, to_rupees
from workspace import reach
from workspace.listings_forms import DEFAULT_WEIGHT_G, FoldingForm, number_field, sum_field

KEEPS = ("sizes",)
NUMBERS = ("price", "mrp", "stock", "weight_g", "net_quantity")


class SizeForm(FoldingForm):
    """One size. Of one that is on sale only the name is asked: its price and number are on the sheet."""

    more = ("mrp", "weight_g", "net_quantity")

    label = forms.CharField(
        label=gettext_lazy("Size or weight, in your words"),
        help_text=gettext_lazy("For example “Large”, “68 x 200 cm” or “250 g”."),
        max_length=LABEL_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write what this size is called.")},
    )
    price = sum_field(gettext_lazy("Price of one, in rupees"))
    stock = number_field(gettext_lazy("How many do you have?"), needed=gettext_lazy("Write how many you have."))
    mrp = sum_field(gettext_lazy("MRP on the pack"), gettext_lazy("Leave it empty when it is the price."), required=False)
    weight_g = number_field(gettext_lazy("Weight of one packed piece, in grams"), least=1, most=50_000)
    net_quantity = forms.DecimalField(
        label=gettext_lazy("One piece holds"),
        help_text=gettext_lazy("As on the pack, for example 500."),
        required=False,
        min_value=Decimal("0.001"),
        max_digits=10,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, draft: ListingDraft, sizes: list[Size], place: int | None) -> None:
        self.draft, self.sizes, self.place = draft, sizes, place
        size = sizes[place] if place is not None else None
        super().__init__(data, initial=_begin(draft, size))
        if size and size["key"] is not None and is_staged(draft):
            for name in NUMBERS:
                del self.fields[name]
        elif is_staged(draft) and counted_in_lots(draft):
            del self.fields["stock"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        problem = label_problem(self.draft.listing, self.sizes, cleaned.get("label", ""), place=self.place)
        if problem:
            self.add_error("label", problem)
        price, mrp = cleaned.get("price"), cleaned.get("mrp")
        if price and mrp and price > mrp:
            self.add_error("mrp", _("The price is above the MRP. The law does not allow that: lower the price, or correct the MRP."))
        return cleaned

    def size(self) -> Size:
        """What the draft keeps of a valid form."""
        said, held = self.cleaned_data, self.sizes[self.place] if self.place is not None else {"key": None}
        if "price" not in self.fields:
            return {**held, "label": said["label"]}
        price = from_rupees(said["price"])
        return {
            "key": held["key"],
            "label": said["label"],
            "price_paise": price,
            "mrp_paise": from_rupees(said["mrp"]) if said["mrp"] else price,
            "stock": said.get("stock", 0),
            "weight_g": said["weight_g"] or self.initial["weight_g"],
            "net_quantity": f"{(said['net_quantity'] or Decimal(self.initial['net_quantity'])).normalize():f}",
        }


def _begin(draft: ListingDraft, size: Size | None) -> dict[str, Any]:
    """What the fields hold: the size that is changed, or for a new one what the page of the price says."""
    listing = draft.listing
    weight = listing.weight_g if listing else DEFAULT_WEIGHT_G
    quantity = f"{listing.net_quantity.normalize():f}" if listing else "1"
    held = draft.answers
    usual = {"weight_g": held.get("weight_g") or weight, "net_quantity": held.get("net_quantity") or quantity}
    if size is None:
        return usual
    named = {name: size[name] for name in ("label", "stock", "weight_g", "net_quantity") if size.get(name) is not None}
    paise = {"price": size.get("price_paise"), "mrp": size.get("mrp_paise")}
    sums = {name: f"{to_rupees(amount)}".removesuffix(".00") for name, amount in paise.items() if amount}
    return {**usual, **named, **sums}


def counted_in_lots(draft: ListingDraft) -> bool:
    """Whether pieces of these goods come and go on the page of the lots: a new size begins with none then."""
    return draft.listing is not None and bool(kept({0: draft.listing}))


def may_have_sizes(draft: ListingDraft) -> bool:
    """Goods that are on sale as one piece stay so: somebody may be buying it. A copy of them can have sizes."""
    return not is_staged(draft) or bool(draft.answers.get("sizes"))


def sizes_step(request: HttpRequest, draft: ListingDraft, frame: dict[str, Any]) -> HttpResponse:
    """Look at the sizes, add one, change one, take one out. Each is kept at once."""
    sizes: list[Size] = draft.answers.get("sizes") or []
    place = _place(request.POST.get("row") or request.GET.get("row"), sizes)
    if request.method != "POST":
        return _page(request, draft, frame, SizeForm(draft=draft, sizes=sizes, place=place))
    if request.POST.get("act") == "out":
        return _take_out(request, draft, frame, sizes, place)
    form = SizeForm(request.POST, draft=draft, sizes=sizes, place=place)
    if place is None and len(sizes) >= MOST_SIZES:
        return _page(request, draft, frame, form, _("A listing has %(number)d sizes at most.") % {"number": MOST_SIZES})
    if not form.is_valid():
        return _page(request, draft, frame, form)
    wanted = [*sizes, form.size()] if place is None else [*sizes[:place], form.size(), *sizes[place + 1 :]]
    return _keep(request, draft, frame, form, wanted)


def _take_out(request: HttpRequest, draft: ListingDraft, frame: dict[str, Any], sizes: list[Size], place: int | None) -> HttpResponse:
    form = SizeForm(draft=draft, sizes=sizes, place=None)
    if place is None:
        return _keep(request, draft, frame, form, sizes)
    if sizes[place]["key"] is not None and (is_staged(draft) or len(sizes) == 1):
        return _page(request, draft, frame, form, _("This size stays here. On the page of the listing it can be taken off sale."))
    return _keep(request, draft, frame, form, [*sizes[:place], *sizes[place + 1 :]])


def _keep(request: HttpRequest, draft: ListingDraft, frame: dict[str, Any], form: SizeForm, wanted: list[Size]) -> HttpResponse:
    who: dict[str, Any] = {"acting_user": signed_in(request), "on_behalf_of": reach.stamp(request, draft.group)}
    try:
        drafts.answer(draft=draft, answers={"sizes": wanted}, seen=request.POST.get("seen"), **who)
    except AnsweredMeanwhile:
        draft.refresh_from_db(fields=["answers"])
        return _page(request, draft, frame, form, _("Somebody else has changed the sizes meanwhile. Look at them, then save again."))
    return HttpResponseRedirect(reverse("workspace-draft", args=[draft.key, "sizes"]), status=303)


def _place(text: str | None, sizes: list[Size]) -> int | None:
    """The size that is meant, by its place in the list; none for anything else."""
    found = int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else len(sizes)
    return found if found < len(sizes) else None


def _page(request: HttpRequest, draft: ListingDraft, frame: dict[str, Any], form: SizeForm, problem: str = "") -> HttpResponse:
    context = {
        **frame,
        "form": form,
        "problems": [{"words": problem, "href": ""}] if problem else [],
        "sizes": draft.answers.get("sizes") or [],
        "place": form.place,
        "seen": mark(draft.answers, KEEPS),
        "is_staged": is_staged(draft),
        "in_lots": is_staged(draft) and counted_in_lots(draft),
    }
    return reach.page(request, "workspace/listing_sizes.html", draft.group, context, status=422 if form.is_bound or problem else 200)
