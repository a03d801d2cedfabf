"""The page behind the code on a label: is it genuine, may it be used, and how was it made."""

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalogue.texts import prefetch, text
from media.derivatives import sources
from money.words import grouped
from producers.models import ProducerGroup
from provenance.marks import valid_marks
from provenance.models import Lot
from provenance.queries import LotPage, lot_page
from search import exposure
from storefront.looking.copied import is_from_outside, times_if_too_often
from storefront.looking.journey import measure, place_words, stages
from storefront.looking.lists import language
from storefront.looking.shared import shared_page
from storefront.looking.trail import Fact

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,22}\Z")


@shared_page
def ask(request: HttpRequest) -> HttpResponse:
    """A box for the code on a label. A code in the question leads to its page."""
    typed = request.GET.get("code", "").strip().upper()[:24]
    if _CODE.match(typed):
        return HttpResponseRedirect(reverse("lot", args=[typed]))
    return render(request, "storefront/looking/trace_ask.html", {"typed": typed, "is_wrong": bool(typed), "current_family": "trace"})


@shared_page
def lot(request: HttpRequest, code: str) -> HttpResponse:
    """The lot with this code. An unknown code gets an answer too: it is what a false label looks like."""
    try:
        found = lot_page(code)
    except Lot.DoesNotExist:
        return render(request, "storefront/looking/trace_unknown.html", {"typed": code[:24]}, status=404)
    canonical = reverse("lot", args=[found.lot.code])
    if request.path != canonical:
        return HttpResponseRedirect(canonical)
    response = render(request, "storefront/looking/trace.html", _context(found, timezone.localdate()))
    response.label = found.lot.code  # type: ignore[attr-defined]  # page_cache.py counts it when it shows the page again
    if is_from_outside(request):
        exposure.note_label(found.lot.code)
    return response


def _context(found: LotPage, today: date) -> dict[str, Any]:
    group, tongue = found.group, language()
    prefetch([group, *found.listings], ("name", "village", "title"), tongue)
    picture = group.picture if group.picture_id else None
    return {
        "lot": found.lot,
        "group": group,
        "group_name": text(group, "name", tongue),
        "village": text(group, "village", tongue),
        "is_public": group.status == ProducerGroup.Status.APPROVED,
        "picture": sources(picture),
        "stages": stages(found.steps),
        "listings": [(listing, text(listing, "title", tongue)) for listing in found.listings],
        "storage": capfirst(_(found.lot.product_type.storage)) if found.lot.product_type.storage else "",
        "marks": valid_marks(group, None, today),
        "facts": _facts(found),
        **_verdict(found, today),
    }


def _verdict(found: LotPage, today: date) -> dict[str, Any]:
    """What the page says first."""
    goods = text(found.listings[0], "title", language()) if found.listings else _(found.lot.product_type.name)
    about = {"goods": goods, "group": found.group.name, "village": _(found.group.village)}
    if found.verdict == "withdrawn":
        words = f"{found.lot.withdrawn_reason} {found.lot.what_to_do}".strip()
        title = _("Do not eat this lot") if found.lot.product_type.is_food else _("This lot was withdrawn")
        return {"kind": "bad", "title": title, "words": words}
    if found.verdict == "past_best_before":
        words = _("%(goods)s by %(group)s of %(village)s. The label is genuine, the goods may have lost taste.") % about
        return {"kind": "doubt", "title": _("Past its best-before date"), "words": words}
    words = _("%(goods)s by %(group)s of %(village)s.") % about
    times = times_if_too_often(found, today)
    if times:
        often = _("It was looked up %(times)s times in a month, more than its pieces explain. It may have been copied onto other goods.")
        compare = _("Compare the goods, the group and the seal with this page, and tell us if something looks wrong.")
        words = " ".join((words, often % {"times": grouped(times)}, compare))
        return {"kind": "doubt", "title": _("This label is seen too often"), "words": words}
    return {"kind": "good", "title": _("This lot is in order"), "words": words}


def _facts(found: LotPage) -> list[Fact]:
    one = found.lot
    facts = [
        Fact(_("Lot"), one.code),
        Fact(_("Made or gathered"), date_format(one.made_on, "j F Y")),
        Fact(_("Where"), place_words(one.place)),
        Fact(_("How much"), measure(one.quantity, one.unit)),
    ]
    if one.best_before:
        facts.append(Fact(_("Best before"), date_format(one.best_before, "j F Y")))
    return facts
