"""'Come and see us': what the group's page says to visitors."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from producers import visits
from producers.models import Visit
from workspace import reach


class VisitForm(forms.Form):
    """Whether people may come; and if so when, in which languages, and how they ask first."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    is_welcome = forms.BooleanField(label=gettext_lazy("Visitors are welcome"), required=False)
    months = forms.TypedMultipleChoiceField(
        label=gettext_lazy("In which months"),
        choices=list(MONTHS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose among the months.")},
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages you speak"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("for example Ladakhi, Hindi, some English"),
    )
    how_to_ask = forms.CharField(
        label=gettext_lazy("How people ask before they come"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody reads it: whom to call, how many days before, how many people at most."),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """Read and change it."""
    group = reach.group_or_404(request, slug)
    kept = Visit.objects.filter(group=group).first()
    if request.method != "POST":
        return reach.page(request, "workspace/visit.html", group, {"form": VisitForm(initial=_initial(kept))})
    form = VisitForm(request.POST)
    if form.is_valid():
        data = {**form.cleaned_data, "version": form.cleaned_data["version"] or 0}
        try:
            visits.say(group=group, acting_user=signed_in(request), on_behalf_of=reach.stamp(request, group), **data)
        except visits.VisitRefused as refusal:
            form.add_error(refusal.field or None, str(refusal.words))
            if not refusal.field:
                form.data = {**request.POST.dict(), "months": request.POST.getlist("months"), "version": kept.version if kept else 0}
        else:
            messages.success(request, _("Kept. It stands on your group's page."))
            return HttpResponseRedirect(reverse("workspace-visit", args=[group.slug]), status=303)
    return reach.page(request, "workspace/visit.html", group, {"form": form, "kept": kept}, status=422)


def _initial(kept: Visit | None) -> dict[str, object]:
    if kept is None:
        return {"version": 0}
    return {name: getattr(kept, name) for name in ("version", "is_welcome", "months", "languages", "how_to_ask")}
