"""The pattern page: every component with its usual, empty, long and wrong state, for those who build pages. Not for an open shop."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from search.models import ProductFacts
from storefront.looking.pager import pager
from storefront.looking.trail import Fact, Link

LONG = "Hand-spun, hand-woven undyed pashmina stole in the natural fawn of the goat, with three narrow lines at one end"


@dataclass(frozen=True)
class Row:
    """A line of the sum box."""

    label: str
    paise: int
    is_quiet: bool = False


class SampleForm(forms.Form):
    """One field of each kind."""

    mobile = forms.CharField(label="Mobile number", help_text="The courier calls this number")
    landmark = forms.CharField(label="Area or landmark", required=False)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All components. An open shop has no such page."""
    if settings.SHOP_OPEN:
        raise Http404
    wrong = SampleForm({"mobile": ""})
    wrong.is_valid()
    today = timezone.localdate()
    context: dict[str, Any] = {
        "cards": _cards(),
        "form": SampleForm(auto_id="right_%s"),
        "wrong": wrong,
        "crumbs": [Link("Home", "/"), Link("Pashmina & wool", "/products/"), Link(LONG)],
        "chips": [Link("Kargil", "#"), Link("Up to ₹25,000", "#")],
        "pager": pager(page=3, pages=9, total=214, per_page=24, href=lambda number: f"#{number}"),
        "one_page": pager(page=1, pages=1, total=3, per_page=24, href=lambda _number: "#"),
        "rows": [Row("5 pieces from 3 groups", 2_133_000), Row("3 parcels", 44_000), Row("GST, inside the prices", 107_200, is_quiet=True)],
        "facts": [Fact("Lot", "L-20931"), Fact("Where", "Nyoma, 4,180 m")],
        "stages": [
            {"title": "Combed", "place": "Nyoma, 4,180 m", "text": "18 May 2026. 9.4 kg.", "lines": ["Nyoma"], "quiet": "18 May 2026."},
            {"title": "Woven", "place": "", "text": LONG, "lines": ["Loom two"], "quiet": LONG},
        ],
        "windows": _windows(),
        "panes": [True] * 18 + [False, True],
        "parts": [
            {"key": "group", "label": "To the group", "paise": 1_757_500, "start": "0", "width": "95"},
            {"key": "fee", "label": "Fee of the shop, 5%", "paise": 92_500, "start": "95", "width": "5"},
        ],
        "arrivals": [(today + timedelta(days=start), today + timedelta(days=start + 5)) for start in (7, 60)],
        "first_day": today,
        "last_day": today + timedelta(days=4),
        "long": LONG,
        "problems": [{"words": "Choose how you want to pay", "href": "#"}, {"words": "Tick the box to say that you agree", "href": "#"}],
    }
    return render(request, "patterns/page.html", context)


def _cards() -> list[ProductFacts]:
    """Cards in their states: usual, few left, sold out, made to order, without a picture and with a long title."""
    usual: dict[str, Any] = {
        "slug": "pattern",
        "title": "Undyed stole",
        "size_text": "68 x 200 cm",
        "group_name": "Wool Sisters",
        "rollup": "leh",
        "price_paise": 1_850_000,
        "dispatch_days": 3,
        "stock": ProductFacts.Stock.IN_STOCK,
        "marks": ["gi_ladakh_pashmina"],
    }
    return [
        ProductFacts(**usual),
        ProductFacts(**usual | {"title": LONG, "rollup": "kargil", "stock": "few", "stock_left": 2, "marks": ["women_led"]}),
        ProductFacts(**usual | {"stock": "sold_out", "marks": [], "size_text": ""}),
        ProductFacts(**usual | {"stock": "made_to_order", "dispatch_days": 42, "has_price_range": True, "marks": ["pgs_organic"]}),
    ]


def _windows() -> list[dict[str, Any]]:
    """A parcel on its way that waits."""
    lit = [{"label": label, "detail": "14 Nov", "state": "lit", "is_current": False} for label in ("Placed", "Paid", "Accepted", "Packed")]
    waiting = {"label": "On the way", "detail": "now waiting", "state": "waiting", "is_current": True}
    return [*lit, waiting, {"label": "Delivered", "detail": "", "state": "dark", "is_current": False}]
