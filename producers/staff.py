"""Staff's screens for groups: those that applied, those that sell, those that are suspended; one group with its history."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.models import User
from producers import admission, onboarding
from producers.errors import ApplicationRefused, ChecklistOpen, WrongGroupStatus
from producers.models import Membership, ProducerGroup
from producers.staff_joining import shown_to_staff

Status = ProducerGroup.Status
PER_PAGE = 50
# What may be decided about a group in each state.
DECISIONS: dict[str, tuple[str, ...]] = {
    Status.APPLIED: ("approve",),
    Status.APPROVED: ("suspend",),
    Status.SUSPENDED: ("reinstate",),
}
SHOWN = (
    "legal_name",
    "kind",
    "district",
    "village",
    "pin",
    "address",
    "tax_status",
    "gstin",
    "pan",
    "fssai",
    "year_founded",
    "members_count",
    "women_percent",
    "care_phone",
    "care_email",
    "about",
)


@permission_required(admission.MAY_APPROVE)
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Groups by state, applications first."""
    status = request.GET.get("status", Status.APPLIED)
    if status not in Status.values:
        status = Status.APPLIED
    counts = admission.counts()
    tabs = [{"code": code, "label": label, "count": counts.get(code, 0)} for code, label in Status.choices]
    page = Paginator(admission.groups_by_status(status), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "producers/staff/groups.html", {**_head(_("Groups")), "tabs": tabs, "status": status, "page": page})


@permission_required(admission.MAY_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """One group: what it gave, who belongs to it, what happened; a POST decides about it."""
    found = get_object_or_404(ProducerGroup.objects.select_related("district"), slug=slug)
    if request.method != "POST":
        return _page(request, found)
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "").strip()[:2000]
    person = cast(User, request.user)  # the permission was asked for: nobody is anonymous here
    acts: dict[str, Callable[[], Any]] = {
        "approve": lambda: admission.approve(found, acting_user=person),
        "suspend": lambda: admission.suspend(found, reason=reason, acting_user=person),
        "reinstate": lambda: admission.reinstate(found, reason=reason, acting_user=person),
    }
    if decision not in acts:
        return _page(request, found, _("Choose what to decide."))
    if decision != "approve" and not reason:
        return _page(request, found, _("Say why. The group reads it."))
    try:
        is_done = acts[decision]()
    except ChecklistOpen as refusal:
        open_items = _("Not yet in order: %(what)s.") % {"what": ", ".join(refusal.labels)}
        return _page(request, found, " ".join([open_items, *_facts_missing(onboarding.problems_of(found, timezone.localdate()))]))
    except ApplicationRefused as refusal:
        return _page(request, found, " ".join(_facts_missing(refusal.problems)))
    except WrongGroupStatus:
        now = get_object_or_404(ProducerGroup.objects.select_related("district"), slug=slug)
        return _page(request, now, _("Somebody has decided already. Look at the state of the group."))
    if is_done is False:
        messages.info(request, _("%(group)s was approved already.") % {"group": found.name})
    else:
        messages.success(request, _("Done. %(group)s is told.") % {"group": found.name})
    return redirect("producer_group", slug=found.slug)


def _facts_missing(problems: Mapping[str, str]) -> list[str]:
    """What is not written down yet, so that approval is refused once and not once for each thing."""
    words = _("The facts are not complete: %(what)s Write them down with the link below.")
    return [words % {"what": " ".join(problems.values())}] if problems else []


def _page(request: HttpRequest, found: ProducerGroup, problem: str = "") -> HttpResponse:
    context = {
        **_head(found.name),
        "group": found,
        "problem": problem,
        "facts": [fact for fact in (_fact(found, name) for name in SHOWN) if fact["value"] not in ("", "None")],
        "members": Membership.objects.filter(group=found, ended_at__isnull=True).select_related("user").order_by("since", "pk"),
        "decisions": DECISIONS[found.status],
        "typed": request.POST.get("reason", "")[:2000],
        "history": admission.history(found),
        **shown_to_staff(found),
    }
    return render(request, "producers/staff/group.html", context, status=422 if problem else 200)


def _fact(found: ProducerGroup, name: str) -> dict[str, Any]:
    """A field with its value in words."""
    label = getattr(ProducerGroup._meta.get_field(name), "verbose_name", name)
    chosen = getattr(found, f"get_{name}_display", None)
    return {"label": label, "value": str(chosen() if chosen else getattr(found, name))}


def _head(title: str) -> dict[str, Any]:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("producer_groups"), "label": _("Groups")}]
    if title != crumbs[-1]["label"]:
        crumbs.append({"url": "", "label": title})
    return {"header_title": title, "header_icon": "group", "breadcrumbs_items": crumbs}
