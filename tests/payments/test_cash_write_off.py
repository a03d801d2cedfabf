"""Cash that a group never hands in: two people, whole receipts, after its days; the shop's loss, or an advance to who has kept it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journal.models import AuditEntry
from notices.models import Notice
from orders import at_door
from orders.reconciling import reconcile
from payments.advances import deciding, recovering
from payments.advances.errors import AdvanceRefused
from payments.cash import counting, turning_up, writing_off
from payments.cash.errors import CashRefused, NotAsSeen
from payments.models import Advance, CashHandIn, CashReceipt, CashWriteOff, Earning, Payout
from payments.payouts import due
from payments.payouts.errors import OwnGroup, ReasonMissing, SamePerson
from producers.models import ProducerGroup
from tests.interleaving import run_before
from tests.orders import factories as make
from tests.orders.steps import member_of
from tests.payments import at_door as door
from tests.payments.ledgers import check_ledger, standing
from tests.payments.payout_steps import due_payout, give_account, propose, staff
from tests.payments.test_staff_advances import finance

pytestmark = pytest.mark.django_db
ROBBED = "The jeep was robbed at Khardung; report 12/2026."


def later() -> date:
    return timezone.localdate() + timedelta(days=40)


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
    assert (due.prepare(group.pk, later()), standing()["cash.in_hand"]) == (None, receipt.amount_paise)  # proposed is nothing yet
    writing_off.approve(found, acting_user=staff())
    assert {name: standing().get(name) for name in ("loss.cash", "cash.in_hand", "advances")} == {
        "loss.cash": receipt.amount_paise,
        "cash.in_hand": None,
        "advances": None,
    }
    payout = due.prepare(group.pk, later())
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
    payout = due.prepare(group.pk, later())
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


def test_cash_that_turns_up_is_counted_by_two_and_takes_off_the_shops_loss() -> None:
    group, one, other = make.make_group(), staff(), staff()
    receipt = _taken(group)
    found = _proposed(receipt)
    with pytest.raises(CashRefused):  # it is still waited for
        turning_up.count(found, amount_paise=100, acting_user=one)
    writing_off.approve(found, acting_user=staff())
    for amount, who, refusal in (
        (receipt.amount_paise + 1, one, CashRefused),
        (0, one, CashRefused),
        (100, member_of(group), OwnGroup),
    ):
        with pytest.raises(refusal):
            turning_up.count(found, amount_paise=amount, acting_user=who)
    made = turning_up.count(found, amount_paise=50_000, acting_user=one)
    assert turning_up.count(found, amount_paise=50_000, acting_user=one) == made  # the press that was sent twice
    with pytest.raises(NotAsSeen):
        turning_up.count(found, amount_paise=60_000, acting_user=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        CashHandIn.objects.create(number="DC-TWICE", group=group, amount_paise=1, counted_by=one, write_off=found)
    with pytest.raises(SamePerson):
        counting.check(made, amount_paise=50_000, acting_user=one)
    assert standing()["loss.cash"] == receipt.amount_paise  # one person's count is nothing yet
    counting.check(made, amount_paise=50_000, acting_user=other)
    assert (standing()["loss.cash"], standing()["cash.box"]) == (receipt.amount_paise - 50_000, 50_000)
    assert Notice.objects.get(kind="cash_found").subject_number == made.number
    assert AuditEntry.objects.filter(action="payments.cash_found", subject=str(made.pk), acting_user=one).exists()
    rest = turning_up.count(found, amount_paise=turning_up.missing_paise(found), acting_user=one)
    counting.drop(rest, note="It was another shop's", acting_user=other)
    counting.bank(made, reference="DEPOSIT1", acting_user=one)
    assert (standing()["loss.cash"], "cash.box" in standing()) == (receipt.amount_paise - 50_000, False)
    _sound()


def test_cash_that_the_group_brings_after_all_is_less_of_its_advance_and_no_payout_takes_it_again() -> None:
    group = make.make_group()
    give_account(group)
    receipt = _taken(group)
    found = writing_off.approve(_proposed(receipt, "group"), acting_user=staff())
    Earning.objects.update(pay_on=timezone.localdate())
    payout = due_payout(group)
    assert payout.recovered_paise > 0
    made = turning_up.count(found, amount_paise=receipt.amount_paise, acting_user=staff())  # a payout that is only due gives way
    payout.refresh_from_db()
    assert (payout.recovered_paise, payout.amount_paise) == (0, Earning.objects.get().net_paise)
    assert recovering.open_advances(group.pk) == []
    counting.drop(made, note="It was short", acting_user=staff())
    proposed = propose(due_payout(group))  # what is proposed does not
    left = receipt.amount_paise - proposed.recovered_paise
    assert (turning_up.missing_paise(found), proposed.recovered_paise > 0) == (left, True)
    with pytest.raises(CashRefused):
        turning_up.count(found, amount_paise=left + 1, acting_user=staff())
    made = turning_up.count(found, amount_paise=left, acting_user=staff())
    counting.check(made, amount_paise=left, acting_user=staff())
    assert standing()["advances"] == proposed.recovered_paise
    assert (turning_up.missing_paise(found), recovering.too_much()) == (0, [])
    _sound()


def test_a_payout_that_is_proposed_while_cash_is_counted_keeps_what_it_takes_of_the_advance() -> None:
    group, person = make.make_group(), staff()
    give_account(group)
    receipt = _taken(group)
    found = writing_off.approve(_proposed(receipt, "group"), acting_user=staff())
    Earning.objects.update(pay_on=timezone.localdate())
    payout = due_payout(group)

    def another_process_proposes() -> None:
        frozen = {"status": "proposed", "proposed_by": person, "proposed_at": timezone.now(), "version": payout.version + 1}
        Payout.objects.filter(pk=payout.pk).update(**frozen)

    with run_before("payments.payouts.due.prepare", another_process_proposes), pytest.raises(NotAsSeen):
        turning_up.count(found, amount_paise=receipt.amount_paise, acting_user=staff())
    assert not CashHandIn.objects.exists()
    assert recovering.too_much() == []
    _sound()


def test_finance_counts_in_the_administration_what_turned_up(client: Client) -> None:
    group, one, other = make.make_group(), finance(), finance()
    receipt = _taken(group)
    found = writing_off.approve(_proposed(receipt), acting_user=staff())
    client.force_login(one)
    where = f"/admin/cash/losses/{found.number}/found/"
    assert where in client.get("/admin/cash/losses/").content.decode()
    for typed, words in (("", "Type what you have counted."), ("99999", "more than is still missing")):
        answer = client.post(where, {"amount": typed})
        assert (answer.status_code, words in answer.content.decode(), f'value="{typed}"' in answer.content.decode() or not typed) == (
            422,
            True,
            True,
        )
    assert client.post(where, {"amount": "100"}).status_code == 302
    made = CashHandIn.objects.get(write_off=found)
    client.force_login(other)
    assert found.number in client.get("/admin/cash/").content.decode()
    assert client.post(f"/admin/cash/{made.number}/act/", {"act": "check", "amount": "100"}).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.amount_paise, made.checked_by) == ("checked", 10_000, other)
    assert "turned up" in client.get("/admin/cash/losses/").content.decode()
