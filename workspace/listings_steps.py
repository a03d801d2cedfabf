"""Adding or changing a listing, one thing a page. Each page is a POST that is kept and leads on to the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people import signed_in
from catalogue import access, drafts, own_listings, sending
from catalogue.errors import (
    AnsweredMeanwhile,
    DraftClosed,
    DraftIncomplete,
    GroupNotApproved,
    NothingChanged,
    NotReady,
    PriceAboveMrp,
    StaleVersion,
    StockTooLow,
    VariantRefused,
    WrongAttribute,
    WrongListingStatus,
)
from catalogue.families import family_names
from catalogue.models import ListingDraft, ProductType, VoiceNote
from workspace import meanwhile, reach
from workspace.listings_forms import FromForm, PriceForm, StepForm, WordsForm
from workspace.listings_papers import PapersForm
from workspace.listings_photo import photo_step, pictures_of
from workspace.listings_price import RECKON, beside, receives, reckoned
from workspace.listings_sizes import may_have_sizes, sizes_step

TITLES: dict[str, str | Promise] = {
    "photo": gettext_lazy("Photo"),
    "what": gettext_lazy("What is it?"),
    "price": gettext_lazy("How many, and what price?"),
    "sizes": gettext_lazy("Which sizes or weights?"),
    "from": gettext_lazy("From where?"),
    "words": gettext_lazy("Say something about it"),
    "papers": gettext_lazy("What must be declared"),
    "check": gettext_lazy("Check and send"),
}
FORMS: dict[str, type[StepForm]] = {"price": PriceForm, "from": FromForm, "words": WordsForm, "papers": PapersForm}
NEEDS_TYPE = ("price", "sizes", "from", "papers")
# The page on which a problem of the requirements port is put right, by the first part of its field.
PAGE_OF_FIELD = {
    "photo": "photo",
    "product_type": "what",
    "price": "price",
    "sizes": "sizes",
    "variants": "sizes",
    "net_unit": "price",
    "weight_g": "price",
    "lot": "from",
    "place_code": "from",
    "declarations": "papers",
    "attributes": "papers",
    "hsn": "papers",
    "title": "words",
    "summary": "words",
    "story": "words",
    "size_text": "words",
}
MISSING: dict[str, str | Promise] = {
    "photo": gettext_lazy("Add a photo."),
    "product_type": gettext_lazy("Say what it is."),
    "price": gettext_lazy("Say how many you have and what one costs."),
    "sizes": gettext_lazy("Say how many you have of each size."),
}


def steps_of(draft: ListingDraft, here: str = "") -> list[str]:
    """The pages of this draft: a live listing changes its words, photos and declarations here, its price on the sheet.

    The page of the sizes is one of them once there is a size, and while somebody looks at it (``here``).
    """
    left_out = set() if draft.answers.get("sizes") or (here == "sizes" and may_have_sizes(draft)) else {"sizes"}
    if sending.is_staged(draft):
        left_out |= {"what", "price", "from"}
    if draft.listing_id is not None:
        left_out.add("what")
    return [step for step in TITLES if step not in left_out]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One page of a draft. What was sent already leads to its listing; what does not exist is a 404."""
    try:
        draft = access.draft_for(request.user, key)
    except ListingDraft.DoesNotExist:
        return _after_sending(request, key)
    steps = steps_of(draft, name)
    if name not in steps:
        raise Http404
    if name in NEEDS_TYPE and draft.product_type is None:
        return _to(draft, "what")
    following = steps[min(steps.index(name) + 1, len(steps) - 1)]
    try:
        if name == "photo":
            return photo_step(request, draft, following)
        if name == "what":
            return _what(request, draft, following)
        if name == "check":
            return _check(request, draft)
        if name == "sizes":
            return sizes_step(request, draft, {**_frame(draft, name), "following": following})
        return _form(request, draft, name, following)
    except DraftClosed:
        return _after_sending(request, key)


