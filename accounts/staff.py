"""Central staff's screen for a second factor that is lost."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts import second_factor
from accounts.errors import NothingToReset
from accounts.models import User
from accounts.people import is_central_staff, signed_in

UNPROCESSABLE = 422


class ReasonForm(forms.Form):
    """Why; it stands in the journal."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("How you made sure who asked, for example: met in the office."), max_length=300
    )


@require_http_methods(["GET", "POST"])
def reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Ask for the reason, then reset."""
    if not is_central_staff(request.user):
        raise PermissionDenied
    person = get_object_or_404(User, pk=user_id)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return _page(request, person, form, status=UNPROCESSABLE if form.is_bound or request.method == "POST" else 200)
    try:
        second_factor.reset(user=person, acting_user=signed_in(request), reason=form.cleaned_data["reason"])
    except NothingToReset:
        return _page(request, person, form, status=UNPROCESSABLE, problem=_("This person has no second factor."))
    messages.success(request, _("The second factor of %(name)s is reset.") % {"name": person})
    return redirect("wagtailusers_users:edit", person.pk)


def _page(request: HttpRequest, person: User, form: ReasonForm, *, status: int, problem: str = "") -> HttpResponse:
    title = _("Reset the second factor of %(name)s") % {"name": person}
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
        {"url": "", "label": title},
    ]
    context: dict[str, Any] = {"header_title": title, "header_icon": "lock", "breadcrumbs_items": crumbs}
    return render(
        request, "accounts/staff/reset_second_factor.html", {**context, "person": person, "form": form, "problem": problem}, status=status
    )
