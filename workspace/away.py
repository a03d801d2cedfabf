"""Closed days of a group: chosen among ready ones or typed, ended sooner with one press."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people import signed_in
from producers import away
from producers.away import AwayRefused
from producers.calendar import calendar_of
from producers.holidays import feasts_near
from producers.models import AwayPeriod, ProducerGroup
from workspace import reach

WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Ready:
    """Days that are chosen with one press."""

    words: str
    first: date
    last: date

    @property
    def back_on(self) -> date:
        return self.last + timedelta(days=1)


class AwayForm(forms.Form):
    """From when to when, and why; which button was pressed says whether orders still come."""

    starts_on = forms.DateField(
        label=gettext_lazy("First closed day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Choose the first closed day.")),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last closed day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Choose the last closed day.")),
    )
    reason = forms.CharField(label=gettext_lazy("Why (only your group reads it)"), max_length=80, required=False)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest, slug: str) -> HttpResponse:
    """What is closed, ready days to choose from, and the form for other days."""
    group = reach.group_or_404(request, slug)
    if request.method != "POST":
        return _page(request, group, AwayForm())
    form = AwayForm(request.POST)
    if form.is_valid():
        try:
            made = away.close(
                group=group,
                is_paused=request.POST.get("way") == "paused",
                acting_user=signed_in(request),
                on_behalf_of=reach.stamp(request, group),
                **form.cleaned_data,
            )
        except AwayRefused as refusal:
            form.add_error(refusal.field, str(refusal.words))
        else:
            messages.success(request, _said(made))
            return HttpResponseRedirect(reverse("workspace-away", args=[group.slug]), status=303)
    return _page(request, group, form)


@login_required
@require_POST
def end(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """The group is back sooner, or does not go at all."""
    group = reach.group_or_404(request, slug)
    found = get_object_or_404(AwayPeriod, pk=key, group=group)
    away.end(found, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, group))
    messages.success(request, _("You are back. Orders are packed from today on as always."))
    return HttpResponseRedirect(reverse("workspace-away", args=[group.slug]), status=303)


def _said(made: AwayPeriod) -> str:
    if made.is_paused:
        return _("Closed. Nothing is sold in these days; nobody reminds you.")
    return _("Closed. Orders still come, and say that you pack them afterwards; nobody reminds you.")


def _page(request: HttpRequest, group: ProducerGroup, form: AwayForm) -> HttpResponse:
    today = timezone.localdate()
    calendar = calendar_of(group, today)
    context: dict[str, Any] = {
        "form": form,
        "closed": AwayPeriod.objects.standing().filter(group=group, ends_on__gte=today),
        "feasts": [closed for closed in calendar.closed if closed.is_holiday],
        "ready": [one for one in _ready(group, today) if calendar.works_on(one.first)],
        "today": today,
    }
    return reach.page(request, "workspace/away.html", group, context, status=422 if form.errors else 200)


def _ready(group: ProducerGroup, today: date) -> list[Ready]:
    """Today, a week, and the feasts of the next months that staff have not set for everybody."""
    found = [Ready(_("Today"), today, today), Ready(_("One week from today"), today, today + WEEK)]
    return found + [Ready(_(feast.name), feast.starts_on, feast.ends_on) for feast in feasts_near(group, today)]
