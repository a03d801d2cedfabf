"""Refunds leave in one file: two people, a UPI id for each, what the bank did with every line, and nothing is ever paid twice."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from journal.models import AuditEntry
from notices.models import Notice
from orders import refund_files, refunding
from orders.models import OrderEvent
from payments import comparing
from payments.errors import ReferenceUsed
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import Refund, RefundDestination, RefundFile, RefundFileLine, StatementCredit, StatementFile
from payments.reconciling import Report, fill
from payments.refund_files import checks, destinations, files
from payments.refund_files.errors import NotAsSeen, NothingToRefund, ReasonMissing, SamePerson, UpiIdRefused
from tests.orders import factories as make
from tests.payments.ledgers import check_ledger
from tests.payments.payout_steps import staff

pytestmark = pytest.mark.django_db
UPI = "asha.verma@okbank"


def owed(paise: int = 12_345, upi_id: str = UPI) -> Refund:
    refund = make.owe_refund(make.make_paid_order(make.make_listing(make.make_group())), paise)
    if upi_id:
        destinations.give(order_number=refund.allocation.payment.order_number, upi_id=upi_id)
    return refund


def approved() -> RefundFile:
    return files.approve(files.propose(acting_user=staff()), acting_user=staff())


def sent() -> RefundFile:
    file = approved()
    files.record_sent(file, reference=f"FILE{file.pk}", acting_user=staff())
    return file


def only_line(file: RefundFile) -> RefundFileLine:
    [line] = files.lines_of(file)
    return line


def test_the_file_holds_every_refund_with_a_upi_id_once_and_adds_up() -> None:
    first, second, other = owed(12_345), owed(50_000), owed(700, upi_id="")
    file = files.propose(acting_user=staff())
    with pytest.raises(NothingToRefund):
        files.propose(acting_user=staff())
    files.approve(file, acting_user=staff())
    rows = list(csv.reader(io.StringIO(files.text_of(file, acting_user=staff()))))
    assert rows[1:] == [
        ["UPI", UPI, "123.45", first.number.replace("-", "")],
        ["UPI", UPI, "500.00", second.number.replace("-", "")],
        ["TOTAL", "2", "623.45", ""],
    ]
    assert files.waiting().total_paise == other.amount_paise
    assert AuditEntry.objects.filter(action="payments.refund_file_opened").count() == 1
    assert list(checks.problems()) == []


def test_one_person_alone_sends_nothing() -> None:
    owed()
    person = staff()
    file = files.propose(acting_user=person)
    with pytest.raises(SamePerson):
        files.approve(file, acting_user=person)
    for act in (lambda: files.text_of(file, acting_user=person), lambda: files.record_sent(file, reference="F1", acting_user=person)):
        with pytest.raises(NotAsSeen):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        RefundFile.objects.update(approved_by=person)


def test_a_refund_sent_in_another_way_makes_its_file_useless() -> None:
    refund = owed()
    file = files.propose(acting_user=staff())
    refunding.refund_sent(refund, reference="OUT1", sent_at=timezone.now())
    with pytest.raises(NotAsSeen):
        files.approve(file, acting_user=staff())
    files.drop(file, note="sent by hand", acting_user=staff())
    assert not files.to_send().exists()


def test_what_the_bank_paid_is_recorded_once_and_told() -> None:
    refund = owed()
    line = only_line(sent())
    assert [refund_files.line_sent(line, reference="UTR 9", acting_user=staff()) for _press in range(2)] == [True, False]
    refund.refresh_from_db()
    assert (refund.status, refund.reference) == ("sent", "UTR9")
    assert Notice.objects.filter(kind="order_refund_sent").count() == 1
    check_ledger()


def test_a_line_is_recorded_only_when_the_bank_has_its_file() -> None:
    owed()
    line = only_line(approved())
    with pytest.raises(NotAsSeen):
        refund_files.line_sent(line, reference="UTR9", acting_user=staff())
    with pytest.raises(NotAsSeen):
        refund_files.line_came_back(line, reason="bank_trouble", acting_user=staff())


@pytest.mark.parametrize("was_paid", [True, False])
def test_what_the_bank_sends_back_is_due_again_and_goes_into_the_next_file(was_paid: bool) -> None:
    refund = owed()
    line = only_line(sent())
    before = balance(accounts.FUNDS_BANK)
    if was_paid:
        refund_files.line_sent(line, reference="UTR9", acting_user=staff())
    with pytest.raises(ReasonMissing):
        refund_files.line_came_back(line, reason="", acting_user=staff())
    refund_files.line_came_back(line, reason="bank_trouble", acting_user=staff())
    with pytest.raises(NotAsSeen):
        refund_files.line_came_back(line, reason="bank_trouble", acting_user=staff())
    refund.refresh_from_db()
    assert (refund.status, refund.reference, balance(accounts.FUNDS_BANK)) == ("due", "", before)
    assert balance(accounts.REFUNDS_PAYABLE) == refund.amount_paise
    assert OrderEvent.objects.filter(kind="refund_came_back").count() == Notice.objects.filter(kind="order_refund_came_back").count() == 1
    again = only_line(sent())
    refund_files.line_sent(again, reference="UTR10", acting_user=staff())
    assert Notice.objects.filter(kind="order_refund_sent").count() == 1 + was_paid
    check_ledger()
    report = Report()
    fill(report)
    assert (report.posted, report.wrong, comparing.differences()) == (0, [], [])


def test_a_upi_id_that_the_bank_refused_is_used_again_only_when_the_shopper_says_so() -> None:
    refund = owed()
    refund_files.line_came_back(only_line(sent()), reason="no_such_upi", acting_user=staff())
    assert "say to which UPI id" in Notice.objects.get(kind="order_refund_came_back").body
    with pytest.raises(NothingToRefund):
        files.propose(acting_user=staff())
    destinations.give(order_number=refund.allocation.payment.order_number, upi_id=UPI)
    assert files.propose(acting_user=staff()).refunds_count == 1


def test_the_money_goes_back_where_it_came_from_where_nobody_said_anything_else() -> None:
    refund = owed(upi_id="")
    payment = refund.allocation.payment
    file = StatementFile.objects.create(sha256="x", name="june.csv", credits=1, known=0, uploaded_by=staff())
    credit = StatementCredit.objects.create(
        file=file, line=1, reference="C1", booked_on=timezone.localdate(), amount_paise=1, status="matched",
        words=f"UPI/CR/123/ASHA/SBIN/{UPI}/payment {payment.number}",
    )  # fmt: skip
    credit.payments.add(payment)
    files.propose(acting_user=staff())
    place = RefundDestination.objects.get()
    assert (place.source, destinations.upi_of(place), place.upi_mask) == ("bank", UPI, "as•••@okbank")


@pytest.mark.parametrize("text", ["", "asha", "asha@", "@okbank", "=cmd@okbank", "asha@ok bank", "a" * 70 + "@okbank"])
def test_what_is_no_upi_id_is_refused(text: str) -> None:
    with pytest.raises(UpiIdRefused):
        destinations.give(order_number="LB-X", upi_id=text)
    assert not RefundDestination.objects.exists()


def test_a_upi_id_is_sealed_and_stands_in_no_journal() -> None:
    refund = owed()
    row = RefundDestination.objects.values().get()
    assert UPI not in str(row)
    assert UPI not in str(list(AuditEntry.objects.values_list("after", "before")))
    RefundDestination.objects.update(order_number="LB-OTHER")
    with pytest.raises(Exception, match="altered"):
        destinations.upi_of(RefundDestination.objects.get())
    assert refund.pk


def test_a_reference_of_the_bank_is_one_file() -> None:
    owed()
    first = sent()
    owed()
    second = approved()
    with pytest.raises(ReferenceUsed):
        files.record_sent(second, reference=first.reference, acting_user=staff())
    assert not files.record_sent(first, reference=first.reference, acting_user=staff())


def test_reconcile_names_files_that_nobody_finished() -> None:
    owed()
    file = files.propose(acting_user=staff())
    RefundFile.objects.update(proposed_at=timezone.now() - timedelta(days=2))
    assert [words for words in checks.to_do() if file.number in words]
    files.approve(file, acting_user=staff())
    files.record_sent(file, reference="F1", acting_user=staff())
    assert checks.to_do() == []
    RefundFile.objects.update(ended_at=timezone.now() - timedelta(days=4))
    assert "what the bank did" in checks.to_do()[0]


# The screens.
def finance() -> User:
    person = staff("finance")
    person.groups.add(Group.objects.get(name="Finance"))
    return person


def test_staff_take_a_file_through_its_steps(client: Client) -> None:
    refund = owed()
    first, second = finance(), finance()
    client.force_login(first)
    page = "/admin/payments/refunds/files/"
    client.post(page)
    file = RefundFile.objects.get()
    assert "Another person has to approve it." in client.get(f"{page}{file.number}/").content.decode()
    assert f'In a file for the bank: <a href="{page}{file.number}/"' in client.get("/admin/payments/refunds/").content.decode()
    assert client.post(f"/admin/payments/refunds/{refund.number}/sent/", {"reference": "X1"}).status_code == 404
    assert client.post(f"{page}{file.number}/act/", {"act": "approve"}).status_code == 422
    client.force_login(second)
    client.post(f"{page}{file.number}/act/", {"act": "approve"})
    answer = client.post(f"{page}{file.number}/act/", {"act": "open"})
    assert UPI in answer.content.decode()
    assert client.post(f"{page}{file.number}/act/", {"act": "sent", "words": ""}).status_code == 422
    client.post(f"{page}{file.number}/act/", {"act": "sent", "words": "FILE1"})
    client.post(f"{page}{file.number}/{refund.number}/", {"act": "sent", "words": "UTR1"})
    refund.refresh_from_db()
    assert refund.status == "sent"
    client.post(f"{page}{file.number}/{refund.number}/", {"act": "back", "reason": "upi_blocked"})
    shown = client.get(f"{page}{file.number}/").content.decode()
    assert "closed or blocked" in shown
    assert UPI not in shown


def test_the_shopper_says_where_the_refund_goes_and_sees_it_masked(client: Client) -> None:
    placed = make.make_paid_order(make.make_listing(make.make_group()))
    make.owe_refund(placed)
    page = f"/o/{placed.link_token}/refund-to/"
    assert page in client.get(f"/o/{placed.link_token}/").content.decode()
    wrong = client.post(page, {"upi_id": "asha"})
    assert wrong.status_code == 422
    assert 'value="asha"' in wrong.content.decode()
    assert client.post(page, {"upi_id": f" {UPI} "}).status_code == 303
    shown = client.get(page).content.decode()
    assert "as•••@okbank" in shown
    assert UPI not in shown
