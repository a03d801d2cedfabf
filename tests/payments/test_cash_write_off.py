"""Cash that a group never hands in: two people, whole receipts, after its days; the shop's loss, or an advance to who has kept it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journal.models import AuditEntry
from notices.models import Notice
from orders import at_door
from orders.reconciling import reconcile
from payments.advances import deciding
from payments.advances.errors import AdvanceRefused
from payments.cash import counting, writing_off
from payments.cash.errors import CashRefused, NotAsSeen
from payments.models import Advance, CashReceipt, CashWriteOff, Earning
from payments.payouts import due
from payments.payouts.errors import OwnGroup, ReasonMissing, SamePerson
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.steps import member_of
from tests.payments import at_door as door
from tests.payments.ledgers import check_ledger, standing
from tests.payments.payout_steps import give_account, staff
from tests.payments.test_staff_advances import finance

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + timedelta(days=40)
ROBBED = "The jeep was robbed at Khardung; report 12/2026."


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def _taken(group: ProducerGroup, *, days: int = 30) -> CashReceipt:
    """Cash that the group took so many days ago."""
    with door.offered(group):
        placed = door.place(make.make_listing(group, price_paise=150_000))
    receipt = at_door.taken(door.bring(placed, group), acting_user=member_of(group))
    CashReceipt.objects.filter(pk=receipt.pk).update(taken_on=timezone.localdate() - timedelta(days=days))
    receipt.refresh_from_db()
    return receipt


def _proposed(receipt: CashReceipt, bearer: str = "shop") -> CashWriteOff:
    return writing_off.propose(receipt, bearer=bearer, reason=ROBBED, acting_user=staff())


def test_the_shop_bears_what_was_lost_without_fault_and_the_group_is_paid() -> None:
    group = make.make_group()
    give_account(group)
    receipt = _taken(group)
    assert "in cash are with" in "".join(reconcile().to_do)
    found = _proposed(receipt)
    assert (due.prepare(group.pk, LATER), standing()["cash.in_hand"]) == (None, receipt.amount_paise)  # proposed is nothing yet
    writing_off.approve(found, acting_user=staff())
    assert {name: standing().get(name) for name in ("loss.cash", "cash.in_hand", "advances")} == {
        "loss.cash": receipt.amount_paise,
        "cash.in_hand": None,
        "advances": None,
    }
    payout = due.prepare(group.pk, LATER)
    assert payout is not None
    assert payout.amount_paise == Earning.objects.get().net_paise
    assert "in cash are with" not in "".join(reconcile().to_do)
    notice = Notice.objects.get(kind="cash_written_off")
    assert (notice.subject_number, ROBBED in notice.body, "The shop bears the loss" in notice.body) == (found.number, True, True)
    actions = AuditEntry.objects.filter(action__startswith="payments.cash_wr").order_by("pk").values_list("action", "reason")
    assert list(actions) == [("payments.cash_write_off_proposed", ROBBED), ("payments.cash_written_off", ROBBED)]
    _sound()


def test_what_the_group_has_kept_is_an_advance_that_its_payouts_give_back() -> None:
    group = make.make_group()
    give_account(group)
    receipt = _taken(group)
    found = writing_off.approve(_proposed(receipt, "group"), acting_user=staff())
    advance = Advance.objects.get()
    assert (found.advance, advance.amount_paise, advance.status) == (advance, receipt.amount_paise, "paid")
    assert (standing()["advances"], "loss.cash" in standing(), "cash.in_hand" in standing()) == (receipt.amount_paise, False, False)
    payout = due.prepare(group.pk, LATER)
    assert payout is not None
    assert payout.amount_paise + payout.recovered_paise == Earning.objects.get().net_paise
    assert payout.recovered_paise == Earning.objects.get().net_paise // 2  # the ceiling of every advance
    with pytest.raises(AdvanceRefused):  # no bank has it to send back
        deciding.bounced(advance, note="By mistake", acting_user=staff())
    _sound()


def test_who_may_not_write_off_and_what_is_not_written_off_changes_nothing() -> None:
    group = make.make_group()
    receipt = _taken(group)
    person = staff()
    for bearer, reason, who, refusal in (
        ("shop", " ", person, ReasonMissing),
        ("shopper", ROBBED, person, CashRefused),
        ("shop", ROBBED, member_of(group), OwnGroup),
        ("group", ROBBED, person, CashRefused),  # without a bank account no advance
    ):
        with pytest.raises(refusal):
            writing_off.propose(receipt, bearer=bearer, reason=reason, acting_user=who)
    CashReceipt.objects.filter(pk=receipt.pk).update(taken_on=timezone.localdate() - timedelta(days=14))
    receipt.refresh_from_db()
    with pytest.raises(CashRefused):  # the group's days are not over
        _proposed(receipt)
    assert not CashWriteOff.objects.exists()


def test_two_people_decide_and_cash_that_comes_after_all_is_counted_instead() -> None:
    group = make.make_group()
    receipt, person = _taken(group), staff()
    found = writing_off.propose(receipt, bearer="shop", reason=ROBBED, acting_user=person)
    assert writing_off.propose(receipt, bearer="shop", reason=ROBBED, acting_user=person) == found
    with pytest.raises(NotAsSeen):
        writing_off.propose(receipt, bearer="shop", reason="Another story", acting_user=person)
    with pytest.raises(SamePerson):
        writing_off.approve(found, acting_user=person)
    with pytest.raises(OwnGroup):
        writing_off.approve(found, acting_user=member_of(group))
    with pytest.raises(IntegrityError), transaction.atomic():
        CashWriteOff.objects.filter(pk=found.pk).update(status="approved", approved_by=person, approved_at=timezone.now())
    brought = counting.count(group=group, receipts=[receipt.number], amount_paise=receipt.amount_paise, acting_user=staff())
    with pytest.raises(NotAsSeen):
        writing_off.approve(found, acting_user=staff())
    with pytest.raises(ReasonMissing):
        writing_off.refuse(found, note=" ", acting_user=staff())
    writing_off.refuse(found, note="It came", acting_user=staff())
    counting.drop(brought, note="Short by a note", acting_user=staff())
    again = writing_off.approve(_proposed(receipt), acting_user=staff())
    for act in (lambda: writing_off.approve(again, acting_user=staff()), lambda: writing_off.refuse(again, note="No", acting_user=staff())):
        with pytest.raises(NotAsSeen):
            act()
    with pytest.raises(NotAsSeen):  # what is written off is counted no more
        counting.count(group=group, receipts=[receipt.number], amount_paise=receipt.amount_paise, acting_user=staff())
    assert standing()["loss.cash"] == receipt.amount_paise
    _sound()


def test_finance_proposes_and_another_person_writes_it_off_in_the_administration(client: Client) -> None:
    group, one, other = make.make_group(), finance(), finance()
    receipt = _taken(group)
    client.force_login(one)
    where = f"/admin/cash/losses/{receipt.number}/"
    assert where in client.get("/admin/cash/losses/").content.decode()
    for said, words in (
        ({"reason": ROBBED}, "Choose what became of it."),
        ({"bearer": "shop"}, "Write what is known."),
        ({"bearer": "group", "reason": ROBBED}, "no bank account"),
    ):
        answer = client.post(where, said)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert said.get("reason", "") in answer.content.decode()  # what was typed is kept
    assert client.post(where, {"bearer": "shop", "reason": ROBBED}).status_code == 302
    found = CashWriteOff.objects.get()
    shown = client.get("/admin/cash/losses/").content.decode()
    assert (where in shown, 'value="approve"' in shown, 'value="refuse"' in shown) == (False, False, True)
    client.force_login(other)
    step = f"/admin/cash/losses/{found.number}/act/"
    assert "Write why." in client.post(step, {"act": "refuse", "words": " "}).content.decode()
    assert 'value="approve"' in client.get("/admin/cash/losses/").content.decode()
    assert client.post(step, {"act": "approve"}).status_code == 302
    found.refresh_from_db()
    assert (found.status, found.approved_by) == ("approved", other)
    assert client.post(step, {"act": "approve"}).status_code == 422
