"""Staff's part in joining: what a group gave, the facts on its papers, its people, and what is asked of groups at all."""

from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.admin_frame import frame
from accounts.models import User
from accounts.people import signed_in
from journal import audit
from producers import admission, applying, checklist, onboarding, papers, recovery
from producers.errors import AlreadyMember, AnswerRefused, ApplicationRefused, ConsentMissing, ContactTaken, DecisionGone, RecoveryRefused
from producers.models import AccessRecovery, ChecklistItem, Facilitation, GroupPaper, ProducerGroup
from producers.team import let_act

MAY_RUN_CHECKLIST = "producers.run_checklist"
UNPROCESSABLE = 422


class FactsForm(forms.ModelForm[ProducerGroup]):
    """What stands on the papers. What is right is said in ``producers.onboarding``."""

    class Meta:
        model = ProducerGroup
        fields = onboarding.FACTS
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def _post_clean(self) -> None:
        """Nothing is written from here, and the rules are the room's own."""


class ItemForm(forms.ModelForm[ChecklistItem]):
    """One item of the checklist."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Only groups of these kinds"),
        help_text=gettext_lazy("None ticked: all"),
        required=False,
        choices=ProducerGroup.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    families = forms.MultipleChoiceField(
        label=gettext_lazy("Only groups that make these goods"),
        help_text=gettext_lazy("None ticked: all"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ChecklistItem
        fields = ("code", *checklist.FIELDS, "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        families = self.fields["families"]
        if isinstance(families, forms.MultipleChoiceField):
            families.choices = applying.families()
        if self.instance.pk:
            del self.fields["code"]  # papers and the journal name it


@permission_required(admission.MAY_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down legal name, address, tax status and numbers of a group as its papers say them."""
    group = get_object_or_404(ProducerGroup, slug=slug)
    form = FactsForm(request.POST or None, instance=get_object_or_404(ProducerGroup, slug=slug))
    if request.method == "POST" and form.is_valid():
        try:
            onboarding.complete(group, facts=form.cleaned_data, acting_user=signed_in(request))
        except ApplicationRefused as refusal:
            for field, words in refusal.problems.items():
                form.add_error(field if field in form.fields else None, words)
        else:
            messages.success(request, _("Written down."))
            return redirect("producer_group", slug=slug)
    head = frame(_("Facts of %(group)s") % {"group": group.name}, "group", _groups(), (_page_of(group), group.name))
    context = {**head, "form": form, "action": reverse("producer_facts", args=[slug]), "label": _("Write it down")}
    return render(request, "producers/staff/form.html", context, status=UNPROCESSABLE if form.errors else 200)


@permission_required(admission.MAY_APPROVE)
@require_POST
def decide(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Accept, refuse or waive one item."""
    group = get_object_or_404(ProducerGroup, slug=slug)
    item = get_object_or_404(ChecklistItem, code=code)
    verdict, version = request.POST.get("verdict", ""), request.POST.get("version", "")
    if verdict not in ("accepted", "refused", "waived") or not version.isdecimal():
        messages.error(request, _("Choose what to decide."))
        return redirect(_page_of(group))
    try:
        checklist.decide(
            group=group,
            item=item,
            verdict=verdict,
            version=int(version[:9]),
            reason=request.POST.get("reason", ""),
            acting_user=signed_in(request),
        )
    except AnswerRefused as refusal:
        messages.error(request, refusal.reason)
    except DecisionGone:
        messages.error(request, _("This has changed since you looked at it. Look again."))
    else:
        messages.success(request, _("Written down."))
    return redirect(_page_of(group))


@permission_required(admission.MAY_APPROVE)
@require_safe
def paper(request: HttpRequest, slug: str, paper_id: int) -> FileResponse:
    """One paper. That it was looked at stands in the journal."""
    found = get_object_or_404(GroupPaper, pk=paper_id, entry__group__slug=slug)
    with transaction.atomic():
        audit.record(action="checklist.paper_seen", subject=found, acting_user=signed_in(request))
    return papers.response(found)


@permission_required(admission.MAY_APPROVE)
@require_POST
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the first facilitator act, by the group's consent on paper; stand in for an owner where a phone is lost."""
    group = get_object_or_404(ProducerGroup, slug=slug)
    try:
        messages.success(request, _facilitate(request, group) if request.POST.get("act") == "facilitate" else _agree(request, group))
    except RecoveryRefused as refusal:
        messages.error(request, refusal.reason)
    except ContactTaken:
        messages.error(request, _("Somebody else has this number or address."))
    except AlreadyMember:
        messages.error(request, _("This person acts for the group already."))
    except (ConsentMissing, ValueError):
        messages.error(request, _("Say whose login it is, who of the group agreed, when and how."))
    return redirect(_page_of(group))


@permission_required(MAY_RUN_CHECKLIST)
@require_http_methods(["GET", "HEAD", "POST"])
def items(request: HttpRequest) -> HttpResponse:
    """What is asked of groups: the list, and one item to change or to add. Nothing is ever deleted; what is not asked is put out of use."""
    found = ChecklistItem.objects.filter(code=request.GET.get("code", "")).first()
    form = ItemForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            item = form.save()
            after = {name: form.cleaned_data[name] for name in form.changed_data}
            audit.record(action="checklist.item", subject=item, acting_user=signed_in(request), after=after)
        messages.success(request, _("Kept."))
        return redirect("checklist_items")
    context = {**frame(_("Checklist of groups"), "list-ul", _groups()), "form": form, "found": found, "items": ChecklistItem.objects.all()}
    return render(request, "producers/staff/items.html", context, status=UNPROCESSABLE if form.errors else 200)


def _facilitate(request: HttpRequest, group: ProducerGroup) -> str:
    contact = request.POST.get("contact", "").strip().lower()
    known = {"email": contact} if "@" in contact else {"mobile": contact}
    user = User.objects.filter(**known, is_active=True).first() if contact else None
    if user is None:
        raise ConsentMissing
    day = request.POST.get("on", "")
    let_act(
        group=group,
        user=user,
        consent_by=request.POST.get("by", ""),
        consent_on=date.fromisoformat(day) if day else None,
        consent_how=request.POST.get("how", ""),
        acting_user=signed_in(request),
    )
    return _("%(person)s acts for %(group)s.") % {"person": user, "group": group.name}


def _agree(request: HttpRequest, group: ProducerGroup) -> str:
    key = request.POST.get("key", "")
    waiting = AccessRecovery.objects.filter(group=group, pk=int(key) if key.isdecimal() else 0, ended_at__isnull=True)
    found = waiting.select_related("member", "group").first()
    if found is None:
        raise RecoveryRefused(_("This is over. Begin anew."))
    recovery.agree(recovery=found, acting_user=signed_in(request), reason=request.POST.get("reason", ""))
    return _("Done. The link for a new password is on its way.")


def shown_to_staff(group: ProducerGroup) -> dict[str, Any]:
    """What the page of a group shows of its joining."""
    application = getattr(group, "application", None)
    return {
        "rows": checklist.rows_of(group),
        "applicant": applying.contact_of(application) if application else None,
        "makes": [name for code, name in applying.families() if code in group.makes],
        "facilitations": Facilitation.objects.filter(group=group, ended_at__isnull=True).select_related("user"),
        "hows": Facilitation.How.choices,
        "recoveries": recovery.open_recoveries(group),
    }


def _groups() -> tuple[str, str]:
    return reverse("producer_groups"), _("Groups")


def _page_of(group: ProducerGroup) -> str:
    return reverse("producer_group", args=[group.slug])
