"""Pictures of people and their consent: the list, and the one button that takes a picture off every page."""

from dataclasses import dataclass
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.models import User
from media.consent import NothingToWithdraw, problem_of, withdraw
from media.models import Picture

MAY_WITHDRAW = "media.withdraw_consent"


@dataclass(frozen=True)
class Row:
    """A picture of people; ``problem`` says why it is shown nowhere."""

    picture: Picture
    problem: str | Promise


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_WITHDRAW)
def consents(request: HttpRequest) -> HttpResponse:
    """The list; a POST withdraws the consent for one picture, with the reason."""
    if request.method == "POST":
        return _withdraw(request)
    return _page(request)


def _withdraw(request: HttpRequest) -> HttpResponse:
    picture = get_object_or_404(_of_people(), pk=request.POST.get("picture") if request.POST.get("picture", "").isdecimal() else 0)
    reason = request.POST.get("reason", "").strip()[:400]
    if not reason:
        return _page(request, wrong=picture.pk, status=422)
    try:
        withdraw(picture, acting_user=cast(User, request.user), reason=reason)
    except NothingToWithdraw:
        messages.warning(request, _("This consent was withdrawn already."))
    else:
        messages.success(request, _("The picture is off every page; its sizes are deleted."))
    return redirect("cms_consents")


def _of_people() -> "QuerySet[Picture]":
    return Picture.objects.filter(shows_people=True).order_by("consent_until", "pk")


def _page(request: HttpRequest, *, wrong: int = 0, status: int = 200) -> HttpResponse:
    rows = [Row(picture, problem_of(picture)) for picture in _of_people()]
    return render(request, "cms/staff/consents.html", {"rows": rows, "wrong": wrong, "page_title": _("Pictures of people")}, status=status)
