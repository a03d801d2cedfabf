"""From the proposal to the bank and back: two people, one file, the ledger, and what comes back."""

import csv
import io
import json

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from accounts.models import User
from journal.models import AuditEntry
from notices.models import Notice
from payments import bank_accounts
from payments.errors import ReferenceUsed
from payments.ledger import accounts
from payments.models import BankAccount, BankEntry, Entry, Journal, Payment, Payout, PayoutBatch, PayoutLine
from payments.payouts import bank_file, batches, checks, deciding, due, outcomes, queries, statement
from payments.payouts.errors import FileDiffers, NotAsSeen, NothingToSend, OwnGroup, ReasonMissing, SamePerson
from producers.models import Membership, ProducerGroup
from tests.orders.factories import make_member
from tests.payments.payout_steps import (
    approve,
    approved,
    bounce,
    due_payout,
    earn,
    fresh,
    give_account,
    in_order,
    make_ready_group,
    propose,
    refund,
    send,
    sent,
    settled,
    staff,
)

pytestmark = pytest.mark.django_db
Status = Payout.Status


def balance(account: str, group: ProducerGroup | None = None) -> int:
    """Debits less credits of an account, in paise."""
    found = Entry.objects.filter(account=account)
    return (found.filter(group=group) if group else found).aggregate(paise=Sum("paise"))["paise"] or 0


