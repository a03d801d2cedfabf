"""The inbox of a producer group: its own parts of orders, the most urgent first."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.models import ProducerOrder
from orders.queries import PER_PAGE, inbox, inbox_counts
from producers.access import groups_of, may, role_in
from producers.models import Membership, ProducerGroup
from workspace.first_steps import agree_anew, steps_of

# The tabs, and the state each shows; "all" shows every state.
TABS: dict[str, tuple[str | Promise, str]] = {
    "new": (_("New"), ProducerOrder.Status.NEW),
    "accepted": (_("To pack"), ProducerOrder.Status.ACCEPTED),
    "packed": (_("To hand over"), ProducerOrder.Status.PACKED),
    "handed_over": (_("On the way"), ProducerOrder.Status.HANDED_OVER),
    "delivered": (_("Delivered"), ProducerOrder.Status.DELIVERED),
    "all": (_("All"), ""),
}


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The inbox of one's only group, or the choice among several."""
    groups = list(groups_of(request.user).select_related("district").order_by("name"))
    if not groups:
        return render(request, "workspace/no_group.html", status=403)
    if len(groups) == 1:
        return _inbox(request, groups[0])
    rows = [{"group": group, "new": inbox_counts(group).get(ProducerOrder.Status.NEW, 0)} for group in groups]
    return render(request, "workspace/groups.html", {"rows": rows})


@never_cache
@login_required
@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """The inbox of one group. A foreign group looks as if it did not exist."""
    found = groups_of(request.user).select_related("district").filter(slug=slug).first()
    if found is None:
        raise Http404
    return _inbox(request, found)


def _inbox(request: HttpRequest, found: ProducerGroup) -> HttpResponse:
    tab = request.GET.get("tab", "new")
    if tab not in TABS:
        tab = "new"
    counts = inbox_counts(found)
    count = counts.get(TABS[tab][1], 0) if TABS[tab][1] else sum(counts.values())
    page = Paginator(range(count), PER_PAGE).get_page(request.GET.get("page"))
    role = role_in(request.user, found)
    context = {
        "group": found,
        "role": role,
        "rows": inbox(found, TABS[tab][1], page=page.number),
        "page": page,
        "query": f"tab={tab}",
        "tab": tab,
        "tabs": [
            {"code": code, "label": label, "count": counts.get(state, 0) if state else sum(counts.values())}
            for code, (label, state) in TABS.items()
        ],
        "new_count": counts.get(ProducerOrder.Status.NEW, 0),
        "may_accept": may(request.user, found, "accept_orders"),
        "may_see_money": may(request.user, found, "see_money"),
        "first_steps": [*(agree_anew(found) if role == Membership.Role.OWNER else []), *([] if counts else steps_of(found, request.user))],
    }
    return render(request, "workspace/inbox.html", context)
