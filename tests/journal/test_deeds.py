"""What staff read of an act: words, for every act that is done to a group, a listing, a payout or its file."""

import re
from pathlib import Path

import pytest

from journal import deeds
from journal.models import AuditEntry
from producers.models import ChecklistEntry

ROOT = Path(__file__).resolve().parents[2]
ACT = re.compile(r'"((?:listing|group|checklist)\.[a-z_]+|payments\.payout_[a-z_]+)"')
# Names that look like acts: a data file, the list that administrators keep, the receipt of a draft.
NO_ACTS = {"checklist.json", "checklist.item", "listing.start"}


def test_every_act_on_a_page_of_staff_has_words() -> None:
    rooms = [file for room in ("catalogue", "producers", "payments") for file in (ROOT / room).rglob("*.py")]
    source = "\n".join(file.read_text(encoding="utf-8") for file in rooms if file.name != "deeds.py")
    acts = set(ACT.findall(source)) - NO_ACTS
    acts |= {f"checklist.{verdict}" for verdict in ChecklistEntry.Status.values if verdict != ChecklistEntry.Status.GIVEN}
    assert {"listing.publish", "group.approve", "payments.payout_settled"} < acts
    assert sorted(act for act in acts if deeds.words_of(act) == act) == []


@pytest.mark.parametrize(("action", "words"), [("group.approve", "The group was approved"), ("orders.mystery", "orders.mystery")])
def test_an_entry_says_what_was_done_and_an_act_without_words_its_name(action: str, words: str) -> None:
    assert AuditEntry(action=action).words() == words
