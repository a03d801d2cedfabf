"""After the sale several people act at the same moment: pieces go once, money is owed once, and nobody gets more than was delivered."""

import pytest

from orders import cancelling, losses, packing, shrinking
from orders.errors import NotPossible, ShrinkRefused
from orders.models import LineRecord, ReturnRequest
from orders.reconciling import reconcile
from orders.returns import asking, deciding, going_back, settling
from orders.returns.asking import Wanted
from orders.returns.errors import ReturnRefused
from payments.models import Refund
from tests.orders import factories as make
from tests.orders.racing import all_at_once
from tests.orders.steps import bring, fresh, member_of, parcel_of
from tests.payments.ledgers import check_ledger

pytestmark = pytest.mark.long

REFUSALS = (NotPossible, ShrinkRefused, ReturnRefused)


def _sound(answers: list[object]) -> None:
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, REFUSALS)], answers
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_a_shopper_who_keeps_less_and_a_group_that_has_less_and_packs_at_once(committed_db: None) -> None:
    market = make.make_market(stock=40)
    user = member_of(market.wool)
    for turn in range(4):
        part = bring(make.place_order((market.stole, 5)), market.wool, "accepted")
        line = part.lines.get()
        acts = [
            lambda part=part, line=line: shrinking.cancel_pieces(fresh(part), keep={line.pk: 3}, acting_user=None),
            lambda part=part, line=line: shrinking.short(fresh(part), keep={line.pk: 2}, reason="damaged", acting_user=user),
            lambda part=part: packing.pack(fresh(part), acting_user=user),
            lambda part=part: cancelling.cancel_part(fresh(part), reason="x", acting_user=None, allowed=cancelling.BEFORE_PACKING),
        ]
        acts = acts[turn:] + acts[:turn]
        _sound(all_at_once(4, lambda number, acts=acts: acts[number]()))
        line.refresh_from_db()
        owed = sum(Refund.objects.filter(allocation__producer_order_number=part.number).values_list("amount_paise", flat=True))
        gone = line.declined + line.cancelled
        assert owed == (part.total_paise if fresh(part).status == "cancelled" else gone * 1_850_000)
    record = make.stock_of(market.stole)
    lines = LineRecord.objects.filter(line__stockrecord=record)
    assert record.num_allocated == sum(line.ordered - line.declined - line.cancelled - line.shipped for line in lines)


def test_six_requests_for_the_same_pieces_end_with_one(committed_db: None) -> None:
    market = make.make_market()
    part = bring(make.place_order((market.socks, 3)), market.wool, "delivered")
    said = Wanted(pieces={part.lines.get().pk: 2}, reason="damaged", words="A hole", wish="money", has_tag=True)
    answers = all_at_once(6, lambda number: asking.ask(fresh(part), said, key=f"{number % 3:020d}"))
    _sound(answers)
    assert ReturnRequest.objects.count() == 1


def test_a_return_that_is_settled_by_group_and_shop_at_once_is_settled_once(committed_db: None) -> None:
    market = make.make_market()
    user = member_of(market.wool)
    part = bring(make.place_order((market.socks, 3)), market.wool, "delivered")
    said = Wanted(pieces={part.lines.get().pk: 2}, reason="damaged", words="A hole", wish="money", has_tag=True)
    request = asking.ask(part, said, key="k" * 20)
    deciding.approve(request, goods_come_back=True, acting_user=user)
    number = request.number

    def act(place: int) -> object:
        mine = ReturnRequest.objects.get(number=number)
        if place < 2:
            return going_back.received(mine, can_be_sold=True, acting_user=user)
        if place < 4:
            return settling.give_money_back(mine, acting_user=user, is_staff=True)
        sent = {"outcome": "replaced", "carrier": "India Post", "tracking_number": ""}
        return settling.send_again(mine, acting_user=user, **sent)

    for _round in range(2):
        _sound(all_at_once(6, act))
    request.refresh_from_db()
    assert request.status == "settled"
    assert Refund.objects.count() == (request.outcome == "refunded")
    assert part.lines.get().returned == 2
    assert make.stock_of(market.socks).num_in_stock == 10 - 3 + 2 - (2 if request.outcome == "replaced" else 0)


def test_a_parcel_that_is_given_up_by_two_and_comes_back_ends_once(committed_db: None) -> None:
    market = make.make_market()
    user = member_of(market.wool)
    part = bring(make.place_order((market.socks, 3)), market.wool, "handed_over")

    def act(place: int) -> object:
        if place < 2:
            return losses.lost(parcel_of(part), acting_user=user)
        return losses.came_back(parcel_of(part), can_be_sold=False, acting_user=user)

    _sound(all_at_once(4, act))
    assert Refund.objects.count() == 1
    assert fresh(part).status == "delivered"
