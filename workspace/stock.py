"""The sheet of stock and prices: twenty products a page, one button, only changed rows are written.

Minus and plus beside a number are buttons of the same form: one piece less or more, and everything that was typed is saved with it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.people import signed_in
from catalogue.errors import PriceAboveMrp, StaleVersion, StockKept, StockTooLow
from catalogue.own_listings import SheetRow, sheet_page, sheet_rows
from catalogue.sheet import RowState, write_row
from money.paise import from_rupees, to_rupees
from money.words import rupees
from orders.holding import Holding
from producers.models import ProducerGroup
from provenance.elsewhere import to_take_back
from provenance.models import SoldElsewhere
from workspace import reach, stock_elsewhere
from workspace.listings_forms import NOT_A_NUMBER, NOT_A_SUM, number_field, sum_field

FIELDS = ("stock", "price", "mrp")
STEPS = {"minus": -1, "plus": 1}


class RowForm(forms.Form):
    """The three numbers of one row. They are read with this form and drawn by the template."""

    stock = number_field("", needed=NOT_A_NUMBER)
    price = sum_field("")
    mrp = sum_field("")

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data)
        for name in ("price", "mrp"):
            self.fields[name].error_messages["required"] = NOT_A_SUM

    def state(self) -> RowState:
        cleaned = self.cleaned_data
        return RowState(cleaned["stock"], from_rupees(cleaned["price"]), from_rupees(cleaned["mrp"]))


@dataclass
class Shown:
    """One row as the page draws it: what is typed, and what is wrong with each field."""

    row: SheetRow
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    first: list[Holding] = field(default_factory=list)  # orders that came before a sale elsewhere
    sale: SoldElsewhere | None = None  # that can still be taken back

    @property
    def cells(self) -> list[dict[str, str | bool]]:
        return [
            {
                "name": name,
                "label": str(LABELS[name]),
                "value": self.typed[name],
                "error": self.errors.get(name, ""),
                "is_kept": name == "stock" and self.row.is_kept,
            }
            for name in FIELDS
        ]


LABELS = {"stock": gettext_lazy("Stock"), "price": gettext_lazy("Price ₹"), "mrp": gettext_lazy("MRP ₹")}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at a page of the sheet, or write what was changed on it."""
    group = reach.group_or_404(request, slug)
    number = request.POST.get("page") or request.GET.get("page", "1")
    if request.method != "POST":
        return _page(request, group, number, {})
    keys = [int(name[5:]) for name in request.POST if name.startswith("seen-") and name[5:].isdecimal()][:20]
    rows = sheet_rows(group, keys)
    tap = stock_elsewhere.tap(request, group, rows)
    problems, written = _write(request, sheet_rows(group, keys) if tap.key else rows, signed_in(request), reach.stamp(request, group))
    if tap.problem:
        row = next(row for row in rows if row.record.pk == tap.key)
        problems[tap.key] = Shown(row, plain_row(row), {"stock": tap.problem}, tap.first)
    if written:
        said = ngettext("%(number)d product was changed.", "%(number)d products were changed.", written) % {"number": written}
        messages.success(request, said)
    if not problems:
        if not written and not tap.key:
            messages.info(request, _("Nothing was changed."))
        return HttpResponseRedirect(_address(group.slug, number, tap.key or _pressed(request)[0]), status=303)
    return _page(request, group, number, problems)


def _page(request: HttpRequest, group: ProducerGroup, number: str, problems: dict[int, Shown]) -> HttpResponse:
    """A page of the sheet; rows that could not be written are on it with what was typed, also those of another page."""
    rows, page = sheet_page(group, number)
    shown = [problems.get(row.record.pk) or Shown(row, plain_row(row)) for row in rows]
    shown = [*(found for key, found in problems.items() if key not in {row.record.pk for row in rows}), *shown]
    sales = to_take_back([each.row.record.pk for each in shown])
    for each in shown:
        each.sale = sales.get(each.row.record.pk)
    context = {"rows": shown, "page": page, "wrong": len(problems), "attempt": secrets.token_urlsafe(12)}
    return reach.page(request, "workspace/stock.html", group, context, status=422 if problems else 200)


