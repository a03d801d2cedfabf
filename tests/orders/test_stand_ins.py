"""Another group sends in place of one that does not answer: only with a yes, never dearer, once, with every paisa and piece in its place."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.utils import timezone

from journal import outbox
from journal.models import AuditEntry
from orders import fulfilment, handover, packing, queries, reasons, status
from orders.errors import NotPossible
from orders.models import OrderRecord, ProducerOrder, StandIn
from orders.reconciling import reconcile
from orders.stand_ins import answering, asking, finding, shown
from orders.stand_ins.errors import StandInChanged, StandInRefused
from payments import comparing, moving
from payments.errors import MoveRefused, RefundRefused
from payments.models import Allocation, AllocationMove, Earning, Payment, Refund
from payments.refunds import owe_refund
from payments.settlement import LICENSED_GATEWAY, PAY_EACH_GROUP
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.enquiries import make_proposal, order
from tests.orders.stand_ins import Case, ask, make_case, seen
from tests.orders.steps import arrive, fresh, member_of
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


def page_of(case: Case) -> str:
    return f"/o/{case.placed.link_token}/"


def press(case: Case, asked: StandIn, said: str, hash_seen: str = "") -> str:
    return words(Client().post(f"{page_of(case)}other-group/{asked.pk}/", {"answer": said, "seen": hash_seen}, follow=True))


def test_a_yes_moves_part_money_and_pieces_in_one_act_and_tells_both_groups(case: Case) -> None:
    asked = ask(case)
    said = words(Client().get(page_of(case)))
    assert "Phey Wool has not answered" in said
    assert "Striped cap × 2" in said
    assert "₹900 a piece, in place of Wool cap at ₹1,000" in said
    first, paid = seen(case), Payment.objects.get()
    assert "Sakti Wool has your order now" in press(case, asked, "yes", first)
    assert "Sakti Wool has your order now" in press(case, asked, "no")  # the first answer counts
    old, new = fresh(case.part), fresh(make.part_of(case.placed, case.other))
    assert (old.status, old.decline_reason, new.status, new.ship_to) == ("cancelled", reasons.HANDED_ON, "new", old.ship_to)
    assert (new.goods_paise, new.lines.get().ordered, new.released_at is not None) == (180_000, 2, True)
    assert new.parcels.get().promised_from > timezone.localdate()
    back = old.total_paise - new.total_paise
    assert (Refund.objects.get().amount_paise, AllocationMove.objects.get().amount_paise) == (back, new.total_paise)
    assert Allocation.objects.get(producer_order_number=old.number).kept_paise == 0
    assert sum(part.captured_paise - part.moved_paise for part in Allocation.objects.all()) == paid.amount_paise
    assert [make.stock_of(one).num_allocated for one in (case.goods, case.instead)] == [0, 2]
    record = OrderRecord.objects.get()
    assert (record.payment_status, str(queries.order_page(case.placed.order).headline)) == (
        "part_refunded",
        "Paid; the groups have your order",
    )
    assert str(status.part_words(old)) == "Another group sends it"
    check_books()
    outbox.drain()
    to_first = next(letter for letter in mail.outbox if letter.to == [member_of(case.part.group).email] and "Do not send" in letter.subject)
    assert not any(text in to_first.body for text in ("Asha", "Janpath", "9812345678", "Sakti"))
    assert any(new.number in letter.subject and letter.to == [member_of(case.other).email] for letter in mail.outbox)
    assert {"orders.stand_in_asked", "orders.stand_in_answered", "orders.handed_on", "payments.part_moved"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )
    with pytest.raises(RefundRefused):  # nothing is left of the first part
        owe_refund(producer_order_number=old.number, amount_paise=1, reason="damaged", key="once-more")


@pytest.mark.long
def test_the_new_group_is_paid_for_what_it_sent_and_books_agree(case: Case) -> None:
    answering.answer(ask(case), "yes", seen=seen(case))
    new = fresh(make.part_of(case.placed, case.other))
    user = member_of(case.other)
    fulfilment.accept(new, acting_user=user)
    packing.pack(new, acting_user=user)
    handover.hand_over(new, carrier="own", acting_user=user)
    arrive(new)
    earned = fresh(new)
    assert Earning.objects.get().gross_paise == earned.total_paise
    check_books()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_no_and_silence_give_all_the_money_back(case: Case) -> None:
    asked = ask(case)
    assert answering.answer_due(timezone.now() + timedelta(days=2)) == 0
    assert answering.answer_due(timezone.now() + timedelta(days=3, minutes=1)) == 1
    assert answering.answer_due(timezone.now() + timedelta(days=4)) == 0
    asked.refresh_from_db()
    part = fresh(case.part)
    assert (asked.answer, asked.source, part.status, part.decline_reason) == ("no", "clock", "cancelled", reasons.UNANSWERED)
    assert Refund.objects.get().amount_paise == part.total_paise
    assert not ProducerOrder.objects.filter(group=case.other).exists()
    check_books()


@pytest.mark.long
def test_a_no_of_the_shopper_is_the_same(case: Case) -> None:
    assert "The money goes back to you." in press(case, ask(case), "no")
    assert (fresh(case.part).status, Refund.objects.get().amount_paise) == ("cancelled", case.part.total_paise)


def test_what_is_agreed_to_is_what_was_seen(case: Case) -> None:
    asked, before = ask(case), seen(case)
    record = make.stock_of(case.instead)
    record.price = 850
    record.save()
    assert "It has changed since you opened the page" in press(case, asked, "yes", before)
    with pytest.raises(StandInChanged):
        answering.answer(asked, "yes", seen="")
    record.num_in_stock = 1
    record.save()
    assert "can not send it at the moment either" in words(Client().get(page_of(case)))
    with pytest.raises(StandInChanged):
        answering.answer(asked, "yes", seen=before)
    assert (fresh(case.part).status, Refund.objects.count(), ProducerOrder.objects.filter(group=case.other).count()) == ("new", 0, 0)
    record.num_in_stock = 10
    record.save()
    answering.answer(asked, "yes", seen=seen(case))
    assert fresh(make.part_of(case.placed, case.other)).goods_paise == 170_000


@pytest.mark.long
def test_a_piece_that_somebody_else_bought_in_that_moment_undoes_everything(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, before = ask(case), seen(case)
    quoted = finding.quote_of(asked)
    monkeypatch.setattr(finding, "quote_of", lambda _asked: quoted)
    record = make.stock_of(case.instead)
    record.num_in_stock = 1
    record.save()
    with pytest.raises(StandInChanged):
        answering.answer(asked, "yes", seen=before)
    asked.refresh_from_db()
    assert (asked.answer, fresh(case.part).status, AllocationMove.objects.count()) == ("", "new", 0)
    check_books()


@pytest.mark.long
def test_the_first_group_may_still_accept_and_then_nothing_is_asked(case: Case) -> None:
    asked, before = ask(case), seen(case)
    fulfilment.accept(case.part, acting_user=member_of(case.part.group))
    assert shown.open_stand_ins(case.placed.order.number) == []
    for said in ("yes", "no"):
        with pytest.raises(NotPossible):
            answering.answer(asked, said, seen=before)
    assert answering.answer_due() == 1
    asked.refresh_from_db()
    assert (asked.answer, fresh(case.part).status, Refund.objects.count()) == ("void", "accepted", 0)
    again = ask(case)  # it accepted, and says on the telephone that it can not
    answering.answer(again, "yes", seen=seen(case))
    assert fresh(make.part_of(case.placed, case.other)).status == "new"
    check_books()


def test_only_goods_of_the_kind_that_are_there_and_no_dearer_are_proposed(case: Case) -> None:
    third = make.make_group("bodkharbu")
    make.make_listing(third, "One cap only", price_paise=80_000, stock=1)
    make.make_listing(third, "Other kind", price_paise=80_000, product_type=make.make_type("other_kind"))
    make.make_listing(make.make_group("asleep", status="suspended"), "Cap of nobody", price_paise=80_000)
    make.make_listing(make.make_group("paused"), "Paused cap", price_paise=80_000, status="paused")
    make.make_listing(make.make_group("heavy"), "Heavy cap", price_paise=100_000, weight_g=9_000)  # dearer with its delivery
    (option,) = finding.options(case.part)
    assert (option.quoted.group.slug, option.quoted.goods_paise) == ("sakti-wool", 180_000)
    assert option.back_paise == case.part.total_paise - option.quoted.total_paise
    ProducerOrder.objects.filter(pk=case.part.pk).update(needed_by=timezone.localdate())
    assert finding.options(fresh(case.part)) == []


def test_where_it_is_not_possible_staff_read_why(case: Case) -> None:
    payment = Payment.objects.get()
    for mode, said in ((PAY_EACH_GROUP, "has paid this group itself"), (LICENSED_GATEWAY, "gateway keeps this money")):
        payment.mode = mode
        with pytest.raises(MoveRefused, match=said):
            moving._checked(Allocation(payment=payment))
    payment.mode, payment.provider = "nodal_seller_of_record", "cash"
    with pytest.raises(MoveRefused, match="at the door"):
        moving._checked(Allocation(payment=payment))
    payment.provider = "offline"
    with pytest.raises(MoveRefused, match="code"):
        moving._checked(Allocation(payment=payment, subsidy_paise=5))
    fulfilment.decline(case.part, reason="damaged", acting_user=member_of(case.part.group))
    with pytest.raises(StandInRefused, match="paid and not packed"):
        ask(case)
    maker = member_of(case.other)
    agreed = order(make_proposal(maker, case.other, (case.instead, 1, 80_000)))
    make.pay(agreed)
    with pytest.raises(StandInRefused, match="agreed with its maker"):
        finding.check(fresh(make.part_of(agreed, case.other)))


def test_staff_ask_from_the_list_and_take_back(case: Case) -> None:
    case.staff.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_any_order", "act_for_shopper"]))
    desk, page = Client(), f"/admin/orders/{case.placed.order.number}/other-group/{case.part.number}/"
    desk.force_login(case.staff)
    assert page in words_of(desk, f"/admin/orders/{case.placed.order.number}/")
    ProducerOrder.objects.filter(pk=case.part.pk).update(released_at=timezone.now() - timedelta(days=30))
    assert page in words_of(desk, "/admin/orders/unanswered/")
    assert "Striped cap" in words_of(desk, page)
    asking_for = {"act": "ask", "group": case.other.slug}
    assert desk.post(page, {**asking_for, "reason": " "}).status_code == 422
    assert desk.post(page, {**asking_for, "reason": "Rang twice", "group": "wakha-wool"}).status_code == 422
    assert not StandIn.objects.exists()
    for _time in range(2):
        assert desk.post(page, {**asking_for, "reason": "Rang twice"}).status_code == 302
    outbox.drain()
    letter = next(letter for letter in mail.outbox if "May another group send it?" in letter.subject)
    assert "Sakti Wool from Phey" in letter.body
    assert f"/o/{case.placed.link_token}/" in letter.body
    assert "The shopper is asked about another group" in words_of(desk, "/admin/orders/unanswered/")
    assert "The shopper is asked about Sakti Wool" in words_of(desk, page)
    with pytest.raises(StandInRefused):
        asking.ask(case.part, group_slug="wakha-wool", reason="No", acting_user=case.staff)
    assert desk.post(page, {"act": "withdraw", "reason": "The group rang back"}).status_code == 302
    assert desk.post(page, {"act": "withdraw", "reason": "Again"}).status_code == 422
    asked = StandIn.objects.get()
    assert (asked.answer, asked.source, fresh(case.part).status) == ("void", "staff", "new")
    assert "not needed any more" in press(case, asked, "yes")


def words_of(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_question_of_another_order_is_not_there(case: Case) -> None:
    other = make.make_paid_order(case.goods)
    asked = ask(case)
    assert Client().post(f"/o/{other.link_token}/other-group/{asked.pk}/", {"answer": "no"}).status_code == 404
    assert comparing.differences() == []
