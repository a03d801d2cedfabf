"""Every refund names the lines it gives back: exact, bounded by each line, with the fee and the tax that were frozen on it."""

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from orders import handover, line_checks, sold_lines
from orders.models import LineRecord, ProducerOrder
from orders.queries import order_page, producer_order_page
from payments import comparing, refund_lines
from payments.errors import RefundRefused
from payments.models import Allocation, Earning, EarningChange, Refund, RefundLine
from payments.papers import verifying
from payments.refund_lines import Back, Left, Wanted
from payments.refunds import owe_refund
from payments.sold_lines import Sold
from tests.orders import factories as make
from tests.orders.steps import arrive, bring, member_of
from tests.payments import papers
from tests.payments.ledgers import check_ledger, standing

pytestmark = pytest.mark.django_db


def _sold(to: str = "new") -> tuple[ProducerOrder, LineRecord, LineRecord]:
    """Two stoles and three pairs of socks of one group, brought to a state."""
    market = make.make_market()
    part = bring(make.place_order((market.stole, 2), (market.socks, 3)), market.wool, to)
    stole, socks = LineRecord.objects.filter(producer_order=part).order_by("pk")
    return part, stole, socks


def _owe(part: ProducerOrder, *wanted: Wanted, key: str = "k", **fields: object) -> Refund:
    amount = sum(asked.amount_paise for asked in wanted)
    return owe_refund(producer_order_number=part.number, amount_paise=amount, reason="damaged", key=key, lines=wanted, **fields)


def _rows(refund: Refund) -> list[tuple[str, int, int, int, int]]:
    return list(refund.lines.values_list("key", "pieces", "amount_paise", "commission_paise", "tax_paise"))


def test_a_refund_gives_back_fee_and_tax_of_the_line_it_names() -> None:
    part, stole, _socks = _sold("delivered")
    refund = _owe(part, Wanted(str(stole.pk), 1_850_000, 1), Wanted("delivery", 1_000))
    assert _rows(refund) == [(str(stole.pk), 1, 1_850_000, 92_500, 88_095), ("delivery", 0, 1_000, 0, 47)]
    change = EarningChange.objects.get()
    assert (change.gross_paise, change.commission_paise, change.net_paise) == (-1_851_000, 92_500, -1_758_500)
    assert refund_lines.left_of(part.number)[str(stole.pk)].pieces == 1


def test_a_refund_that_names_no_line_takes_of_every_line_what_is_left_of_it_in_proportion() -> None:
    part, stole, socks = _sold()
    _owe(part, Wanted(str(stole.pk), 3_700_000, 2), key="whole")
    left = part.total_paise - 3_700_000
    refund = owe_refund(producer_order_number=part.number, amount_paise=left, reason="damaged", key="rest")
    assert [(key, pieces, paise) for key, pieces, paise, _fee, _tax in _rows(refund)] == [
        (str(socks.pk), 3, socks.line_paise),
        ("delivery", 0, part.delivery_paise),
    ]
    assert {line.paise for line in refund_lines.left_of(part.number).values()} == {0}


@pytest.mark.parametrize(
    "asked",
    [
        [("stole", 3_700_001, 0)],
        [("stole", 3_700_000, 3)],
        [("stole", 0, 1), ("socks", 1, 0)],
        [("stole", 1, 0), ("stole", 1, 0)],
        [("other", 1, 0)],
    ],
)
def test_more_than_is_left_of_a_line_is_refused_and_changes_nothing(asked: list[tuple[str, int, int]]) -> None:
    part, stole, socks = _sold()
    keys = {"stole": str(stole.pk), "socks": str(socks.pk), "other": "9999999"}
    with pytest.raises(RefundRefused), transaction.atomic():
        _owe(part, *(Wanted(keys[name], paise, pieces) for name, paise, pieces in asked))
    assert not Refund.objects.exists()
    assert not RefundLine.objects.exists()
    assert Allocation.objects.get(producer_order_number=part.number).refunded_paise == 0


def test_lines_that_sum_to_something_else_are_refused() -> None:
    part, stole, _socks = _sold()
    with pytest.raises(RefundRefused), transaction.atomic():
        owe_refund(producer_order_number=part.number, amount_paise=5, reason="damaged", key="k", lines=[Wanted(str(stole.pk), 4)])