def _pressed(request: HttpRequest) -> tuple[int, int]:
    """The row beside whose number minus or plus was pressed, and by how much it changes; zeros for the button under the sheet."""
    for name, by in STEPS.items():
        key = request.POST.get(name, "")
        if key.isascii() and key.isdigit() and len(key) < 19:
            return int(key), by
    return 0, 0


def _address(slug: str, number: str, key: int) -> str:
    """The page of the sheet, at the row whose button was pressed."""
    return f"{reverse('workspace-stock', args=[slug])}?{urlencode({'page': number})}" + (f"#t{key}" if key else "")


def _stepped(typed: str, by: int) -> str:
    """A number one less or one more, never below zero. What is no number stays as it was typed, to be told of."""
    return str(max(0, int(typed) + by)) if typed.isascii() and typed.isdigit() else typed


def _write(request: HttpRequest, rows: list[SheetRow], person: User, stamp: str) -> tuple[dict[int, Shown], int]:
    """Write each changed row by itself; the rows that could not be written, by key, and how many were."""
    problems: dict[int, Shown] = {}
    written = 0
    pressed, by = _pressed(request)
    for row in rows:
        typed = {name: request.POST.get(f"{name}-{row.record.pk}", "").strip()[:20] for name in FIELDS}
        try:
            seen = RowState.read(request.POST.get(f"seen-{row.record.pk}", ""))
        except ValueError:
            continue
        if row.is_kept and f"stock-{row.record.pk}" not in request.POST:
            typed["stock"] = str(seen.stock)  # drawn as a number, not as a field
        elif row.record.pk == pressed:
            typed["stock"] = _stepped(typed["stock"], by)
        if typed == _typed(seen):
            continue
        form = RowForm(typed)
        errors = {name: str(found[0]) for name, found in form.errors.items()} if not form.is_valid() else {}
        if not errors:
            errors = _try(row, seen, form.state(), person, stamp)
            written += not errors and form.state() != seen
        if errors:
            problems[row.record.pk] = Shown(row, typed, errors)
    return problems, written


def _try(row: SheetRow, seen: RowState, wanted: RowState, person: User, stamp: str) -> dict[str, str]:
    """Write one row. What was wrong, by field; nothing when it was written."""
    try:
        write_row(row=row, seen=seen, wanted=wanted, acting_user=person, on_behalf_of=stamp)
    except StaleVersion:
        return _changed_meanwhile(row, seen, wanted)
    except PriceAboveMrp:
        return {"price": _("The price is above the MRP.")}
    except StockKept:
        return {"stock": _("These goods are counted in their lots. Press “Add pieces” to add pieces, or to take them out.")}
    except StockTooLow as refusal:
        return {"stock": _("%(promised)d pieces are promised to orders.") % {"promised": refusal.promised}}
    return {}


def _changed_meanwhile(row: SheetRow, seen: RowState, wanted: RowState) -> dict[str, str]:
    """Say what somebody else wrote while this page was open. The row's present state goes along, so that saving again is meant."""
    now = {"stock": (row.stock, seen.stock, wanted.stock), "price": (row.price_paise, seen.price_paise, wanted.price_paise)}
    now["mrp"] = (row.mrp_paise, seen.mrp_paise, wanted.mrp_paise)
    told = {
        name: _("Somebody changed this to %(now)s meanwhile. Save again to put in your number.")
        % {"now": str(present) if name == "stock" else rupees(present)}
        for name, (present, before, _asked) in now.items()
        if present != before
    }
    return told or {"stock": _("This row was changed at the same moment. Please save again.")}


def plain_row(row: SheetRow) -> dict[str, str]:
    """The numbers of a row as its fields hold them."""
    return _typed(RowState(row.stock, row.price_paise, row.mrp_paise))


def _typed(state: RowState) -> dict[str, str]:
    """The numbers as the fields hold them."""
    sums = {name: f"{to_rupees(paise)}".removesuffix(".00") for name, paise in (("price", state.price_paise), ("mrp", state.mrp_paise))}
    return {"stock": str(state.stock), **sums}
