"""The papers of a group: what the shop asks, what was given, what runs out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from producers import access, answers
from workspace import reach


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """The checklist with a form for each item, for those who may edit listings: owners, managers, facilitators."""
    group = access.groups_of(request.user).select_related("district").filter(slug=slug).first()
    if group is None or not access.may(request.user, group, "edit_listings"):
        raise Http404
    problem = ""
    if request.method == "POST":
        problem = answers.take(request, group, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, group))
        if not problem:
            messages.success(request, _("Sent. Staff look at it."))
            return HttpResponseRedirect(reverse("workspace-papers", args=[slug]) + answers.place_of(request), status=303)
    context = {
        "rows": answers.shown(group, request.POST if problem else None),
        "action": reverse("workspace-papers", args=[slug]),
        "problem": problem,
    }
    return reach.page(request, "workspace/joining_papers.html", group, context, status=422 if problem else 200)
