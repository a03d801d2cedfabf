"""Debit notes: money of a lost dispute came back, so the price is due again that its credit note had taken (CGST Act s. 34(3), rule 53)."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from orders import papers as reading
from payments import invoices
from payments.models import Earning, PaperState, Payment, TaxPaper
from payments.papers import gstr1, months, tcs, verifying
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders import told
from tests.orders.disputes import check_all
from tests.orders.steps import arrive
from tests.payments.papers import carry_out, paper_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_of_no_account"
    settings.SPLIT_GATEWAY_KEY_SECRET = "of_no_account"
    monkeypatch.setattr("payments.jobs.asking.look_at_all", list)


@pytest.fixture
def market(media_dir: object) -> make.Market:
    return make.make_market()


def _delivered(market: make.Market, paid: object = told.paid_by_card) -> Payment:
    payment = Payment.objects.get(pk=paid(market.stole).payment.pk)
    arrive(carry_out(told.part_of(payment)), source="clock")
    return payment


def _lost_and_back(payment: Payment, **fields: object) -> None:
    for status in ("needs_evidence", "lost", "won"):
        told.tell(payment, status, **fields)


def _notes(role: str) -> list[TaxPaper]:
    return list(TaxPaper.objects.filter(kind="debit", role=role).select_related("corrects").order_by("pk"))


def test_it_has_every_field_that_rule_53_asks_for_and_a_series_of_its_own(client: Client, market: make.Market) -> None:
    payment = _delivered(market)
    _lost_and_back(payment)
    note, invoice = _notes("sale")[0], paper_of(told.part_of(payment))
    assert note.number == f"LB-{note.financial_year % 100}N-00001"
    assert (note.corrects, note.total_paise, note.letter) == (invoice, invoice.total_paise, "N")
    for name in (
        "seller",
        "seller_gstin",
        "buyer",
        "buyer_gstin",
        "place_of_supply",
        "taxable_paise",
        "cgst_paise",
        "utgst_paise",
        "igst_paise",
    ):
        assert getattr(note, name) == getattr(invoice, name), name
    lines = [(line.key, line.hsn, line.rate_bp, line.taxable_paise, line.total_paise) for line in note.lines.all()]
    assert lines == [(line.key, line.hsn, line.rate_bp, line.taxable_paise, line.total_paise) for line in invoice.lines.all()]
    shown = reading.to_read(note)
    assert (shown.title, shown.reason) == ("Debit note", "The bank has decided anew: the price is due")
    assert shown.corrects == (invoice.number, invoice.issued_on)
    check_all()


def test_where_the_operator_sells_the_groups_bill_is_debited_with_what_the_group_has_again(market: make.Market) -> None:
    payment = _delivered(market)
    _lost_and_back(payment)
    (note,) = _notes("purchase")
    assert note.total_paise == Earning.objects.get().net_paise
    assert note.number.startswith("G")
    check_all()


def test_where_the_group_sells_the_note_is_the_groups_and_its_tax_at_source_is_in_the_list_again(market: make.Market) -> None:
    payment = _delivered(market, told.paid_at_gateway)
    month = months.of(timezone.localdate())
    before = tcs.rows(month)
    told.tell(payment)
    told.tell(payment, "lost")
    assert tcs.rows(month)[0].tcs_paise == 0
    told.tell(payment, "won")
    assert (len(_notes("sale")), _notes("purchase")) == (1, [])
    assert tcs.rows(month)[0].tcs_paise == before[0].tcs_paise > 0
    check_all()


def test_the_sheet_of_the_month_counts_it_where_its_invoice_was(market: make.Market) -> None:
    payment = _delivered(market)
    month, key = months.of(timezone.localdate()), paper_of(told.part_of(payment)).seller_key
    before = {row.table: row.amounts for row in gstr1.rows(key, month) if row.table in ("7", "12")}
    _lost_and_back(payment)
    rows = gstr1.rows(key, month)
    assert {row.table: row.amounts for row in rows if row.table in ("7", "12")} == before
    (note,) = _notes("sale")
    assert f"Debit notes: {note.number} to {note.number}, cancelled 0" in {row.note for row in rows}


def test_what_the_shop_bore_is_due_again_too_and_leaves_the_groups_bill_alone(market: make.Market) -> None:
    payment = _delivered(market)
    _lost_and_back(payment, reason="fraudulent")
    assert [note.total_paise for note in _notes("sale")] == [payment.amount_paise]
    assert _notes("purchase") == []
    check_all()


def test_a_part_of_it_is_a_note_of_that_part_and_later_credits_are_bounded_by_what_is_due(market: make.Market) -> None:
    payment = _delivered(market)
    part, half = told.part_of(payment), payment.amount_paise // 2
    _lost_and_back(payment, amount_paise=half)
    assert sum(note.total_paise for note in _notes("sale")) == half
    owe_refund(producer_order_number=part.number, amount_paise=10_001, reason="damaged", key="flaw")
    state = PaperState.objects.get(role="sale")
    assert (state.left_paise, state.debited_paise) == (payment.amount_paise - 10_001, half)
    credited = TaxPaper.objects.filter(role="sale", kind="credit").latest("pk")
    assert credited.total_paise == 10_001
    check_all()
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperState.objects.filter(pk=state.pk).update(credited_paise=state.total_paise + state.debited_paise + 1)


def test_goods_that_never_left_are_not_sold_again(market: make.Market) -> None:
    payment = Payment.objects.get(pk=told.paid_by_card(market.stole).payment.pk)
    _lost_and_back(payment)
    assert not TaxPaper.objects.exists()
    assert list(verifying.faults()) == []


def test_a_refund_that_the_dispute_had_paid_is_not_due_again(market: make.Market) -> None:
    payment = _delivered(market)
    told.tell(payment)
    owe_refund(producer_order_number=told.part_of(payment).number, amount_paise=50_000, reason="damaged", key="flaw")
    told.tell(payment, "lost")
    told.tell(payment, "won")
    assert [note.total_paise for note in _notes("sale")] == [payment.amount_paise - 50_000]
    check_all()


def test_what_came_back_before_the_goods_left_is_on_a_note_beside_their_invoice(market: make.Market) -> None:
    payment = Payment.objects.get(pk=told.paid_by_card(market.stole).payment.pk)
    third = payment.amount_paise // 3
    _lost_and_back(payment, amount_paise=third)
    assert not TaxPaper.objects.exists()
    part = carry_out(told.part_of(payment))
    assert (paper_of(part).total_paise, [note.total_paise for note in _notes("sale")]) == (payment.amount_paise - third, [third])
    arrive(part, source="clock")
    check_all()


def test_a_hand_over_that_is_taken_back_credits_the_notes_as_well(market: make.Market) -> None:
    payment = Payment.objects.get(pk=told.paid_by_card(market.stole).payment.pk)
    part = carry_out(told.part_of(payment))
    _lost_and_back(payment, amount_paise=payment.amount_paise // 3)
    assert len(_notes("sale")) == 1
    with transaction.atomic():
        invoices.withdraw(part.number, reason="The hand-over was taken back")
    state = PaperState.objects.get(role="sale")
    assert (state.is_void, state.left_paise) == (True, 0)
    lines = {line.key: 0 for line in state.paper.lines.all()}
    for paper in (state.paper, *state.paper.notes.all()):
        for line in paper.lines.all():
            lines[line.key] += -line.total_paise if paper.kind == "credit" else line.total_paise
    assert set(lines.values()) == {0}


def test_a_note_that_is_missing_or_too_much_is_found(market: make.Market) -> None:
    payment = _delivered(market)
    _lost_and_back(payment)
    PaperState.objects.filter(role="sale").update(debited_paise=1)
    words = list(verifying.faults())
    assert any("1 paise are debited, its debit notes say" in said for said in words)
    assert any("paise are left of it" in said for said in words)