def test_who_proposed_can_not_approve_and_the_database_refuses_it_too() -> None:
    group = make_ready_group()
    earn(group)
    person = staff()
    payout = propose(due_payout(group), by=person)
    with pytest.raises(SamePerson):
        approve(payout, by=person)
    assert fresh(payout).status == Status.PROPOSED
    for values in (
        {"status": "approved", "approved_by": person, "approved_at": payout.proposed_at},
        {"approved_by": person},
        {"status": "approved"},
        {"status": "sent"},
        {"status": "settled", "reference": "X"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payout.objects.filter(pk=payout.pk).update(**values)


def test_a_stale_object_in_memory_does_not_get_round_the_second_person() -> None:
    group = make_ready_group()
    earn(group)
    person = staff()
    payout = due_payout(group)
    propose(Payout.objects.get(pk=payout.pk), by=person)
    stale = Payout.objects.get(pk=payout.pk)
    stale.proposed_by_id = None  # as an object would be that was read before the proposal
    with pytest.raises(NotAsSeen):
        deciding.approve(stale, version=stale.version, acting_user=person)
    assert fresh(payout).approved_by is None


def test_members_of_a_group_decide_nothing_about_its_money() -> None:
    group = make_ready_group()
    earn(group)
    member = make_member(group)
    payout = due_payout(group)
    with pytest.raises(OwnGroup):
        propose(payout, by=member)
    propose(payout)
    with pytest.raises(OwnGroup):
        approve(payout, by=member)
    Membership.objects.filter(user=member).update(ended_at=payout.created_at)
    assert approve(payout, by=member).status == Status.APPROVED


def test_an_approval_is_of_what_was_seen() -> None:
    group = make_ready_group()
    earn(group)
    payout = propose(due_payout(group))
    with pytest.raises(NotAsSeen):
        deciding.approve(payout, version=payout.version - 1, acting_user=staff())
    give_account(group, number="999988887777")
    with pytest.raises(NotAsSeen):
        approve(payout)
    assert fresh(payout).status == Status.PROPOSED


def test_a_refused_payout_needs_a_reason_and_is_due_again() -> None:
    group = make_ready_group()
    earn(group)
    payout = approved(group)
    for reason, note in (("", ""), ("made_up", ""), ("bank_trouble", ""), ("other_refusal", " ")):
        with pytest.raises(ReasonMissing):
            deciding.refuse(payout, reason=reason, note=note, acting_user=staff())
    deciding.refuse(payout, reason="other_refusal", note="Looks odd", acting_user=staff())
    assert (fresh(payout).status, fresh(payout).note) == (Status.WITHDRAWN, "Looks odd")
    assert due_payout(group).amount_paise == payout.amount_paise
    assert in_order()


def test_what_stands_in_a_file_can_not_be_refused_or_put_into_another_file() -> None:
    group = make_ready_group()
    earn(group)
    payout = approved(group)
    batches.make(acting_user=staff())
    with pytest.raises(NotAsSeen):
        deciding.refuse(fresh(payout), reason="group_asked", acting_user=staff())
    with pytest.raises(NothingToSend):
        batches.make(acting_user=staff())
    assert PayoutBatch.objects.count() == 1


def test_the_statement_the_payout_the_line_in_the_file_and_the_ledger_are_one_sum() -> None:
    group, other = make_ready_group(), make_ready_group()
    first = earn(group, 100_000, 12_345, fee_paise=8_000)
    earn(group, 40_001, fee_paise=3_200)
    refund(first, 33_333)
    earn(other, 99_999)
    payout = approved(group)
    approved(other)
    batch = batches.make(acting_user=staff())
    lines = list(csv.reader(io.StringIO(batches.text_of(batch, acting_user=staff()))))
    in_file = next(line for line in lines if line[5] == payout.number.replace("-", ""))
    rows = [statement.row_of(line) for line in statement.lines_of(payout)]
    batches.record_sent(batch, reference="B1", acting_user=staff())
    in_ledger = Entry.objects.get(journal__key=f"payout_sent:{payout.number}", account=accounts.PAYOUTS_CLEARING)
    rupees = f"{payout.amount_paise // 100}.{payout.amount_paise % 100:02d}"
    assert in_file == ["NEFT", "Phey Wool Cooperative", "123456789012", "SBIN0001234", rupees, payout.number.replace("-", "")]
    assert sum(row.amounts.net_paise for row in rows) == payout.amount_paise == -in_ledger.paise
    assert sum((row.amounts for row in rows), statement.Amounts()) == statement.totals_of(payout)
    for amounts in [row.amounts for row in rows]:
        parts = amounts.goods_paise + amounts.delivery_paise + amounts.refund_paise + amounts.fee_paise + amounts.withheld_paise
        assert parts == amounts.net_paise
    assert lines[-1] == ["TOTAL", "2", "", "", f"{(payout.amount_paise + 99_999) / 100:.2f}", ""]
    assert in_order()


def test_the_file_is_the_same_each_time_and_every_opening_is_journalled() -> None:
    group = make_ready_group()
    earn(group)
    approved(group)
    batch = batches.make(acting_user=staff())
    reader = staff("reader")
    texts = {batches.text_of(batch, acting_user=reader) for _time in range(3)}
    assert len(texts) == 1
    assert bank_file.fingerprint(texts.pop()) == batch.file_sha256
    assert AuditEntry.objects.filter(action="payments.payout_file_opened", acting_user=reader).count() == 3
    assert "123456789012" not in json.dumps([[entry.before, entry.after] for entry in AuditEntry.objects.all()])


def test_a_file_that_would_be_another_one_is_not_given_out() -> None:
    group = make_ready_group()
    earn(group)
    payout = approved(group)
    batch = batches.make(acting_user=staff())
    Payout.objects.filter(pk=payout.pk).update(amount_paise=999_999)
    with pytest.raises(FileDiffers):
        batches.text_of(batch, acting_user=staff())
    with pytest.raises(FileDiffers):
        batches.record_sent(batch, reference="B1", acting_user=staff())
    assert (fresh(payout).status, PayoutBatch.objects.get().status) == (Status.APPROVED, "made")
    assert {"Payout", "File"} <= {words.split()[0] for words in checks.problems()}


def test_a_line_or_a_total_that_is_not_what_the_rows_say_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    group = make_ready_group()
    earn(group)
    payouts = [fresh(approved(group))]
    wrong = {100_000: "1000.01"}
    right = bank_file.to_rupees
    monkeypatch.setattr(bank_file, "to_rupees", lambda paise: wrong.get(paise, right(paise)))
    with pytest.raises(FileDiffers):
        bank_file.text_of(payouts)
    monkeypatch.setattr(bank_file, "to_rupees", right)
    monkeypatch.setattr(bank_file, "number_of", lambda account: "999999999999")
    with pytest.raises(FileDiffers):
        bank_file.text_of(payouts)


def test_an_account_that_was_given_up_before_the_file_takes_its_payout_back() -> None:
    group, other = make_ready_group(), make_ready_group()
    earn(group)
    earn(other)
    gone, kept = approved(group), approved(other)
    give_account(group, number="999988887777")
    batch = batches.make(acting_user=staff())
    assert [payout.pk for payout in batches.payouts_of(batch)] == [kept.pk]
    assert (fresh(gone).status, fresh(gone).reason) == (Status.WITHDRAWN, "account_changed")
    assert due_payout(group).account.last_four == "7777"


def test_that_alone_makes_no_file_and_is_kept_all_the_same() -> None:
    group = make_ready_group()
    earn(group)
    gone = approved(group)
    give_account(group, number="999988887777")
    with pytest.raises(NothingToSend):
        batches.make(acting_user=staff())
    assert fresh(gone).status == Status.WITHDRAWN


def test_a_file_is_handed_over_once_and_only_then_the_ledger_moves() -> None:
    group = make_ready_group()
    earn(group)
    payout = approved(group)
    batch = batches.make(acting_user=staff())
    assert balance(accounts.GROUPS_PAYABLE, group) == -100_000
    assert batches.record_sent(batch, reference=" b 77 ", acting_user=staff())
    assert not batches.record_sent(batch, reference="B77", acting_user=staff())
    with pytest.raises(NotAsSeen):
        batches.record_sent(batch, reference="B78", acting_user=staff())
    with pytest.raises(NotAsSeen):
        batches.drop(batch, reason="never", acting_user=staff())
    assert (balance(accounts.GROUPS_PAYABLE, group), balance(accounts.PAYOUTS_CLEARING, group)) == (0, -100_000)
    assert (fresh(payout).status, Journal.objects.filter(kind="payout_sent").count()) == (Status.SENT, 1)
    earn(group)
    approved(group)
    second = batches.make(acting_user=staff())
    with pytest.raises(ReferenceUsed):
        batches.record_sent(second, reference="B77", acting_user=staff())


def test_a_dropped_file_sets_its_payouts_free_and_tells_the_ledger_nothing() -> None:
    group = make_ready_group()
    earn(group)
    payout = approved(group)
    batch = batches.make(acting_user=staff())
    with pytest.raises(ReasonMissing):
        batches.drop(batch, reason=" ", acting_user=staff())
    batches.drop(batch, reason="The upload failed; the bank confirmed on the phone", acting_user=staff())
    with pytest.raises(NotAsSeen):
        batches.record_sent(batch, reference="B1", acting_user=staff())
    assert (fresh(payout).status, fresh(payout).reason) == (Status.WITHDRAWN, "file_dropped")
    assert not Journal.objects.filter(kind="payout_sent").exists()
    assert due_payout(group).amount_paise == 100_000
    assert in_order()


def test_a_settled_payout_empties_the_clearing_account_and_tells_who_may_see_money() -> None:
    group = make_ready_group()
    owner = User.objects.get(memberships__group=group)
    accountant = make_member(group, "accountant")
    make_member(group, "packer")
    earn(group)
    payout = sent(group)
    assert outcomes.settle(payout, reference="utr 1", acting_user=staff())
    assert not outcomes.settle(payout, reference="UTR1", acting_user=staff())
    with pytest.raises(NotAsSeen):
        outcomes.settle(payout, reference="UTR2", acting_user=staff())
    assert balance(accounts.PAYOUTS_CLEARING) == 0
    assert Entry.objects.get(journal__kind="payout_settled", account=accounts.FUNDS_BANK).paise == -100_000
    told = Notice.objects.filter(kind="payout_paid")
    assert {notice.to for notice in told} == {owner.email, accountant.email}
    assert all("UTR1" in notice.body and "₹1,000" in notice.body and "123456789012" not in notice.body for notice in told)
    assert in_order()


def test_a_utr_stands_once_among_all_money() -> None:
    group, other = make_ready_group(), make_ready_group()
    first = earn(group)
    earn(other)
    one, two = approved(group), approved(other)
    send()
    outcomes.settle(fresh(one), reference="UTR1", acting_user=staff())
    payment = Payment.objects.get(order_number=first.order_number)
    BankEntry.objects.create(payment=payment, amount_paise=5, reference="UTR5")
    for used in ("UTR1", "UTR5"):
        with pytest.raises(ReferenceUsed):
            outcomes.settle(fresh(two), reference=used, acting_user=staff())
    assert fresh(two).status == Status.SENT


def test_a_payout_that_comes_back_twice_returns_to_the_balance_twice_and_no_more() -> None:
    group = make_ready_group()
    earn(group)
    first = sent(group)
    bounce(first)
    with pytest.raises(NotAsSeen):
        bounce(fresh(first))
    with pytest.raises(NotAsSeen):
        outcomes.settle(fresh(first), reference="UTR1", acting_user=staff())
    assert (balance(accounts.GROUPS_PAYABLE, group), balance(accounts.PAYOUTS_CLEARING)) == (-100_000, 0)
    second = sent(group)
    bounce(second)
    assert (balance(accounts.GROUPS_PAYABLE, group), balance(accounts.PAYOUTS_CLEARING)) == (-100_000, 0)
    third = settled(group)
    assert [payout.amount_paise for payout in (first, second, third)] == [100_000] * 3
    assert balance(accounts.GROUPS_PAYABLE, group) == 0
    assert PayoutLine.objects.filter(released_at__isnull=True).count() == 1
    assert Notice.objects.filter(kind="payout_came_back").count() == 2
    assert in_order()


def test_a_payout_that_comes_back_after_it_was_called_paid_is_owed_again() -> None:
    group = make_ready_group()
    earn(group)
    payout = settled(group)
    bounce(payout, "name_differs")
    assert (balance(accounts.GROUPS_PAYABLE, group), balance(accounts.PAYOUTS_CLEARING)) == (-100_000, 0)
    bank = Entry.objects.filter(account=accounts.FUNDS_BANK, journal__source=payout.number).aggregate(paise=Sum("paise"))
    assert bank["paise"] == 0
    assert fresh(payout).reference
    assert "give your bank details anew" in Notice.objects.get(kind="payout_came_back").body
    assert queries.money_page(group).owed_paise == 100_000
    assert in_order()


def test_a_return_needs_a_reason_that_banks_know_and_words_for_another_one() -> None:
    group = make_ready_group()
    earn(group)
    payout = sent(group)
    for reason in ("", "made_up", "group_asked", "other_bounce"):
        with pytest.raises(ReasonMissing):
            outcomes.bounce(payout, reason=reason, acting_user=staff())
    outcomes.bounce(payout, reason="other_bounce", note="Branch burnt down", acting_user=staff())
    assert fresh(payout).note == "Branch burnt down"


def test_every_step_is_journalled_with_the_person_and_the_amount() -> None:
    group = make_ready_group()
    earn(group)
    settled(group)
    steps = ["payout_due", "payout_proposed", "payout_approved", "payout_file_made", "payout_file_sent", "payout_settled"]
    for step in steps:
        entry = AuditEntry.objects.get(action=f"payments.{step}")
        assert 100_000 in entry.after.values(), step
        assert (entry.acting_user is None) == (step == "payout_due"), step


def test_without_the_key_no_file_is_made_and_nothing_changes(settings) -> None:
    group = make_ready_group()
    earn(group)
    payout = approved(group)
    settings.SECRET_KEY = "another key altogether, of which nothing was known before......"
    with pytest.raises(bank_accounts.NotOpened):
        batches.make(acting_user=staff())
    assert fresh(payout).batch is None
    assert not PayoutBatch.objects.exists()


def test_the_checks_find_what_was_changed_by_hand() -> None:
    group, other = make_ready_group(), make_ready_group()
    earn(group)
    earn(other)
    first, second = settled(group), sent(other)
    assert in_order()
    PayoutLine.objects.filter(payout=first).update(amount_paise=1)
    assert any("its lines are" in words for words in checks.problems())
    PayoutLine.objects.filter(payout=first).update(amount_paise=100_000, released_at=first.created_at)
    assert any("do not agree whether it is alive" in words for words in checks.problems())
    PayoutLine.objects.filter(payout=first).update(released_at=None)
    Payout.objects.filter(pk=second.pk).update(status=Status.SETTLED, reference="FORGED", settled_at=second.created_at)
    assert any(second.number in words and "the ledger tells" in words for words in checks.problems())
    BankAccount.objects.all().update(holder="Somebody else")
    assert due.prepare_all() == 0
