"""The administration's screens of the balance between Leh and Kargil: a panel on its first screen, a report, a file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from accounts.admin_frame import frame
from catalogue import tables
from cms.balance import PERIODS, Balance, balance, rule
from money.paise import to_rupees
from producers.models import District


class BalancePanel(Component):
    """The last thirty days on the first screen."""

    name = "balance"
    order = 30
    template_name = "cms/staff/balance_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"found": balance(PERIODS[0]), "rule": rule()}


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The figures of 30, 90 or 365 days, and of each district. Whoever may enter the administration may read it."""
    context = {**frame(_("Leh and Kargil"), "table"), "found": balance(_days(request)), "periods": PERIODS, "rule": rule()}
    return render(request, "cms/staff/balance.html", context)


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same as a table: one line a district."""
    found = balance(_days(request))
    name = f"leh-kargil-{timezone.localdate()}-{found.days}-days.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(tables.as_csv(_rows(found)), content_type=tables.CSV_TYPE, headers=headers)


def _rows(found: Balance) -> Iterator[Sequence[tables.Cell]]:
    yield (
        _("District"),
        _("counted with"),
        _("Groups that sell"),
        _("members"),
        _("share of women, percent"),
        _("Goods on sale"),
        _("Seen in lists, weight"),
        _("Seen in lists, fair weight"),
        _("Parts of orders"),
        _("Goods sold, rupees"),
    )
    for line in found.lines:
        one = line.tally
        women = round(one.women / one.members) if one.members else 0
        yield (
            line.name,
            str(District.Rollup(line.side).label),
            one.groups,
            one.members,
            women,
            one.listings,
            one.given,
            one.due,
            one.orders,
            to_rupees(one.goods_paise),
        )


def _days(request: HttpRequest) -> int:
    """The period that was asked for; the shortest where it is none of ours."""
    said = request.GET.get("days", "")
    return int(said) if said in map(str, PERIODS) else PERIODS[0]
