"""The form in which a group gives what the checklist asks: the paper, its number, its last day. Applicants and members fill in the same."""

from typing import IO, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from producers import checklist, contract, papers
from producers.errors import AnswerRefused, PaperRefused
from producers.models import ChecklistItem, ProducerGroup


class AnswerForm(forms.Form):
    """Its fields follow from the item."""

    def __init__(self, data: Any = None, *, item: ChecklistItem) -> None:
        super().__init__(data, prefix=item.code)
        if item.asks_agreement:
            self.fields["agrees"] = forms.BooleanField(
                label=gettext_lazy("We have read it, and we agree"),
                error_messages={"required": gettext_lazy("Tick that your group agrees.")},
            )
            self.fields["name"] = forms.CharField(
                label=gettext_lazy("Your name"),
                max_length=120,
                widget=forms.TextInput(attrs={"autocomplete": "name"}),
                error_messages={"required": gettext_lazy("Write your name.")},
            )
        if item.asks_number:
            self.fields["number"] = forms.CharField(
                label=gettext_lazy("Number on the paper"),
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        if item.asks_last_day:
            self.fields["last_day"] = forms.DateField(
                label=gettext_lazy("Last day on which it counts"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": gettext_lazy("Choose a day.")},
            )


def place_of(request: HttpRequest) -> str:
    """Where the item that was just answered stands on the page."""
    return f"#paper-{request.POST.get('item', '')}"


def take(request: HttpRequest, group: ProducerGroup, *, acting_user: User | None, on_behalf_of: str = "") -> str:
    """Take the answer of one item from a post; what is wrong with it, in the reader's words, or nothing."""
    item = next((row for row in checklist.asked_of(group) if row.code == request.POST.get("item")), None)
    if item is None:
        return _("Choose what the paper is for.")
    form = AnswerForm(request.POST, item=item)
    if not form.is_valid():
        return f"{_(item.label)}: {next(iter(form.errors.values()))[0]}"
    if item.asks_agreement:
        return _agree(request, group, item, form.cleaned_data["name"], acting_user)
    sent: IO[bytes] | None = request.FILES.get("paper")
    try:
        checklist.give(
            group=group,
            item=item,
            number=form.cleaned_data.get("number", ""),
            last_day=form.cleaned_data.get("last_day"),
            paper=papers.take_in(sent) if sent else None,
            acting_user=acting_user,
            on_behalf_of=on_behalf_of,
        )
    except (AnswerRefused, PaperRefused) as refusal:
        return f"{_(item.label)}: {refusal.reason}"
    return ""


def _agree(request: HttpRequest, group: ProducerGroup, item: ChecklistItem, name: str, acting_user: User | None) -> str:
    """Agree to the text that was on the page: an owner, or who applied behind the link of the application."""
    if acting_user is not None and not contract.may_agree(acting_user, group):
        return _("Only an owner of the group can agree to the contract.")
    try:
        contract.agree(group=group, text_id=request.POST.get("text", ""), name=name, acting_user=acting_user)
    except AnswerRefused as refusal:
        return f"{_(item.label)}: {refusal.reason}"
    return ""


def shown(group: ProducerGroup, typed: Any = None) -> list[dict[str, Any]]:
    """The rows of the checklist, each with its form; ``typed`` keeps what was sent for the one that was refused."""
    wanted = typed.get("item") if typed else ""
    return [
        {
            "row": row,
            "form": AnswerForm(typed if row.item.code == wanted else None, item=row.item),
            "is_open": row.item.code == wanted,
            "text": contract.text_for(get_language() or contract.FALLBACK) if row.item.asks_agreement else None,
        }
        for row in checklist.rows_of(group)
    ]
