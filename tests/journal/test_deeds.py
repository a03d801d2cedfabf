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


def test_every_act_in_the_journal_of_an_order_has_words() -> None:
    """Steps of a part, acts of staff for the shopper, and whatever is written of an order, a payment or a refund."""
    orders = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "orders").rglob("*.py"))
    acts = {f"orders.{kind}" for kind in re.findall(r'moves\.record\(\s*[\w.]+,\s*"(\w+)"', orders)}
    acts |= {f"orders.for_shopper.{act}" for act in re.findall(r'_begin\([\w.]+, "(\w+)"', orders)}
    acts |= {f"orders.direct_{what}" for what in re.findall(r'_note\([\w.]+, "(\w+)"', orders)}
    for room in ("orders", "payments"):
        for file in (ROOT / room).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            acts |= set(re.findall(r'action="([\w.]+)",\s*subject=(?:order|record\.order|payment|held|refund|part)\b', text))
    assert {"orders.packed", "orders.for_shopper.lost", "orders.direct_came", "orders.placed", "payments.refund_due"} < acts
    acts -= {"payments.dispute_part_said", "payments.transfer_released"}  # of a dispute and of a transfer
    assert len(acts) > 50
    assert sorted(act for act in acts if deeds.words_of(act) == act) == []


def test_who_acted_without_a_login_and_for_whom_is_said_in_words() -> None:
    assert AuditEntry(actor="clock").who() == "the shop by itself"
    assert AuditEntry(actor="command:backup").who() == "a command of the server"
    assert AuditEntry(on_behalf_of="shopper").for_whom() == "for the shopper"
    assert AuditEntry(on_behalf_of="suru-blossom, by link of user:7").for_whom() == "for suru-blossom, by a link that a member was sent"
    assert AuditEntry().for_whom() == ""


@pytest.mark.parametrize(("action", "words"), [("group.approve", "The group was approved"), ("orders.mystery", "orders.mystery")])
def test_an_entry_says_what_was_done_and_an_act_without_words_its_name(action: str, words: str) -> None:
    assert AuditEntry(action=action).words() == words