@given(
    st.integers(1, 10**9),
    st.integers(0, 3_000),
    st.integers(0, 2_800),
    st.one_of(st.just(0), st.integers(0, 10**10)),
    st.lists(st.integers(1, 10**8), max_size=6),
)
def test_many_small_refunds_of_a_line_give_back_what_one_large_one_does(
    sold: int, fee_bp: int, tax_bp: int, subsidy: int, takes: list[int]
) -> None:
    line = Sold("1", sold, 1, (sold + subsidy) * fee_bp // 10_000, tax_bp, subsidy)
    left, fees, taxes, subsidies, gone = sold, 0, 0, 0, 0
    for take in takes:
        take = min(take, left)
        back = Left(line, left, 1).given_back(take)
        assert back.subsidy_paise >= 0
        assert 0 <= back.fee_paise <= take + back.subsidy_paise
        assert 0 <= back.tax_paise <= take
        fees, taxes, subsidies = fees + back.fee_paise, taxes + back.tax_paise, subsidies + back.subsidy_paise
        left, gone = left - take, gone + take
    assert Back(fees, taxes, subsidies) == Left(line, sold, 1).given_back(gone)
    assert left or subsidies == subsidy


@given(st.integers(0, 10**9), st.integers(1, 40), st.data())
def test_pieces_given_back_one_after_the_other_are_worth_the_line(paise: int, pieces: int, data: st.DataObject) -> None:
    line, left, rest = Sold("1", paise or 1, pieces, 0, 0), paise, pieces
    while rest:
        going = data.draw(st.integers(1, rest))
        worth = Left(line, left, rest).worth(going)
        assert abs(worth * rest - left * going) < rest
        left, rest = left - worth, rest - going
    assert left == 0


def test_what_was_refunded_before_the_hand_over_is_not_on_the_invoice_line_of_its_goods() -> None:
    with papers.nodal():
        part, stole, socks = _sold("packed")
        _owe(part, Wanted(str(socks.pk), 10_000))
        handover.hand_over(part, carrier="own", acting_user=member_of(part.group))
        paper = papers.paper_of(part)
        bought = papers.paper_of(part, "purchase")
    totals = dict(paper.lines.values_list("key", "total_paise"))
    assert totals == {str(stole.pk): 3_700_000, str(socks.pk): socks.line_paise - 10_000, "delivery": part.delivery_paise}
    assert dict(bought.lines.values_list("key", "total_paise"))[str(stole.pk)] == 3_700_000 - 185_000
    assert list(verifying.faults()) == []


@pytest.mark.parametrize("to", ["handed_over", "delivered"])
def test_the_credit_note_names_the_line_and_its_pieces(to: str) -> None:
    with papers.nodal():
        part, stole, _socks = _sold(to)
        _owe(part, Wanted(str(stole.pk), 1_850_000, 1))
        (note,) = papers.credits_of(part)
        (bought,) = papers.credits_of(part, "purchase")
    assert list(note.lines.values_list("key", "quantity", "total_paise")) == [(str(stole.pk), 1, 1_850_000)]
    assert list(bought.lines.values_list("key", "quantity", "total_paise")) == [(str(stole.pk), 1, 1_850_000 - 92_500)]
    assert list(verifying.faults()) == []


def test_what_the_shop_bears_leaves_the_group_its_whole_earning_and_fee() -> None:
    with papers.nodal():
        part, stole, _socks = _sold("handed_over")
        _owe(part, Wanted(str(stole.pk), 1_850_000, 1), bearer="shop")
        assert papers.credits_of(part)[0].total_paise == 1_850_000
        assert papers.credits_of(part, "purchase") == []
        arrive(part)
    earning = Earning.objects.get()
    assert (earning.gross_paise, earning.commission_paise) == (part.total_paise, part.commission_paise)
    assert list(verifying.faults()) == []
    assert standing()["loss.transit"] == 1_850_000
    assert comparing.differences() == []
    check_ledger()


def test_the_pages_say_which_line_went_back() -> None:
    part, stole, _socks = _sold()
    _owe(part, Wanted(str(stole.pk), 1_850_000, 1))
    page = order_page(part.order)
    (row,) = page.parts
    assert [line.back_paise for line in row.lines] == [1_850_000, 0]
    assert row.refunds[0].lines == [("Pashmina stole", 1, 1_850_000)]
    mine = producer_order_page(part)
    assert (mine.back_paise, mine.receives_paise) == (1_850_000, part.total_paise - part.commission_paise - 1_850_000 + 92_500)


def test_a_line_of_a_refund_is_never_changed_or_deleted() -> None:
    part, stole, _socks = _sold()
    line = _owe(part, Wanted(str(stole.pk), 5)).lines.get()
    for change in (
        lambda: RefundLine.objects.filter(pk=line.pk).update(amount_paise=6),
        lambda: RefundLine.objects.filter(pk=line.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert RefundLine.objects.get(pk=line.pk).amount_paise == 5


def test_a_part_has_all_its_lines_and_its_delivery_and_they_sum_to_it() -> None:
    part, stole, socks = _sold()
    told = sold_lines.lines_of(part.number)
    assert [line.key for line in told] == [str(stole.pk), str(socks.pk), "delivery"]
    assert sum(line.sold_paise for line in told) == part.total_paise
    assert sum(line.commission_paise for line in told) == part.commission_paise
    assert sold_lines.lines_of("PO-UNKNOWN") == []


def test_reconcile_names_a_refund_without_lines_and_a_line_that_gave_back_too_much() -> None:
    part, stole, _socks = _sold()
    _owe(part, Wanted(str(stole.pk), 1_850_000, 1), Wanted("delivery", 100))
    assert list(line_checks.problems()) == []
    allocation = Allocation.objects.get(producer_order_number=part.number)
    stray = Refund.objects.create(number="RF-STRAY", allocation=allocation, amount_paise=1, reason="damaged", key="stray")
    assert list(line_checks.problems()) == ["RF-STRAY: it names no line of what was sold"]
    for key, paise in ((str(stole.pk), 1_850_001), ("delivery", part.delivery_paise)):
        RefundLine.objects.create(refund=stray, key=key, amount_paise=paise, commission_paise=0, tax_paise=0)
    assert list(line_checks.problems()) == [
        f"line {stole.pk}: 3700001 paise for 1 pieces went back, 3700000 for 2 were sold",
        f"{part.number}: {part.delivery_paise + 100} paise of delivery went back, {part.delivery_paise} were sold",
    ]
