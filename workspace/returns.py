"""What shoppers want to give back: the group looks at it, answers, says that it is there, and settles it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from orders import photos
from orders.errors import NotPossible
from orders.models import PartPhoto, ProducerOrder, ReturnRequest
from orders.returns import acts, policies
from orders.returns.errors import ReturnRefused
from orders.returns.queries import page_of
from producers.access import may, on_behalf_of, role_in
from workspace.parts import reach


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def returned(request: HttpRequest, number: str, returned: str) -> HttpResponse:
    """One request, and what the group does with it."""
    part = reach(request, number, "accept_orders" if request.method == "POST" else "see_orders")
    found = ReturnRequest.objects.filter(number=returned, producer_order=part).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, part, found)
    name = request.POST.get("act", "")
    if name not in acts.NAMES:
        return _page(request, part, found, problem=_("Choose what to do."))
    try:
        acts.act(found, name, request.POST, acting_user=signed_in(request), on_behalf_of=on_behalf_of(request.user, part.group))
    except ReturnRefused as refusal:
        return _page(request, part, found, problem=str(refusal.reason))
    except NotPossible:
        messages.error(request, _("This can not be done any more. Its state is shown below."))
    else:
        messages.success(request, _("Done. The shopper sees it on the order page."))
    return HttpResponseRedirect(reverse("workspace-return", args=[number, returned]), status=303)


@never_cache
@login_required
@require_safe
def photo(request: HttpRequest, number: str, photo_id: int) -> FileResponse:
    """A photo about a part of the group's own."""
    found = PartPhoto.objects.filter(pk=photo_id, producer_order=reach(request, number, "see_orders")).first()
    if found is None:
        raise Http404
    return photos.response(found)


def _page(request: HttpRequest, part: ProducerOrder, found: ReturnRequest, *, problem: str = "") -> HttpResponse:
    found.refresh_from_db()
    context = {
        "group": part.group,
        "role": role_in(request.user, part.group),
        "may_accept": may(request.user, part.group, "accept_orders"),
        "shown": page_of(found),
        "refusals": [(code, words) for code, words in policies.REFUSALS.items() if code not in policies.BY_STAFF_ONLY],
        "typed": request.POST if problem else {},
        "problem": problem,
    }
    return render(request, "workspace/return.html", context, status=422 if problem else 200)
