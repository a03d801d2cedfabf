"""Staff's pages about delivery. Each act is one call; what is wrong is said beside its field."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from accounts.admin_frame import frame
from accounts.models import User
from delivery import closing, rate_files, settling
from delivery.closing import MAY_RUN, ClosingRefused
from delivery.models import Carrier, Closure, FacilityCentre, Rate
from delivery.rate_files import RowError, TableRefused
from delivery.staff.forms import CarrierForm, CentreForm, ClosingForm, EndForm, TableForm

SHOWN_AFTER = timedelta(days=60)  # how long a closure that is over stays on the page


@dataclass(frozen=True)
class Act:
    """What was closed by one act, over all its hubs."""

    batch: str
    rows: list[Closure]

    @property
    def first(self) -> Closure:
        return self.rows[0]

    @property
    def is_over(self) -> bool:
        return self.first.ends_on < timezone.localdate()


@permission_required(MAY_RUN, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: HttpRequest) -> HttpResponse:
    """What is closed, and the form to close something."""
    today = timezone.localdate()
    form = ClosingForm(request.POST if request.method == "POST" else None, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            closing.shut(
                route=form.route_meant(),
                starts_on=said["starts_on"],
                ends_on=said["ends_on"],
                cause=said["cause"],
                extra_days=said["extra_days"],
                waits=said["waits"] or None,
                acting_user=_person(request),
            )
        except ClosingRefused as refusal:
            form.add_error(refusal.field, str(refusal.words))
        else:
            messages.success(request, _("Closed. Every promise that is made from now on knows it; those in orders stay as they are."))
            return redirect("delivery_closures")
    return _closures_page(request, form)


@permission_required(MAY_RUN, raise_exception=True)
@require_POST
def closure(request: HttpRequest, batch: str) -> HttpResponse:
    """Open a way again, or say that it opens on another day."""
    if not Closure.objects.filter(batch=batch).exists():
        raise Http404
    if request.POST.get("act") == "reopen":
        closing.reopen(batch, acting_user=_person(request))
        messages.success(request, _("Open again from today on."))
        return redirect("delivery_closures")
    form = EndForm(request.POST)
    try:
        if form.is_valid():
            closing.move_end(batch, ends_on=form.cleaned_data["ends_on"], acting_user=_person(request))
            messages.success(request, _("The last day is changed."))
            return redirect("delivery_closures")
        problem = str(next(iter(form.errors["ends_on"])))
    except ClosingRefused as refusal:
        problem = str(refusal.words)
    return _closures_page(request, ClosingForm(initial={"starts_on": timezone.localdate()}), problem)


def _closures_page(request: HttpRequest, form: ClosingForm, problem: str = "") -> HttpResponse:
    found = Closure.objects.filter(ends_on__gte=timezone.localdate() - SHOWN_AFTER).select_related("hub", "zone")
    context = {
        **frame(_("Roads, flights, frost"), "warning"),
        "form": form,
        "acts": _acts(found.order_by("-ends_on", "batch", "pk")),
        "problem": problem,
    }
    return render(request, "delivery/staff/closures.html", context, status=422 if form.errors or problem else 200)


def _acts(rows: Iterable[Closure]) -> list[Act]:
    """The rows of each act together, in the order in which they came."""
    found: dict[str, list[Closure]] = {}
    for row in rows:
        found.setdefault(row.batch, []).append(row)
    return [Act(batch, together) for batch, together in found.items()]


@permission_required(MAY_RUN, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """The rates that are valid now or will be, by carrier and hub; a file brings a new table."""
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    errors: list[RowError] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            done = rate_files.take(
                said["file"].read(rate_files.MAX_BYTES + 1),
                valid_from=said["valid_from"],
                source=said["source"],
                acting_user=_person(request),
            )
        except TableRefused as refusal:
            errors = refusal.errors
        else:
            words = _("%(added)d rates were taken; %(ended)d older ones end the day before.")
            messages.success(request, words % {"added": done.added, "ended": done.ended})
            return redirect("delivery_rates")
    context = {
        **frame(_("Rates"), "list-ul"),
        "form": form,
        "errors": errors,
        "tables": _tables(timezone.localdate()),
        "headings": ",".join(rate_files.HEADINGS),
        "most": rate_files.MAX_ROWS,
    }
    return render(request, "delivery/staff/rates.html", context, status=422 if errors or form.errors else 200)


def _tables(today: date) -> list[dict[str, Any]]:
    """For each carrier, hub and first day the rates, by zone and weight."""
    rows = Rate.objects.exclude(valid_to__lt=today).select_related("carrier", "hub", "zone")
    found: dict[tuple[str, str, date], list[Rate]] = {}
    for rate in rows.order_by("carrier__name", "hub__name", "-valid_from", "zone__code", "up_to_g"):
        found.setdefault((rate.carrier.name, rate.hub.name, rate.valid_from), []).append(rate)
    return [{"carrier": carrier, "hub": hub, "valid_from": day, "rates": rates} for (carrier, hub, day), rates in found.items()]


@permission_required(MAY_RUN, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def carriers(request: HttpRequest) -> HttpResponse:
    """Every carrier with what it counts and refuses."""
    return _settled(request, Carrier.objects.all(), CarrierForm, settling.settle_carrier, "carrier", frame(_("Carriers"), "group"))


@permission_required(MAY_RUN, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def centres(request: HttpRequest) -> HttpResponse:
    """Common facility centres: whether and how they join parcels."""
    rows = FacilityCentre.objects.order_by("name")
    return _settled(request, rows, CentreForm, settling.settle_centre, "centre", frame(_("Joining parcels"), "link"))


def _settled(
    request: HttpRequest,
    rows: QuerySet[Any],
    form_class: type[CarrierForm] | type[CentreForm],
    settle: Callable[..., None],
    name: str,
    page: dict[str, Any],
) -> HttpResponse:
    """A page with a form for each row; ``name`` is the hidden field that says which row was sent."""
    wrong: CarrierForm | CentreForm | None = None
    if request.method == "POST":
        found = get_object_or_404(rows, code=request.POST.get(name, ""))
        wrong = form_class(request.POST, instance=found, prefix=found.code)
        if wrong.is_valid():
            settle(found, acting_user=_person(request), **wrong.cleaned_data)
            messages.success(request, _("Saved. Promises in orders stay as they are."))
            return redirect(request.path)
    forms = [wrong if wrong and wrong.instance.pk == row.pk else form_class(instance=row, prefix=row.code) for row in rows]
    context = {**page, "forms": forms, "name": name, "address": request.path}
    return render(request, "delivery/staff/settled.html", context, status=422 if wrong else 200)


def _person(request: HttpRequest) -> User:
    """Who is acting. The permission was asked for: nobody is anonymous behind it."""
    return cast(User, request.user)
