"""Returns that a person of the shop decides: what groups did not answer in time, dear pieces without a tag, and all others to look at."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from orders import photos
from orders.errors import NotPossible
from orders.models import PartPhoto, ReturnRequest
from orders.returns import acts, policies, queries
from orders.returns.errors import ReturnRefused
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_DECIDE, staff_member


@permission_required(MAY_DECIDE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is not settled: that of the shop first, then by its clock."""
    found = page_of(request, queries.open_requests())
    return render(request, "orders/staff/returns.html", {**frame(_("Returns"), "rotate"), "rows": list(found), "page": found})


@permission_required(MAY_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One request with the photos of both sides, and the decision."""
    found = get_object_or_404(ReturnRequest, number=number)
    if request.method != "POST":
        return _page(request, found)
    name = request.POST.get("act", "")
    if name not in acts.NAMES:
        return _page(request, found, _("Choose what to do."))
    try:
        acts.act(found, name, request.POST, acting_user=staff_member(request), is_staff=True)
    except ReturnRefused as refusal:
        return _page(request, found, str(refusal.reason))
    except NotPossible:
        return _page(request, found, _("This can not be done any more. Nothing was changed."))
    messages.success(request, _("Done, and written to the journal. Shopper and group see it."))
    return redirect("staff_return", number)


@permission_required(MAY_DECIDE)
@require_safe
def photo(request: HttpRequest, number: str, photo_id: int) -> FileResponse:
    """A photo of the part that the request is about."""
    found = PartPhoto.objects.filter(pk=photo_id, producer_order__returns__number=number).first()
    if found is None:
        raise Http404
    return photos.response(found)


def _page(request: HttpRequest, found: ReturnRequest, problem: str = "") -> HttpResponse:
    found.refresh_from_db()
    context = {
        **frame(found.number, "rotate", (reverse("staff_returns"), _("Returns"))),
        "shown": queries.page_of(found, is_staff=True),
        "refusals": policies.REFUSALS.items(),
        "typed": request.POST if problem else {},
        "problem": problem,
    }
    return render(request, "orders/staff/return.html", context, status=422 if problem else 200)
