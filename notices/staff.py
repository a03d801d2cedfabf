"""Staff's page of text messages: their words and registered ids, and what could not be sent."""

from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from journal import audit
from notices import kinds
from notices.models import TextMessage, TextTemplate

MAY_RUN_TEXTS = "notices.run_text_templates"
SHOWN_FAILURES = 30


class TemplateForm(forms.ModelForm[TextTemplate]):
    """The words of one kind."""

    kind = forms.ChoiceField()
    language = forms.ChoiceField()

    class Meta:
        model = TextTemplate
        fields = ("kind", "channel", "language", "text", "registered_id", "is_active")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        kind: Any = self.fields["kind"]
        language: Any = self.fields["language"]
        kind.label, language.label = capfirst(_("kind of notice")), capfirst(_("language"))
        own = self.instance.kind
        kind.choices = [*kinds.WORDS.items(), *([(own, own)] if own and own not in kinds.WORDS else [])]
        language.choices = [(code, str(LANG_INFO[code]["name_local"])) for code, _name in settings.LANGUAGES]


@permission_required(MAY_RUN_TEXTS)
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """The list, and one template to change or to add."""
    key = request.GET.get("key", "")
    found = TextTemplate.objects.filter(pk=int(key)).first() if key.isascii() and key.isdecimal() and len(key) < 18 else None
    form = TemplateForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            row = form.save()
            after: dict[str, Any] = {name: form.cleaned_data[name] for name in form.changed_data}
            person: Any = request.user  # the permission was asked for: nobody is anonymous here
            audit.record(action="notices.text_template", subject=row, acting_user=person, after=after)
        messages.success(request, _("Kept."))
        return redirect("text_templates")
    failed = TextMessage.objects.exclude(failure="").select_related("notice")[:SHOWN_FAILURES]
    head = {"header_title": _("Text messages"), "header_icon": "mail", "breadcrumbs_items": [{"url": "", "label": _("Text messages")}]}
    context = {**head, "form": form, "found": found, "rows": TextTemplate.objects.all(), "failed": failed}
    return render(request, "notices/staff/templates.html", context, status=422 if form.errors else 200)
