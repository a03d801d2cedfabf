"""A group's own listings: the list, one of them with what can be done with it, and its moves."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.people import signed_in
from catalogue import drafts, edits, own_listings, publishing, variants
from catalogue.errors import NotReady, VariantRefused, WrongEditStatus, WrongListingStatus
from catalogue.models import Listing, Variant
from workspace import reach, stock_elsewhere

TABS: dict[str, str | Promise] = {
    "live": gettext_lazy("On sale"),
    "open": gettext_lazy("Not yet"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
WITHDRAWN_BY_GROUP = gettext_lazy("Withdrawn by the group.")


@never_cache
@login_required
@require_safe
def listings(request: HttpRequest, slug: str) -> HttpResponse:
    """The list by state, and the drafts that are no listing yet."""
    group = reach.group_or_404(request, slug)
    tab = request.GET.get("tab", "live")
    if tab not in TABS:
        tab = "live"
    found = own_listings.own_list(group, tab=tab, page=request.GET.get("page", "1"))
    counts = {**found.counts, "open": found.counts["open"] + len(found.drafts)}
    tabs = [{"code": code, "label": label, "count": counts[code]} for code, label in TABS.items()]
    context = {"rows": found.rows, "page": found.page, "tabs": tabs, "tab": tab, "drafts": found.drafts if tab == "open" else []}
    return reach.page(request, "workspace/listings.html", group, context)


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """One listing: its state, what the reviewer asked, and what can be done."""
    found = reach.listing_or_404(request, slug)
    return _listing_page(request, found)


@never_cache
@login_required
@require_POST
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to change a listing, or go on with what was begun; or begin a new one like it."""
    found = reach.listing_or_404(request, slug)
    if request.POST.get("act") == "copy":
        copied = drafts.copy(listing=found, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, found.group))
        return HttpResponseRedirect(reverse("workspace-draft", args=[copied.key, "price"]), status=303)
    try:
        draft = drafts.open_draft(listing=found, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, found.group))
    except WrongListingStatus:
        messages.error(request, _("This listing can not be changed now. Its state is shown below."))
        return _back(found)
    return HttpResponseRedirect(reverse("workspace-draft", args=[draft.key, "photo"]), status=303)


@never_cache
@login_required
@require_POST
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Pause, go live again, take back from review, drop a change, or withdraw."""
    found = reach.listing_or_404(request, slug)
    if request.POST.get("act", "") in SIZE_MOVES:
        return _move_size(request, found)
    act = MOVES.get(request.POST.get("act", ""))
    if act is None:
        return _listing_page(request, found, problems=[_("Choose what to do.")], status=422)
    try:
        said = act(found, {"acting_user": signed_in(request), "on_behalf_of": reach.stamp(request, found.group)})
    except NotReady as refusal:
        return _listing_page(request, found, problems=[problem.message for problem in refusal.problems], status=422)
    except (WrongListingStatus, WrongEditStatus):
        messages.error(request, _("That is not possible any more. The state of the listing is shown below."))
    else:
        messages.success(request, said)
    return _back(found)


def _pause(found: Listing, who: dict[str, Any]) -> str:
    publishing.pause(found, **who)
    return _("Paused. Nobody can buy it until you put it on sale again.")


def _resume(found: Listing, who: dict[str, Any]) -> str:
    publishing.resume(found, **who)
    return _("On sale again.")


def _take_back(found: Listing, who: dict[str, Any]) -> str:
    publishing.take_back(found, **who)
    return _("Taken back. Correct it and send it again.")


def _drop_edit(found: Listing, who: dict[str, Any]) -> str:
    waiting = edits.open_edit(found)
    if waiting is None:
        raise WrongEditStatus("")
    edits.drop_edit(edit=waiting, **who)
    return _("The change was taken back. The page in the shop stays as it is.")


def _withdraw(found: Listing, who: dict[str, Any]) -> str:
    publishing.withdraw(found, reason=str(WITHDRAWN_BY_GROUP), **who)
    return _("Withdrawn. Orders that were placed before are not touched.")


MOVES: dict[str, Callable[[Listing, dict[str, Any]], str]] = {
    "pause": _pause,
    "resume": _resume,
    "take_back": _take_back,
    "drop_edit": _drop_edit,
    "withdraw": _withdraw,
}


SIZE_MOVES = {"withdraw_size": variants.withdraw_variant, "restore_size": variants.restore_variant}


def _move_size(request: HttpRequest, found: Listing) -> HttpResponse:
    """Take one size off sale, or put it on sale again. What is no size of this listing is a 404."""
    act, text = request.POST["act"], request.POST.get("size", "")
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    who: dict[str, Any] = {"acting_user": signed_in(request), "on_behalf_of": reach.stamp(request, found.group)}
    try:
        size = SIZE_MOVES[act](listing=found, key=key, **who)
    except Variant.DoesNotExist:
        raise Http404 from None
    except VariantRefused:
        words = _("This is the only size on sale. Pause or withdraw the whole listing instead.")
        return _listing_page(request, found, problems=[words], status=422)
    gone = _("“%(size)s” is off sale. Orders that were placed before stay.")
    back = _("“%(size)s” is on sale again.")
    messages.success(request, (back if act == "restore_size" else gone) % {"size": size.label})
    return _back(found)


def _back(found: Listing) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("workspace-listing", args=[found.slug]), status=303)


def _listing_page(request: HttpRequest, found: Listing, *, problems: list[str] | None = None, status: int = 200) -> HttpResponse:
    state = Listing.Status(found.status)
    context = {
        "row": own_listings.own_row(found),
        "listing": found,
        "problems": problems or [],
        "sizes": list(found.variants.order_by("position")),
        "can_edit": state in (*publishing.UNFINISHED, *drafts.STAGED),
        "is_staged": state in drafts.STAGED,
        "counters": stock_elsewhere.counters(own_listings.listing_rows(found)),
        "attempt": secrets.token_urlsafe(12),
    }
    return reach.page(request, "workspace/listing.html", found.group, context, status=status)
