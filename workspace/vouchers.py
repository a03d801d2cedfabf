"""Codes whose discount a group bears: it reads what each takes off, and an owner agrees to bear it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.people import signed_in
from orders.models import Voucher
from orders.vouchers import making
from orders.vouchers.errors import VoucherRefused
from payments import access
from producers.access import role_in
from producers.models import Membership, ProducerGroup
from workspace import reach

SHOWN = 50  # the newest; older ones are over


@never_cache
@login_required
@require_safe
def vouchers(request: HttpRequest, slug: str) -> HttpResponse:
    """The codes of a group, the newest first."""
    return _page(request, _group(request, slug))


@login_required
@require_POST
def agree(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """An owner says that the group bears what a code takes off. For others there is nothing here."""
    group = _group(request, slug)
    if not _is_owner(request, group):
        raise Http404
    found = get_object_or_404(_borne_by(group).select_related("group"), code=code)
    try:
        making.agree(found, acting_user=signed_in(request))
    except VoucherRefused as refusal:
        return _page(request, group, str(refusal.words))
    messages.success(request, _("Your group bears %(code)s. Shoppers can use it now.") % {"code": found.code})
    return HttpResponseRedirect(reverse("workspace-vouchers", args=[group.slug]), status=303)


def _group(request: HttpRequest, slug: str) -> ProducerGroup:
    """A group whose money this person may see. A foreign group looks as if it did not exist."""
    try:
        return access.group_for(request.user, slug)
    except ProducerGroup.DoesNotExist:
        raise Http404 from None


def _is_owner(request: HttpRequest, group: ProducerGroup) -> bool:
    return role_in(request.user, group) == Membership.Role.OWNER


def _borne_by(group: ProducerGroup) -> QuerySet[Voucher]:
    return Voucher.objects.filter(group=group, bearer=Voucher.Bearer.GROUP)


def _page(request: HttpRequest, group: ProducerGroup, problem: str = "") -> HttpResponse:
    context = {"rows": _borne_by(group).order_by("-pk")[:SHOWN], "is_owner": _is_owner(request, group), "problem": problem}
    return reach.page(request, "workspace/vouchers.html", group, context, status=422 if problem else 200)
