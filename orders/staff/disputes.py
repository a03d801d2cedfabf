"""Staff's pages of disputes: the day by which the bank wants an answer, what is held to answer with, and which parts it is about."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from orders import dispute_page, photos
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_REFUND, staff_member
from payments.disputes import saying
from payments.models import Allocation, Dispute
from payments.payouts.errors import OwnGroup

SAID = {"about": True, "not_about": False}


@permission_required(MAY_REFUND)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All disputes: those that are open first, by their day."""
    return render(
        request, "orders/staff/disputes.html", {**frame(_("Disputes"), "warning"), "page": page_of(request, dispute_page.listed())}
    )


@permission_required(MAY_REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One dispute with its evidence; and which parts it is about, said by a person."""
    dispute = _dispute(number)
    if request.method != "POST":
        return _page(request, dispute)
    is_concerned = SAID.get(request.POST.get("act", ""))
    if is_concerned is None:
        return _page(request, dispute, _("Choose what to do."))
    try:
        saying.say(dispute, request.POST.get("part", ""), is_concerned=is_concerned, acting_user=staff_member(request))
    except Allocation.DoesNotExist as missing:
        raise Http404 from missing
    except saying.NotOpen:
        return _page(request, dispute, _("It is decided. Nothing was changed."))
    except OwnGroup:
        return _page(request, dispute, _("You belong to this group. Another person has to decide."))
    messages.success(request, _("Written down. Payouts follow within the hour."))
    return redirect("dispute", number)


@permission_required(MAY_REFUND)
@require_safe
def photo(request: HttpRequest, number: str, photo_id: int) -> FileResponse:
    """A photo that answers the dispute."""
    found = dispute_page.photo_of(_dispute(number), photo_id)
    if found is None:
        raise Http404
    return photos.response(found)


def _dispute(number: str) -> Dispute:
    return get_object_or_404(Dispute.objects.select_related("payment"), number=number)


def _page(request: HttpRequest, dispute: Dispute, problem: str = "") -> HttpResponse:
    context = {
        **frame(dispute.number, "warning", (reverse("disputes"), _("Disputes"))),
        "shown": dispute_page.page_of(dispute),
        "problem": problem,
    }
    return render(request, "orders/staff/dispute.html", context, status=422 if problem else 200)
