"""What a group prints for packing: the pick list (A4) and the labels of parcels (A6), for one part or many, as a page and as PDF."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders import packing_lists
from orders.models import ProducerOrder
from payments.papers import download, pdf
from producers.access import groups_of, may
from producers.models import ProducerGroup

MOST_NUMBERS = packing_lists.MOST_PARTS


@never_cache
@login_required
@require_safe
def pick_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What to fetch and out of which lots, then part by part."""
    return _shown(request, slug, "pick_list")


@never_cache
@login_required
@require_safe
def pick_list_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a file."""
    return _as_file(request, slug, "pick_list")


@never_cache
@login_required
@require_safe
def labels(request: HttpRequest, slug: str) -> HttpResponse:
    """A label for each parcel that is still with the group."""
    return _shown(request, slug, "labels")


@never_cache
@login_required
@require_safe
def labels_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a file, each label on a page of its own."""
    return _as_file(request, slug, "labels")


def _shown(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    group, numbers = _group(request, slug), _numbers(request)
    query = f"?{urlencode({'part': numbers}, doseq=True)}" if numbers else ""
    context = {
        **_content(group, numbers, what),
        "title": _("Pick list") if what == "pick_list" else _("Labels"),
        "body": f"papers/{what}.html",
        "back": reverse("workspace-group", args=[group.slug]),
        "pdf": reverse(f"workspace-{what.replace('_', '-')}-pdf", args=[group.slug]) + query if pdf.is_available() else "",
    }
    return render(request, "papers/packing_page.html", context)


def _as_file(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    group = _group(request, slug)
    context = {**_content(group, _numbers(request), what), "title": group.name, "body": f"papers/{what}.html"}
    return download.drawn(request, "papers/packing_pdf.html", context, f"{what.replace('_', '-')}-{group.slug}.pdf")


def _content(group: ProducerGroup, numbers: list[str], what: str) -> dict[str, object]:
    states = packing_lists.TO_PACK if what == "pick_list" else packing_lists.TO_LABEL
    try:
        parts = packing_lists.parts_to_print(group, numbers, states)
    except ProducerOrder.DoesNotExist:
        raise Http404 from None
    return {"list": packing_lists.pick_list(group, parts)} if what == "pick_list" else {"labels": packing_lists.labels(parts)}


def _group(request: HttpRequest, slug: str) -> ProducerGroup:
    """A group whose parcels this person packs. A foreign group looks as if it did not exist."""
    found = groups_of(request.user).filter(slug=slug).first()
    if found is None or not may(request.user, found, "accept_orders"):
        raise Http404
    return found


def _numbers(request: HttpRequest) -> list[str]:
    return sorted(set(request.GET.getlist("part")))[:MOST_NUMBERS]
