"""The feed: everything the person was told, and how the person wants to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from notices import feed
from producers.access import groups_of, role_in

PER_PAGE = 20


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices, the newest first. A post marks them as read, or keeps how one wants to be told."""
    user = signed_in(request)
    if request.method == "POST":
        if request.POST.get("act") == "wish":
            feed.wish(user=user, **{name: name in request.POST for name in ("by_email", "by_sms", "by_whatsapp")})
            messages.success(request, _("Kept."))
        else:
            up_to = request.POST.get("up_to", "")
            feed.read_all(user, up_to=int(up_to) if up_to.isascii() and up_to.isdecimal() and len(up_to) < 18 else 0)
        return HttpResponseRedirect(reverse("workspace-notices"), status=303)
    page = Paginator(feed.feed_of(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"notice": row, "words": feed.words_of(row), "path": feed.path_of(row)} for row in page],
        "newest": page.object_list[0].pk if page.object_list else 0,
        "unread": feed.unread(user),
        "wish": feed.wish_of(user),
        "has_number": bool(user.mobile and user.mobile_confirmed),
        "query": "",
    }
    groups = list(groups_of(user)[:2])
    if len(groups) == 1:  # who works for one group keeps its menu
        context |= {"group": groups[0], "role": role_in(user, groups[0])}
    return render(request, "workspace/feed.html", context)