@never_cache
@login_required
@require_POST
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Throw a draft away. The listing that it was to change stays as it is."""
    draft = reach.draft_or_404(request, key)
    drafts.drop(draft=draft, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, draft.group))
    messages.success(request, _("Thrown away."))
    return HttpResponseRedirect(reverse("workspace-listings", args=[draft.group.slug]) + "?tab=open", status=303)


def _after_sending(request: HttpRequest, key: str) -> HttpResponse:
    try:
        sent = access.sent_draft_for(request.user, key)
    except ListingDraft.DoesNotExist:
        raise Http404 from None
    slug = sent.listing.slug if sent.listing else ""  # the door gives only drafts that became a listing
    return HttpResponseRedirect(reverse("workspace-listing", args=[slug]), status=303)


def _to(draft: ListingDraft, name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("workspace-draft", args=[draft.key, name]), status=303)


def _what(request: HttpRequest, draft: ListingDraft, following: str) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        chosen = ProductType.objects.filter(code=request.POST.get("type", "")).exclude(guard=ProductType.Guard.REFUSED).first()
        if chosen is not None:
            stamp = reach.stamp(request, draft.group)
            drafts.answer(draft=draft, product_type=chosen, acting_user=signed_in(request), on_behalf_of=stamp)
            return _to(draft, following)
        problem = _("Choose what it is.")
    context = {**_frame(draft, "what"), "families": _families(), "problem": problem}
    return reach.page(request, "workspace/listing_what.html", draft.group, context, status=422 if problem else 200)


def _families() -> list[dict[str, Any]]:
    """The tiles by family, each with a picture of goods of that type that are on sale."""
    pictures = own_listings.type_pictures()
    names = family_names(get_language() or "en")
    return [
        {
            "name": names[code],
            "types": [{"type": row, "name": _(row.name), "picture": pictures.get(row.pk)} for row in rows],
        }
        for code, rows in own_listings.types_by_family().items()
    ]


def _form(request: HttpRequest, draft: ListingDraft, name: str, following: str) -> HttpResponse:
    is_reckoned = name == "price" and request.POST.get("act") == RECKON
    form = reckoned(draft, request.POST) if is_reckoned else FORMS[name](request.POST if request.method == "POST" else None, draft=draft)
    context: dict[str, Any] = {**_frame(draft, name), "form": form, "seen": request.POST.get("seen") or form.seen}
    if form.is_bound and form.is_valid():
        who: dict[str, Any] = {"acting_user": signed_in(request), "on_behalf_of": reach.stamp(request, draft.group)}
        try:
            drafts.answer(draft=draft, answers=form.answers(), seen=request.POST.get("seen"), **who)
        except AnsweredMeanwhile as other:
            context["meanwhile"] = meanwhile.rows(form, other.now, form.answers())
            draft.refresh_from_db(fields=["answers"])
            context["seen"] = form.seen  # so that saving once more is meant
        else:
            return _to(draft, following)
    if name == "words":
        context["note"] = VoiceNote.objects.filter(draft=draft).first()
        context["may_say"] = True
    if name == "price":
        context["sizes"] = draft.answers.get("sizes") or []
        context["has_sizes_page"] = True
    if name == "price" and not draft.answers.get("sizes"):
        context["beside"] = beside(draft, request.POST.get("price") if is_reckoned else None)
    return reach.page(request, "workspace/listing_step.html", draft.group, context, status=422 if form.is_bound else 200)


def _check(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    if request.method != "POST":
        return _check_page(request, draft)
    try:
        sent = sending.send(draft=draft, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, draft.group))
    except DraftIncomplete as refusal:
        return _check_page(request, draft, [_problem(draft, name, str(MISSING[name])) for name in refusal.missing])
    except NotReady as refusal:
        return _check_page(request, draft, [_problem(draft, problem.field, problem.message) for problem in refusal.problems])
    except NothingChanged:
        return _check_page(request, draft, [{"words": _("Nothing was changed yet."), "href": ""}])
    except (StaleVersion, WrongListingStatus):
        words = _("This listing was changed by somebody else meanwhile. Throw this draft away and begin again.")
        return _check_page(request, draft, [{"words": words, "href": ""}])
    except (PriceAboveMrp, StockTooLow, VariantRefused):
        return _check_page(request, draft, [_problem(draft, "price", _("Look at price, MRP and number again: they do not fit."))])
    except (WrongAttribute, GroupNotApproved):
        return _check_page(request, draft, [_problem(draft, "attributes", _("One of the facts does not fit the kind of goods."))])
    messages.success(request, _("Sent. Staff look at it, and you are told their answer."))
    return HttpResponseRedirect(reverse("workspace-listing", args=[sent.listing.slug]), status=303)


def _problem(draft: ListingDraft, field: str, words: str) -> dict[str, str]:
    """A problem with the page on which it is put right, if this draft has that page."""
    name = PAGE_OF_FIELD.get(field.split(".")[0], "")
    return {"words": words, "href": reverse("workspace-draft", args=[draft.key, name]) if name in steps_of(draft, name) else ""}


def _check_page(request: HttpRequest, draft: ListingDraft, problems: list[dict[str, str]] | None = None) -> HttpResponse:
    price = None if draft.answers.get("sizes") else draft.answers.get("price_paise")
    context = {
        **_frame(draft, "check"),
        "photos": pictures_of(draft),
        "answers": draft.answers,
        "title": draft.answers.get("title") or sending.default_title(draft),
        "summary": draft.answers.get("summary") or (sending.default_summary(draft) if draft.product_type else ""),
        "receives": receives(draft, price) if draft.product_type else None,
        "missing": sending.missing_of(draft),
        "to_declare": ", ".join(PapersForm(draft=draft).still_needed) if draft.product_type else "",
        "is_staged": sending.is_staged(draft),
        "problems": problems or [],
    }
    return reach.page(request, "workspace/listing_check.html", draft.group, context, status=422 if problems else 200)


def _frame(draft: ListingDraft, name: str) -> dict[str, Any]:
    """What the head of every page of a draft shows."""
    steps = steps_of(draft, name)
    before = steps[steps.index(name) - 1] if steps.index(name) else ""
    return {"draft": draft, "heading": TITLES[name], "step": steps.index(name) + 1, "steps": len(steps), "name": name, "before": before}
