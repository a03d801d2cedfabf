"""Tax papers as they are issued: who sells, what it is called, what stands on it, and that every sum foots."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Sum

from journal.models import AuditEntry
from orders import handover, undo
from orders.models import ProducerOrder
from payments import refunds, settlement
from payments.models import Allocation, PaperState, TaxPaper, TaxPaperLine
from payments.paper_series import group_key
from tests.orders import factories as make
from tests.orders import steps
from tests.payments import papers

pytestmark = pytest.mark.django_db
KARGIL = "194103"


def _refund(part: ProducerOrder, paise: int, key: str) -> None:
    refunds.owe_refund(producer_order_number=part.number, amount_paise=paise, reason="damaged", key=key)


def test_the_operator_is_the_seller_and_the_group_gives_it_a_bill() -> None:
    group = make.make_group("rangdum", legal_name="Rangdum Co-operative", village="Phey", address="Phey, Leh")
    with papers.nodal():
        part = papers.sold(make.make_listing(group, price_paise=1_500_000))
    sale, bought = papers.paper_of(part), papers.paper_of(part, "purchase")
    assert (sale.kind, sale.seller_key, sale.seller_gstin, sale.settlement_mode) == (
        "invoice",
        "LB",
        "38AAAAA0000A1ZZ",
        "nodal_seller_of_record",
    )
    assert (sale.buyer["name"], sale.buyer["state_code"], sale.buyer_gstin) == ("Asha Verma", "07", "")
    assert sale.total_paise == part.total_paise
    assert (bought.kind, bought.seller["legal_name"], bought.seller["address"]) == ("invoice", "Rangdum Co-operative", "Phey, Leh, 194101")
    assert (bought.buyer_gstin, bought.place_of_supply, bought.igst_paise) == ("38AAAAA0000A1ZZ", "38", 0)
    assert bought.total_paise == part.total_paise - part.commission_paise


def test_the_group_is_the_seller_where_each_group_is_paid_and_gives_one_paper() -> None:
    group = make.make_group()
    with papers.group_sells():
        part = papers.sold(make.make_listing(group))
    paper = TaxPaper.objects.get()
    assert (paper.seller_key, paper.seller_gstin, paper.role) == (group_key(group.pk), "38AAAAA0001A1ZY", "sale")
    assert paper.total_paise == part.total_paise


def test_the_mode_of_the_day_of_the_order_decides_not_the_one_of_the_hand_over(monkeypatch: pytest.MonkeyPatch) -> None:
    nodal = settlement.Mode(date(2020, 1, 1), settlement.NODAL, settlement.SELLER_OF_RECORD, False, False, "test")
    after = settlement.Mode(date(2026, 11, 11), settlement.PAY_EACH_GROUP, settlement.GROUP, False, False, "test")
    monkeypatch.setattr(settlement, "modes", lambda: (nodal, after))
    group = make.make_group()
    listing = make.make_listing(group)
    with time_machine.travel(datetime(2026, 11, 10, 6, tzinfo=UTC), tick=False):
        before_the_switch = papers.sold(listing, to="packed")
    with time_machine.travel(datetime(2026, 11, 12, 6, tzinfo=UTC), tick=False):
        handover.hand_over(before_the_switch, carrier="own", acting_user=steps.member_of(group))
        after_it = papers.sold(listing)
    sellers = [(paper.seller_key, paper.settlement_mode) for paper in map(papers.paper_of, (before_the_switch, after_it))]
    assert sellers == [("LB", settlement.NODAL), (group_key(group.pk), settlement.PAY_EACH_GROUP)]


@pytest.mark.parametrize(
    ("tax_status", "words"),
    [
        ("composition", "Composition taxable person, not eligible to collect tax on supplies."),
        (
            "enrolled",
            "The supplier is enrolled with the GST portal under notification 34/2023 and not registered. No tax is collected on this supply.",
        ),
    ],
)
def test_a_seller_who_may_not_collect_tax_gives_a_bill_of_supply_in_the_words_of_the_rules(tax_status: str, words: str) -> None:
    with papers.group_sells():
        part = papers.sold(make.make_listing(make.make_group(tax_status=tax_status)), pin=KARGIL)
    paper = papers.paper_of(part)
    assert (paper.kind, paper.letter) == ("bill", "B")
    assert words in paper.statements
    assert (paper.cgst_paise, paper.utgst_paise, paper.igst_paise) == (0, 0, 0)
    assert paper.taxable_paise == paper.total_paise == part.total_paise


def test_exempt_goods_alone_are_sold_under_a_bill_of_supply() -> None:
    fresh = make.make_food(make.make_group(), "Fresh apricots", hsn="080910", product_type=make.make_type("fresh", is_food=True))
    with papers.nodal():
        paper = papers.paper_of(papers.sold(fresh, pin=KARGIL))
    assert (paper.kind, paper.taxable_paise) == ("bill", paper.total_paise)
    assert "Exempt goods: no tax is collected on this supply." in paper.statements


def test_taxable_and_exempt_goods_share_an_invoice_cum_bill_of_supply() -> None:
    group = make.make_group()
    fresh = make.make_food(group, "Fresh apricots", hsn="080910", price_paise=10_000, product_type=make.make_type("fresh", is_food=True))
    with papers.nodal():
        paper = papers.paper_of(papers.sold(make.make_listing(group), fresh, pin=KARGIL))
    assert (paper.kind, paper.letter) == ("both", "I")


def test_lines_sum_to_the_paper_and_the_paper_to_the_allocation() -> None:
    market = make.make_market()
    with papers.nodal():
        part = papers.sold((market.stole, 3), market.socks, market.apricots, market.pulp)
    paper = papers.paper_of(part)
    names = ("taxable_paise", "cgst_paise", "utgst_paise", "igst_paise", "total_paise")
    sums = paper.lines.aggregate(**{name: Sum(name) for name in names})
    assert sums == {name: getattr(paper, name) for name in names}
    allocation = Allocation.objects.get(producer_order_number=part.number)
    assert paper.total_paise == allocation.captured_paise - allocation.refunded_paise == part.total_paise
    frozen = dict(part.lines.values_list("pk", "tax_paise"))
    assert {int(line.key): line.igst_paise for line in paper.lines.exclude(key="delivery")} == frozen


def test_a_refund_before_the_hand_over_makes_the_invoice_smaller() -> None:
    with papers.nodal():
        part = papers.sold(make.make_listing(make.make_group()), to="packed")
        _refund(part, 10_001, "early")
        assert not TaxPaper.objects.exists()
        handover.hand_over(part, carrier="own", acting_user=steps.member_of(part.group))
    assert papers.paper_of(part).total_paise == part.total_paise - 10_001


def test_each_refund_after_it_brings_a_credit_note_and_they_never_exceed_the_invoice() -> None:
    market = make.make_market()
    with papers.nodal():
        part = papers.sold((market.stole, 2), market.socks)
        for number, paise in enumerate([1, 99_999, 333_333]):
            _refund(part, paise, f"r{number}")
        paper = papers.paper_of(part)
        notes = papers.credits_of(part)
        assert [(note.corrects_id, note.total_paise, note.number) for note in notes] == [
            (paper.pk, 1, papers.number(1, "C")),
            (paper.pk, 99_999, papers.number(2, "C")),
            (paper.pk, 333_333, papers.number(3, "C")),
        ]
        _refund(part, part.total_paise - 433_333, "rest")
    credited = TaxPaper.objects.filter(corrects=paper)
    for name in ("taxable_paise", "igst_paise", "total_paise"):
        assert credited.aggregate(of=Sum(name))["of"] == getattr(paper, name)
    bought = papers.paper_of(part, "purchase")
    assert TaxPaper.objects.filter(corrects=bought).aggregate(of=Sum("total_paise"))["of"] == bought.total_paise
    by_key = dict(TaxPaperLine.objects.filter(paper__corrects=paper).values_list("key").annotate(of=Sum("total_paise")))
    assert by_key == {line.key: line.total_paise for line in paper.lines.all()}


def test_the_database_itself_refuses_credit_above_the_invoice() -> None:
    with papers.nodal():
        part = papers.sold(make.make_listing(make.make_group()))
    state = PaperState.objects.filter(paper=papers.paper_of(part))
    with pytest.raises(DatabaseError), transaction.atomic():
        state.update(credited_paise=F("total_paise") + 1)


@pytest.mark.parametrize("table", ["payments_taxpaper", "payments_taxpaperline"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET total_paise = total_paise", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete_an_issued_paper(table: str, verb: str) -> None:
    with papers.nodal():
        papers.sold(make.make_listing(make.make_group()))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
    assert TaxPaper.objects.count() == 2


def test_a_hand_over_taken_back_is_credited_in_full_and_its_number_is_never_used_again() -> None:
    with papers.nodal():
        part = papers.sold(make.make_listing(make.make_group()))
        first, user = papers.paper_of(part), steps.member_of(part.group)
        undo.undo(part, event_id=steps.last_event(part).pk, acting_user=user)
        note = TaxPaper.objects.get(corrects=first)
        assert (note.total_paise, note.reason) == (first.total_paise, "The hand-over was taken back: the goods did not leave.")
        assert TaxPaper.objects.filter(role="purchase", kind="credit").count() == 1
        handover.hand_over(steps.fresh(part), carrier="own", acting_user=user)
    second = papers.paper_of(part)
    assert (first.number, second.number) == (papers.number(1), papers.number(2))
    assert second.total_paise == first.total_paise


def test_handing_over_twice_issues_once() -> None:
    with papers.nodal():
        part = papers.sold(make.make_listing(make.make_group()))
        handover.hand_over(part, carrier="own", acting_user=steps.member_of(part.group))
    assert TaxPaper.objects.filter(kind="invoice").count() == 2  # to the shopper, and from the group


def test_numbers_begin_anew_with_the_financial_year_and_for_each_seller() -> None:
    one, other = make.make_group(), make.make_group()
    with papers.group_sells():
        for day in (datetime(2027, 3, 31, 6, tzinfo=UTC), datetime(2027, 3, 31, 20, tzinfo=UTC)):  # the second is 1 April in India
            with time_machine.travel(day, tick=False):
                papers.sold(make.make_listing(one))
                papers.sold(make.make_listing(other))
    found = TaxPaper.objects.order_by("pk").values_list("number", "issued_on")
    assert list(found) == [
        (f"{group_key(one.pk)}-26I-00001", date(2027, 3, 31)),
        (f"{group_key(other.pk)}-26I-00001", date(2027, 3, 31)),
        (f"{group_key(one.pk)}-27I-00001", date(2027, 4, 1)),
        (f"{group_key(other.pk)}-27I-00001", date(2027, 4, 1)),
    ]


def test_what_is_on_a_paper_stays_when_the_group_and_its_prices_change() -> None:
    group = make.make_group(legal_name="Old name")
    with papers.group_sells():
        part = papers.sold(make.make_listing(group))
    type(group).objects.filter(pk=group.pk).update(legal_name="New name", gstin="38AAAAA0000A1ZZ")
    paper = papers.paper_of(part)
    assert (paper.seller["legal_name"], paper.seller_gstin) == ("Old name", "38AAAAA0001A1ZY")


def test_a_demo_shop_says_on_each_paper_that_its_seller_is_invented(settings: object) -> None:
    settings.SHOP_OPEN = False
    with papers.nodal():
        part = papers.sold(make.make_listing(make.make_group()))
    paper = papers.paper_of(part)
    assert paper.is_demo
    assert paper.statements[-1].startswith("DEMONSTRATION")


def test_the_journal_knows_the_number_and_no_personal_data() -> None:
    with papers.nodal():
        papers.sold(make.make_listing(make.make_group()))
    entry = AuditEntry.objects.filter(action="payments.paper_issued").earliest("pk")
    assert set(entry.after) == {"number", "kind", "producer_order", "total_paise"}
