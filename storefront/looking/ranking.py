"""How lists are ordered, told to readers: the E-Commerce Rules 2020 ask for the main parameters of ranking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from producers.models import District
from search.models import ProductFacts
from search.rule import NOT_PAID, ON_SEARCH, RULE, fair_share, points
from search.turns import who_begins
from storefront.looking.facets import SORT_WORDS
from storefront.looking.lists import home_path
from storefront.looking.shared import shared_page
from storefront.looking.trail import Link


@shared_page
def page(request: HttpRequest) -> HttpResponse:
    """The rule, and which groups begin today, worked out by the same code that orders the lists."""
    rows = ProductFacts.objects.order_by().values_list("group_slug", "rollup", "group_name").distinct()
    names = {slug: (rollup, name) for slug, rollup, name in rows}
    sides = who_begins([(slug, rollup) for slug, (rollup, _name) in names.items()], timezone.localdate())
    context = {
        "rule": RULE,
        "not_paid": NOT_PAID,
        "on_search": ON_SEARCH,
        "points": points(),
        "fair_share": fair_share(),
        "sorts": SORT_WORDS.values(),
        "today": timezone.localdate(),
        "sides": [_side(side, names) for side in sides if side],
        "crumbs": [Link(_("Home"), home_path()), Link(_("How we rank"))],
    }
    return render(request, "storefront/looking/how_we_rank.html", context)


def _side(slugs: list[str], names: dict[str, tuple[str, str]]) -> dict[str, object]:
    """One side with its groups in today's order."""
    rollup = names[slugs[0]][0]
    return {"code": rollup, "label": District.Rollup(rollup).label, "groups": [(slug, names[slug][1]) for slug in slugs]}
