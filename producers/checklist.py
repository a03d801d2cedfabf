"""The checklist of a group: what is asked of it, what it gave, what staff say of it, what runs out."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from journal import audit
from producers import contract
from producers.errors import AnswerRefused, DecisionGone
from producers.letters import tell_group
from producers.models import ChecklistEntry, ChecklistItem, ContractAgreement, GroupPaper, ProducerGroup
from producers.papers import PaperFile

Status = ChecklistEntry.Status
DATA_FILE = Path(__file__).resolve().parent / "data" / "checklist.json"
FIELDS = (
    "label",
    "words",
    "kinds",
    "families",
    "asks_document",
    "asks_number",
    "asks_last_day",
    "asks_agreement",
    "remind_days",
    "is_required",
    "position",
)


@dataclass(frozen=True)
class Row:
    """One item as it stands with a group. ``state`` is missing, given, accepted, refused, waived or over (it has run out).

    ``agreement`` is what the group agreed to last, for an item that asks for it: in order as long as that version counts.
    """

    item: ChecklistItem
    entry: ChecklistEntry | None
    state: str
    papers: tuple[GroupPaper, ...] = ()
    agreement: ContractAgreement | None = None

    @property
    def is_fine(self) -> bool:
        return self.state in (Status.ACCEPTED, Status.WAIVED)


def load_checklist() -> int:
    """Make the items of ``data/checklist.json`` that are missing; what staff have changed stays as it is."""
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["items"]
    for row in rows:
        ChecklistItem.objects.get_or_create(code=row["code"], defaults={field: row[field] for field in FIELDS if field in row})
    return len(rows)


def asked_of(group: ProducerGroup) -> list[ChecklistItem]:
    """The items that this group is asked for."""
    items = ChecklistItem.objects.filter(is_active=True)
    return [item for item in items if _fits(item.kinds, [group.kind]) and _fits(item.families, group.makes)]


def rows_of(group: ProducerGroup) -> list[Row]:
    """The checklist of a group, in its order. Three queries, and two more where it is asked to agree to the contract."""
    entries = {entry.item_id: entry for entry in ChecklistEntry.objects.filter(group=group)}
    papers: dict[int, list[GroupPaper]] = {}
    for paper in GroupPaper.objects.filter(entry__group=group):
        papers.setdefault(paper.entry_id, []).append(paper)
    today = timezone.localdate()
    rows = []
    for item in asked_of(group):
        entry = entries.get(item.pk)
        if item.asks_agreement:
            rows.append(_agreed(group, item, entry, today))
        else:
            rows.append(Row(item, entry, _state(entry, today), tuple(papers.get(entry.pk, ())) if entry else ()))
    return rows


def open_labels(group: ProducerGroup) -> list[str]:
    """What is needed for approval and not in order."""
    return [row.item.label for row in rows_of(group) if row.item.is_required and not row.is_fine]


def give(
    *,
    group: ProducerGroup,
    item: ChecklistItem,
    number: str = "",
    last_day: date | None = None,
    paper: PaperFile | None = None,
    acting_user: User | None,
    on_behalf_of: str = "",
) -> ChecklistEntry:
    """Take what the group gives for an item; staff look at it again. Raises ``AnswerRefused`` for what is missing."""
    with transaction.atomic():
        ProducerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
        entry = ChecklistEntry.objects.filter(group=group, item=item).first() or ChecklistEntry(group=group, item=item)
        _check(item, entry, number.strip(), last_day, paper)
        before = {"status": entry.status} if entry.pk else {}
        entry.status, entry.number, entry.last_day = Status.GIVEN, number.strip(), last_day
        entry.reason, entry.given_at = "", timezone.now()
        entry.version += 1 if entry.pk else 0
        entry.save()
        if paper is not None and not entry.papers.filter(sha256=paper.sha256).exists():
            GroupPaper.objects.create(entry=entry, file=paper, content_type=paper.content_type, sha256=paper.sha256, by_user=acting_user)
        audit.record(
            action="checklist.give",
            subject=group,
            acting_user=acting_user,
            actor="" if acting_user else "applicant",
            on_behalf_of=on_behalf_of,
            before=before,
            after={"item": item.code, "paper": paper.sha256 if paper else "", "last_day": last_day},
        )
    return entry


def decide(*, group: ProducerGroup, item: ChecklistItem, verdict: str, version: int, reason: str = "", acting_user: User) -> ChecklistEntry:
    """Accept, refuse or waive. A waiver may come before anything was given; it and a refusal need a reason.

    Raises ``AnswerRefused`` without one, ``DecisionGone`` when the answer has changed since it was looked at, ``ValueError`` for another
    verdict.
    """
    verdict, reason = Status(verdict).value, reason.strip()
    if verdict == Status.GIVEN:
        raise ValueError("A verdict is accepted, refused or waived.")
    if verdict != Status.ACCEPTED and not reason:
        raise AnswerRefused(_("Say why."))
    with transaction.atomic():
        decided: dict[str, Any] = {"status": verdict, "reason": reason[:300], "decided_by": acting_user, "decided_at": timezone.now()}
        if verdict == Status.WAIVED and version == 0:
            entry, is_new = ChecklistEntry.objects.get_or_create(group=group, item=item, defaults=decided)
            if not is_new:
                raise DecisionGone
        else:
            rows = ChecklistEntry.objects.filter(group=group, item=item, version=version)
            if verdict == Status.ACCEPTED and not rows.filter(given_at__isnull=False).exists():
                raise DecisionGone
            if not rows.update(**decided, version=F("version") + 1):
                raise DecisionGone
            entry = ChecklistEntry.objects.get(group=group, item=item)
        audit.record(action=f"checklist.{verdict}", subject=group, acting_user=acting_user, after={"item": item.code}, reason=reason)
    return entry


def running_out(today: date) -> QuerySet[ChecklistEntry]:
    """Accepted papers whose last day is near, or past, and of which the group has not been told."""
    rows = ChecklistEntry.objects.filter(status=Status.ACCEPTED, last_day__isnull=False, item__is_active=True)
    return rows.exclude(reminded_for=F("last_day")).filter(last_day__lte=today + timedelta(days=366)).select_related("item", "group")


def remind() -> int:
    """Tell groups what runs out, once for each last day; how many were told."""
    today, told = timezone.localdate(), 0
    for entry in running_out(today):
        if entry.last_day is None or entry.last_day > today + timedelta(days=entry.item.remind_days):
            continue
        with transaction.atomic():
            taken = ChecklistEntry.objects.filter(pk=entry.pk, last_day=entry.last_day).exclude(reminded_for=entry.last_day)
            if not taken.update(reminded_for=entry.last_day):
                continue
            _warn(entry, entry.last_day)
            told += 1
    return told


def _warn(entry: ChecklistEntry, day: date) -> None:
    label = entry.item.label
    words = {"paper": label, "day": date_format(day, "j F Y")}
    tell_group(
        entry.group,
        "paper_runs_out",
        f"{entry.pk}.{day.isoformat()}",
        lambda: _("%(paper)s runs out") % {"paper": label},
        lambda: _("The last day of %(paper)s is %(day)s. Open the papers of your group and give the new one.") % words,
        link=reverse("workspace-papers", args=[entry.group.slug]),
    )


def _fits(wanted: list[str], has: list[str]) -> bool:
    return not wanted or bool(set(wanted) & set(has))


def _state(entry: ChecklistEntry | None, today: date) -> str:
    if entry is None:
        return "missing"
    if entry.status == Status.ACCEPTED and entry.last_day is not None and entry.last_day < today:
        return "over"
    return str(entry.status)


def _agreed(group: ProducerGroup, item: ChecklistItem, entry: ChecklistEntry | None, today: date) -> Row:
    """In order with the agreement to the version that counts; staff may waive it, but nobody can agree for the group."""
    if entry is not None and entry.status == Status.WAIVED:
        return Row(item, entry, str(Status.WAIVED))
    agreement = contract.agreement_of(group)
    if agreement is None:
        return Row(item, entry, "missing")
    state = str(Status.ACCEPTED) if agreement.counts_from == contract.version_on(today) else "over"
    return Row(item, entry, state, agreement=agreement)


def _check(item: ChecklistItem, entry: ChecklistEntry, number: str, last_day: date | None, paper: PaperFile | None) -> None:
    if item.asks_document and paper is None and not (entry.pk and entry.papers.exists()):
        raise AnswerRefused(_("Add a photo of the paper, or the paper as a PDF."))
    if item.asks_number and not number:
        raise AnswerRefused(_("Write the number that stands on the paper."))
    if item.asks_last_day and last_day is None:
        raise AnswerRefused(_("Write the last day on which the paper counts."))
    if item.asks_last_day and last_day is not None and last_day < timezone.localdate():
        raise AnswerRefused(_("This paper has run out already."))
