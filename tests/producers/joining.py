"""Applications and papers for tests."""

from io import BytesIO

from accounts.models import User
from producers import applying, checklist, onboarding
from producers.models import Application, ChecklistItem, ProducerGroup
from producers.papers import PaperFile, take_in

ANSWERS = {
    "name": "Phyang Growers",
    "kind": "shg",
    "village": "Phyang",
    "district": "leh",
    "pin": "194101",
    "makes": ["apricot"],
    "person": "Dolma",
    "mobile": "+919876543210",
    "email": "",
}
FACTS = {"legal_name": "Phyang Growers SHG", "address": "Lower Phyang, Leh", "tax_status": "exempt_only", "fssai": "21026001000123"}


def begun(**answers: object) -> Application:
    return applying.application_for(applying.start(answers={**ANSWERS, **answers}, language="en"))


def applied(**answers: object) -> ProducerGroup:
    return applying.send(begun(**answers))


def pdf(words: bytes = b"a paper") -> PaperFile:
    return take_in(BytesIO(b"%PDF-1.4 " + words))


def in_order(group: ProducerGroup, officer: User) -> None:
    """Every needed item of the checklist is waived, and the facts are complete."""
    for row in checklist.rows_of(group):
        if row.item.is_required:
            version = row.entry.version if row.entry else 0
            checklist.decide(
                group=group, item=row.item, verdict="waived", version=version, reason="Seen at the office", acting_user=officer
            )
    if not group.tax_status:
        onboarding.complete(group, facts=FACTS, acting_user=officer)


def item(code: str = "fssai") -> ChecklistItem:
    return ChecklistItem.objects.get(code=code)
