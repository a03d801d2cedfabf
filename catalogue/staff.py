"""Staff's screens for listings: the queue, one listing, one staged edit with before and after side by side."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.models import User
from catalogue import moderation, reasons
from catalogue.errors import NotReady, StaleVersion, WrongEditStatus, WrongListingStatus
from catalogue.models import Listing, ListingEdit
from catalogue.staff_facts import edit_facts, listing_facts
from media.models import Picture

DECISIONS = ("approve", "ask", "withdraw")


@permission_required(moderation.MAY_MODERATE)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; with ``?q=`` any listing by its words."""
    words = request.GET.get("q", "").strip()[:80]
    found = moderation.find(words) if words else []
    context = {**_head(_("Listings")), "rows": moderation.queue(), "q": words, "found": found}
    return render(request, "catalogue/staff/queue.html", context)


@permission_required(moderation.MAY_MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, key: int) -> HttpResponse:
    """One listing with what the checks say of it; a POST decides about it."""
    found = get_object_or_404(_listings(), pk=key)
    if request.method != "POST":
        return _listing_page(request, found)
    version, person = _version(request), cast(User, request.user)

    def decide(decision: str, reason: str) -> str:
        if decision == "approve":
            overruled = request.POST.getlist("overrule")
            moderation.approve(listing=found, version=version, acting_user=person, overruled=overruled, reason=reason)
            return _("“%(title)s” is on sale.") % {"title": found.title}
        if decision == "ask":
            moderation.ask_changes(listing=found, version=version, reason=reason, acting_user=person)
            return _("“%(title)s” was given back to its group.") % {"title": found.title}
        moderation.withdraw(listing=found, version=version, reason=reason, acting_user=person)
        return _("“%(title)s” was withdrawn.") % {"title": found.title}

    def again(problems: list[str]) -> HttpResponse:
        return _listing_page(request, get_object_or_404(_listings(), pk=key), problems)

    return _decided(request, decide, again)


@permission_required(moderation.MAY_MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: int) -> HttpResponse:
    """One staged edit beside what the shop shows now; a POST decides about it."""
    found = get_object_or_404(_edits(), pk=key)
    if request.method != "POST":
        return _edit_page(request, found)
    version, person = _version(request), cast(User, request.user)

    def decide(decision: str, reason: str) -> str:
        words: dict[str, Any] = {"reason": reason}
        if decision == "approve":
            words["overruled"] = request.POST.getlist("overrule")
        moderation.decide_edit(edit=found, decision=decision, version=version, acting_user=person, **words)
        return _("Decided. The group is told.")

    def again(problems: list[str]) -> HttpResponse:
        return _edit_page(request, get_object_or_404(_edits(), pk=key), problems)

    return _decided(request, decide, again)


def _decided(request: HttpRequest, decide: Callable[[str, str], str], again: Callable[[list[str]], HttpResponse]) -> HttpResponse:
    """Carry out one decision, or say on the same page why it can not be."""
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS:
        return again([_("Choose what to decide.")])
    code, own_words = request.POST.get("reason", ""), request.POST.get("words", "")[:2000]
    needs_words = decision != "approve" or bool(request.POST.getlist("overrule"))
    try:
        said = decide(decision, reasons.in_words(code, own_words) if needs_words else own_words.strip())
    except reasons.ReasonMissing:
        return again([_("Say why: choose a sentence or write your own.")])
    except NotReady as refusal:
        return again([problem.message for problem in refusal.problems])
    except (StaleVersion, Picture.DoesNotExist):
        return again([_("The group has changed it since you opened this page. Nothing was decided. Please look at it again.")])
    except (WrongListingStatus, WrongEditStatus):
        return again([_("Somebody has decided about it already. Nothing was changed.")])
    messages.success(request, said)
    return redirect("listing_queue")


def _listing_page(request: HttpRequest, found: Listing, problems: list[str] | None = None) -> HttpResponse:
    waits = found.status == Listing.Status.IN_REVIEW
    context = {
        **_head(found.title),
        **_common(request, problems),
        "subject": found,
        "listing": found,
        "state": found.get_status_display(),
        "facts": listing_facts(found),
        "checks": _checks(moderation.checklist(found)),
        "decisions": [*(["approve", "ask"] if waits else []), *([] if found.status == Listing.Status.WITHDRAWN else ["withdraw"])],
        "history": moderation.history(found),
        "action": reverse("listing_moderate", args=[found.pk]),
        "edit": None,
    }
    return render(request, "catalogue/staff/one.html", context, status=422 if problems else 200)


def _edit_page(request: HttpRequest, found: ListingEdit, problems: list[str] | None = None) -> HttpResponse:
    waits = found.status == ListingEdit.Status.IN_REVIEW
    context = {
        **_head(_("Change of “%(title)s”") % {"title": found.listing.title}),
        **_common(request, problems),
        "subject": found,
        "listing": found.listing,
        "state": found.get_status_display(),
        "facts": edit_facts(found),
        "checks": _checks(moderation.checklist(found.listing, found)),
        "decisions": list(DECISIONS) if waits else [],
        "history": moderation.history(found.listing),
        "action": reverse("listing_edit_moderate", args=[found.pk]),
        "edit": found,
    }
    return render(request, "catalogue/staff/one.html", context, status=422 if problems else 200)


def _common(request: HttpRequest, problems: list[str] | None) -> dict[str, Any]:
    """The reasons to choose from, and what was typed when the page is shown again."""
    return {
        "problems": problems or [],
        "reasons": list(reasons.ASK.items()),
        "typed": {"reason": request.POST.get("reason", ""), "words": request.POST.get("words", "")[:2000]},
        "overruled": request.POST.getlist("overrule"),
    }


def _checks(found: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """The checklist. The names of requirements are sentences: ``food_has_a_lot``."""
    return [{"words": name.replace("_", " ").capitalize(), "problems": problems} for name, problems in found.items()]


def _version(request: HttpRequest) -> int:
    """The version that was on the page; none fits what is not a number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() else 0


def _listings() -> QuerySet[Listing]:
    return Listing.objects.select_related("group", "product_type", "product")


def _edits() -> QuerySet[ListingEdit]:
    return ListingEdit.objects.select_related("listing__group", "listing__product_type", "listing__product")


def _head(title: str) -> dict[str, Any]:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("listing_queue"), "label": _("Listings")}]
    if title != crumbs[-1]["label"]:
        crumbs.append({"url": "", "label": title})
    return {"header_title": title, "header_icon": "tag", "breadcrumbs_items": crumbs}
