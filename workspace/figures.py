"""A group's figures: what it sold, who looked at its goods, which words found them, and what people looked for in vain."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalogue.models import Listing
from money.words import grouped, rupees
from orders.figures import Month, sales_by_month
from producers.access import ACTS, role_in
from producers.models import ProducerGroup
from search import sought
from workspace import reach

WEEKS = 12
SINCE = timedelta(days=90)
# The drawing of a chart: units of its own, stretched to the width of the page.
HEIGHT, STEP, BAR = 60, 10, 7


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, with its line of the table beneath."""

    label: str
    value: str
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Bars side by side, the oldest first; ``width`` in the units of the drawing."""

    bars: list[Bar]
    width: int
    total: str


@never_cache
@login_required
@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """All figures of the group. Sums of money are for those who see its money."""
    group = reach.group_or_404(request, slug)
    role = role_in(request.user, group)
    since = timezone.localdate() - SINCE
    listings = dict(Listing.objects.filter(group=group).exclude(status=Listing.Status.WITHDRAWN).values_list("slug", "title"))
    context = {
        "role": role,
        "sales": sales(group) if "see_money" in ACTS[role or ""] else None,
        "views": views(group),
        "viewed": [(listings[seen], slug, times) for seen, times in sought.most_viewed(group.slug, since=since) if seen in listings],
        "found": sought.found_by(group.slug, since=since),
        "wanted": sought.wanted(since=since, type_codes=types_of(group)),
    }
    return reach.page(request, "workspace/figures.html", group, context)


def types_of(group: ProducerGroup) -> list[str]:
    """The kinds of goods that the group lists. One query."""
    mine = Listing.objects.filter(group=group).exclude(status=Listing.Status.WITHDRAWN)
    return list(mine.order_by().values_list("product_type__code", flat=True).distinct())


def sales(group: ProducerGroup) -> Chart:
    """What shoppers paid for the group's goods in each of the last twelve months."""
    months = sales_by_month(group)
    rows = [(date_format(month.first, "M Y"), month.goods_paise, _sold(month)) for month in months]
    return chart(rows, rupees(sum(month.goods_paise for month in months)))


def _sold(month: Month) -> str:
    orders = ngettext("%(number)s order", "%(number)s orders", month.orders) % {"number": grouped(month.orders)}
    return f"{rupees(month.goods_paise)}, {orders}" if month.orders else "–"


def views(group: ProducerGroup) -> Chart:
    """How often products of the group were looked at in each of the last twelve weeks, which end today."""
    today = timezone.localdate()
    begins = [today - timedelta(days=7 * week - 1) for week in range(WEEKS, 0, -1)]
    by_day = sought.views_by_day(group.slug, since=begins[0])
    sums = [(first, sum(times for day, times in by_day.items() if first <= day < first + timedelta(days=7))) for first in begins]
    rows = [(_week(first), times, grouped(times)) for first, times in sums]
    return chart(rows, grouped(sum(times for _first, times in sums)))


def _week(first: date) -> str:
    return _("%(first)s to %(last)s") % {"first": date_format(first, "j M"), "last": date_format(first + timedelta(days=6), "j M")}


def chart(rows: list[tuple[str, int, str]], total: str) -> Chart:
    """Bars for label, number and number in words; the highest fills the drawing, nothing is drawn for nothing."""
    most = max((number for _label, number, _words in rows), default=0) or 1
    bars = []
    for place, (label, number, words) in enumerate(rows):
        height = max(1, round(number * HEIGHT / most)) if number else 0
        bars.append(Bar(label, words, place * STEP, HEIGHT - height, height))
    return Chart(bars, len(rows) * STEP, total)
