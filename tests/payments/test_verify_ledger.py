"""Proving the ledger: whatever is forged is found, and the first broken row is named."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from payments.ledger import Line, post, posting, sealing
from payments.ledger.verifying import verify
from payments.models import Entry, Journal, Seal
from tests.orders import factories as make
from tests.payments.ledgers import unguarded

pytestmark = pytest.mark.django_db


def _journals(count: int = 6) -> list[Journal]:
    """Money that came for so many payments and is held for a group."""
    group = make.make_group()
    with transaction.atomic():
        return [
            post(
                kind="captured",
                key=f"captured:PY-{number}",
                source=f"PY-{number}",
                lines=(Line("funds.bank", 100), Line("held", -100, group)),
            )
            for number in range(count)
        ]


def _seal(batch: int, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sealing, "BATCH", batch)
    return sealing.seal_due(timezone.now() + sealing.QUIET)


def _run() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_ledger", stdout=out, stderr=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_sound_ledger_is_said_to_be_one_with_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    _journals(6)
    assert _seal(4, monkeypatch) == 6
    verdict = verify()
    assert (verdict.journals, verdict.entries, verdict.sealed, verdict.debits_paise, verdict.faults) == (6, 12, 6, 600, [])
    code, words = _run()
    assert code == 0
    assert words.startswith("6 journals with 12 entries balance; 6 journals are sealed.")


def test_an_empty_ledger_is_sound() -> None:
    assert (verify().journals, verify().faults) == (0, [])
    assert sealing.seal_due() == 0


def test_journals_are_sealed_when_nobody_writes_to_them_any_more_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    journals = _journals(5)
    assert sealing.seal_due() == 0
    assert _seal(2, monkeypatch) == 5
    assert _seal(2, monkeypatch) == 0
    assert list(Seal.objects.order_by("pk").values_list("first_id", "last_id", "count")) == [
        (journals[0].pk, journals[1].pk, 2),
        (journals[2].pk, journals[3].pk, 2),
        (journals[4].pk, journals[4].pk, 1),
    ]
    assert verify().sealed == 5


def test_a_young_journal_keeps_those_after_it_from_being_sealed() -> None:
    """On PostgreSQL numbers are given before a transaction ends: a later number may be older."""
    journals = _journals(3)
    with unguarded():
        Journal.objects.filter(pk__in=[journals[0].pk, journals[2].pk]).update(created_at=timezone.now() - timedelta(hours=1))
    assert sealing.seal_due() == 1
    assert Seal.objects.get().last_id == journals[0].pk


def _forge_amounts(journal: Journal) -> None:
    """Both sides of a journal, so that it still balances."""
    for entry in journal.entries.all():
        Entry.objects.filter(pk=entry.pk).update(paise=entry.paise * 2)


def _forge_with_digest(journal: Journal) -> None:
    """A forger who knows how journals are hashed."""
    _forge_amounts(journal)
    rows = posting.rows_of(journal.entries.all())
    told = (journal.kind, journal.key, journal.source, journal.order_number, journal.at, journal.memo)
    Journal.objects.filter(pk=journal.pk).update(digest=posting.digest(*told, rows))


def _delete(journal: Journal) -> None:
    journal.entries.all().delete()
    journal.delete()


_FORGERIES: dict[str, tuple[Callable[[Journal], object], str]] = {
    "one amount": (lambda journal: Entry.objects.filter(journal=journal, paise__gt=0).update(paise=99), "journal {pk} ({key}): its entries sum to -1"),
    "both amounts": (_forge_amounts, "journal {pk} ({key}): it was changed"),
    "another account": (lambda journal: journal.entries.filter(paise__gt=0).update(account="funds.stripe"), "journal {pk} ({key}): it was changed"),
    "another day": (lambda journal: Journal.objects.filter(pk=journal.pk).update(at=timezone.now()), "journal {pk} ({key}): it was changed"),
    "no entries": (lambda journal: journal.entries.all().delete(), "journal {pk} ({key}): it was changed"),
    "hashed again": (_forge_with_digest, "seal {seal} (journals {first} to {last}): a journal under it was changed"),
    "gone": (_delete, "seal {seal} (journals {first} to {last}): 1 journals stand where 2 were sealed"),
}  # fmt: skip


@pytest.mark.parametrize("forgery", _FORGERIES)
def test_a_forged_row_is_found_and_the_first_one_is_named(monkeypatch: pytest.MonkeyPatch, forgery: str) -> None:
    journals = _journals(6)
    _seal(2, monkeypatch)
    forge, words = _FORGERIES[forgery]
    seal = Seal.objects.get(first_id=journals[2].pk)
    wanted = words.format(pk=journals[2].pk, key=journals[2].key, seal=seal.pk, first=seal.first_id, last=seal.last_id)
    with unguarded():
        forge(journals[2])
        forge(journals[5])
    assert verify().faults[0].startswith(wanted)
    code, told = _run()
    assert code == 1
    assert told.startswith(f"Broken: {wanted}")


def test_a_journal_that_is_not_sealed_yet_is_proved_all_the_same() -> None:
    journals = _journals(2)
    with unguarded():
        _forge_amounts(journals[1])
    assert verify().faults[0].startswith(f"journal {journals[1].pk} ")


def test_a_seal_that_was_taken_away_or_made_anew_breaks_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    journals = _journals(6)
    _seal(2, monkeypatch)
    first, second, third = Seal.objects.order_by("pk")
    with unguarded():
        second.delete()
    assert f"seal {third.pk} (journals {journals[4].pk} to {journals[5].pk}): it does not follow the seal before" in verify().faults
    with unguarded():
        Seal.objects.filter(pk=first.pk).update(hash="f" * 64)
    assert verify().faults[0].startswith(f"seal {first.pk} ")


def test_all_journals_under_the_last_seal_can_not_vanish_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    journals = _journals(4)
    _seal(2, monkeypatch)
    with unguarded():
        _delete(journals[2])
        _delete(journals[3])
    assert verify().faults[0].endswith("0 journals stand where 2 were sealed")


def test_an_account_that_stands_against_its_direction_is_named() -> None:
    group = make.make_group()
    with transaction.atomic():
        post(kind="captured", key="x", source="x", lines=(Line("held", 500, group), Line("funds.bank", -500)))
        post(kind="captured", key="y", source="y", lines=(Line("groups.payable", 700, group), Line("funds.bank", -700)))
    assert verify().faults == [
        f"account groups.payable of group {group.pk}: it stands at -700 paise",
        f"account held of group {group.pk}: it stands at -500 paise",
    ]


def test_missing_triggers_are_a_fault_of_their_own() -> None:
    _journals(1)
    with unguarded():
        faults = verify().faults
    assert len(faults) == 6
    assert all("it is missing, rows could be changed" in fault for fault in faults)
    assert verify().faults == []
