"""Staff's page of holidays: what the year proposes, set once for all groups of a district."""

from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from accounts.admin_frame import frame
from accounts.models import User
from producers import holidays
from producers.holidays import MAY_SET, HolidayRefused
from producers.models import District, Holiday


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Choose a day.")),
    )


class DaysForm(forms.Form):
    """First and last day."""

    starts_on = _day(gettext_lazy("First day (Indian time)"))
    ends_on = _day(gettext_lazy("Last day (Indian time)"))


class HolidayForm(DaysForm):
    """A holiday that is not in the list."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, error_messages={"required": gettext_lazy("Write the name.")})
    rollup = forms.ChoiceField(
        label=gettext_lazy("Where"), choices=[("", gettext_lazy("All of Ladakh")), *District.Rollup.choices], required=False
    )
    field_order = ("name", "starts_on", "ends_on", "rollup")


@permission_required(MAY_SET, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def holidays_page(request: HttpRequest) -> HttpResponse:
    """All holidays to come; POST adds one."""
    form = HolidayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = holidays.add(acting_user=_person(request), **form.cleaned_data)
        except HolidayRefused as refusal:
            form.add_error(refusal.field, str(refusal.words))
        else:
            messages.success(request, _("%(name)s counts for all groups there.") % {"name": made.name})
            return redirect("holidays")
    return _page(request, form)


@permission_required(MAY_SET, raise_exception=True)
@require_POST
def holiday(request: HttpRequest, code: str) -> HttpResponse:
    """Set the days of a holiday, or say that it does not count."""
    found = get_object_or_404(Holiday, code=code)
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _page(request, HolidayForm(), f"{found.name}: {next(iter(form.errors.values()))[0]}")
    try:
        holidays.set_days(found, counts=request.POST.get("act") == "set", acting_user=_person(request), **form.cleaned_data)
    except HolidayRefused as refusal:
        return _page(request, HolidayForm(), f"{found.name}: {refusal.words}")
    messages.success(request, _("Saved. Promises that were made stay as they are."))
    return redirect("holidays")


def _page(request: HttpRequest, form: HolidayForm, problem: str = "") -> HttpResponse:
    rows = Holiday.objects.filter(ends_on__gte=timezone.localdate())
    context = {**frame(_("Holidays"), "date"), "form": form, "rows": rows, "problem": problem}
    return render(request, "producers/staff/holidays.html", context, status=422 if form.errors or problem else 200)


def _person(request: HttpRequest) -> User:
    """Who is acting. The permission was asked for: nobody is anonymous behind it."""
    return cast(User, request.user)
