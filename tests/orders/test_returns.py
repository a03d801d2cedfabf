"""What shoppers give back: under the policy that was frozen, in time, bounded by what was delivered, each step once."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from PIL import Image

from journal import outbox
from media.uploads import clean_file
from orders.errors import NotPossible
from orders.models import LineRecord, OrderEvent, PartPhoto, ProducerOrder, ReturnRequest
from orders.returns import asking, deciding, going_back, policies, returnable, settling
from orders.returns.asking import Wanted
from orders.returns.errors import ReturnRefused
from payments import comparing
from payments.models import Earning, EarningChange, Refund
from payments.papers import verifying
from tests.orders import factories as make
from tests.orders.steps import bring, fresh, member_of
from tests.payments.ledgers import check_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


def _delivered(market: make.Market, to: str = "delivered") -> tuple[ProducerOrder, LineRecord]:
    part = bring(make.place_order((market.socks, 3)), market.wool, to)
    return part, part.lines.get()


def _ask(part: ProducerOrder, pieces: dict[int, int], key: str = "k" * 20, **fields: object) -> ReturnRequest:
    said = {"reason": "damaged", "words": "A hole in the heel", "wish": "money", "has_tag": True, **fields}
    return asking.ask(part, Wanted(pieces=pieces, **said), key=key)


def _back(request: ReturnRequest, can_be_sold: bool = False) -> ReturnRequest:
    """Agreed, sent and received."""
    user = member_of(request.producer_order.group)
    deciding.approve(request, goods_come_back=True, acting_user=user)
    going_back.sent_back(request, carrier="India Post", tracking_number="EP1")
    return going_back.received(request, can_be_sold=can_be_sold, acting_user=user)


def _photo() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "JPEG")
    file.seek(0)
    return file


def test_the_policy_of_the_day_of_the_sale_is_frozen_on_the_line(market: make.Market) -> None:
    part, line = _delivered(market, "new")
    held = policies.of_line(line.return_policy, is_food=False)
    assert (held.code, held.mind_days, held.condition, held.is_dear) == ("seven_days", 7, "tag", False)
    assert line.return_policy["words"] == held.words
    assert line.return_policy["sha256"] == held.sha256
    stole = bring(make.place_order(market.stole), market.wool, "new").lines.get()
    assert policies.of_line(stole.return_policy, is_food=False).is_dear
    assert part.status == "new"


def test_a_return_goes_its_way_to_the_money_and_every_step_is_done_once(market: make.Market) -> None:
    part, line = _delivered(market)
    user = member_of(market.wool)
    for _time in range(2):
        request = _ask(part, {line.pk: 2})
    assert ReturnRequest.objects.count() == 1
    for _time in range(2):
        deciding.approve(request, goods_come_back=True, acting_user=user)
        going_back.sent_back(request, carrier="India Post", tracking_number="EP1")
    with pytest.raises(NotPossible):
        settling.give_money_back(request, acting_user=user)
    for _time in range(2):
        going_back.received(request, can_be_sold=True, acting_user=user)
    for _time in range(2):
        settling.give_money_back(request, acting_user=user)
    refund = Refund.objects.get()
    assert list(refund.lines.values_list("key", "pieces", "amount_paise")) == [(str(line.pk), 2, 2 * 64_050)]
    change = EarningChange.objects.get()
    assert change.commission_paise == refund.lines.get().commission_paise > 0
    line.refresh_from_db()
    request.refresh_from_db()
    assert (line.returned, request.status, request.outcome, request.refund) == (2, "settled", "refunded", refund)
    assert make.stock_of(market.socks).num_in_stock == 10 - 3 + 2
    assert OrderEvent.objects.filter(producer_order=part, kind__startswith="return_").count() == 5
    outbox.drain()
    assert len([message for message in mail.outbox if "is settled" in message.subject]) == 1
    check_ledger()


def test_all_pieces_given_back_for_a_fault_bring_the_delivery_back_and_a_changed_mind_does_not(market: make.Market) -> None:
    first, line = _delivered(market)
    settling.give_money_back(_back(_ask(first, {line.pk: 3})), acting_user=member_of(market.wool))
    second, line = _delivered(market)
    request = _ask(second, {line.pk: 3}, key="m" * 20, reason="changed_mind", words="")
    assert request.pays_way_back == "shopper"
    settling.give_money_back(_back(request), acting_user=member_of(market.wool))
    sums = [sum(Refund.objects.filter(allocation__producer_order_number=part.number).values_list("amount_paise", flat=True))
            for part in (first, second)]  # fmt: skip
    assert sums == [first.total_paise, second.goods_paise]


def test_no_more_pieces_are_asked_back_than_were_delivered(market: make.Market) -> None:
    part, line = _delivered(market)
    _ask(part, {line.pk: 2})
    for number, pieces in enumerate((2, 4, -1, 0)):
        with pytest.raises(ReturnRefused):
            _ask(part, {line.pk: pieces}, key=f"{number:020d}")
    _ask(part, {line.pk: 1}, key="x" * 20)
    assert returnable.lines_of(part) == []


def test_a_refused_request_may_be_asked_again(market: make.Market) -> None:
    part, line = _delivered(market)
    request = _ask(part, {line.pk: 3})
    deciding.refuse(request, reason="used", words="They have been worn.", acting_user=member_of(market.wool))
    with pytest.raises(NotPossible):
        deciding.approve(request, goods_come_back=True, acting_user=member_of(market.wool))
    outbox.drain()
    (told,) = [message for message in mail.outbox if "not agreed" in message.subject]
    assert "They have been worn." in told.body
    assert "/grievance/" in told.body
    assert _ask(part, {line.pk: 3}, key="again" * 4).status == "asked"


@pytest.mark.parametrize(("days", "reason", "is_taken"), [(7, "changed_mind", True), (8, "changed_mind", False), (7, "damaged", True), (8, "damaged", False)])  # fmt: skip
def test_the_days_of_the_policy_are_counted_from_delivery(market: make.Market, days: int, reason: str, is_taken: bool) -> None:
    part, line = _delivered(market)
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        if is_taken:
            assert _ask(part, {line.pk: 1}, reason=reason).status == "asked"
        else:
            with pytest.raises(ReturnRefused):
                _ask(part, {line.pk: 1}, reason=reason)


def test_food_is_not_taken_back_for_a_changed_mind_where_its_policy_says_so(market: make.Market) -> None:
    part = bring(make.place_order(market.apricots), market.fruit, "delivered")
    line = part.lines.get()
    LineRecord.objects.filter(pk=line.pk).update(return_policy=policies.frozen(policies.policy_on("fault_only", timezone.localdate())))
    with pytest.raises(ReturnRefused):
        _ask(part, {line.pk: 1}, reason="changed_mind")
    request = _ask(part, {line.pk: 1}, words="Mould")
    user = member_of(market.fruit)
    deciding.approve(request, goods_come_back=False, acting_user=user)
    settling.give_money_back(request, acting_user=user)
    assert Refund.objects.get().amount_paise == part.total_paise


def test_late_is_a_reason_only_where_it_was_late_and_only_a_person_of_the_shop_refuses_it(market: make.Market) -> None:
    part, line = _delivered(market)
    with pytest.raises(ReturnRefused):
        _ask(part, {line.pk: 1}, reason="late")
    LineRecord.objects.filter(pk=line.pk).update(promised_from=timezone.localdate() - timedelta(days=9), promised_to=timezone.localdate() - timedelta(days=1))  # fmt: skip
    request = _ask(part, {line.pk: 1}, reason="late")
    for reason in ("used", "force_majeure"):
        with pytest.raises(ReturnRefused):
            deciding.refuse(request, reason=reason, words="The pass was closed.", acting_user=member_of(market.wool))
    deciding.refuse(request, reason="force_majeure", words="Notice of 3 Nov.", acting_user=member_of(market.wool), is_staff=True)
    assert request.status == "refused"


def test_nothing_comes_back_that_was_not_delivered(market: make.Market) -> None:
    part, line = _delivered(market, "handed_over")
    with pytest.raises(ReturnRefused):
        _ask(part, {line.pk: 1})


def test_a_request_that_nobody_answers_in_48_hours_is_for_a_person_of_the_shop(market: make.Market) -> None:
    part, line = _delivered(market)
    request = _ask(part, {line.pk: 1})
    assert deciding.hand_to_staff(timezone.now() + timedelta(hours=47)) == 0
    assert deciding.hand_to_staff(timezone.now() + timedelta(hours=49)) == 1
    assert deciding.hand_to_staff(timezone.now() + timedelta(hours=50)) == 0
    with pytest.raises(ReturnRefused):
        deciding.approve(request, goods_come_back=True, acting_user=member_of(market.wool))
    assert deciding.approve(request, goods_come_back=True, acting_user=member_of(market.wool), is_staff=True).status == "approved"


def test_a_dear_piece_without_its_tag_is_decided_by_a_person_of_the_shop(market: make.Market) -> None:
    part = bring(make.place_order(market.stole), market.wool, "delivered")
    request = _ask(part, {part.lines.get().pk: 1}, has_tag=False)
    assert (request.is_dear, request.with_staff_since is not None) == (True, True)
    with pytest.raises(ReturnRefused):
        deciding.refuse(request, reason="tag_gone", words="The tag is not there.", acting_user=member_of(market.wool))
    other = bring(make.place_order(market.stole), market.wool, "delivered")
    assert _ask(other, {other.lines.get().pk: 1}, key="t" * 20).with_staff_since is None


def test_the_same_again_comes_out_of_the_stock_and_never_out_of_what_another_order_needs(market: make.Market) -> None:
    part, line = _delivered(market)
    request = _back(_ask(part, {line.pk: 2}, wish="replace"))
    user = member_of(market.wool)
    bring(make.place_order((market.socks, 6)), market.wool, "new")
    sent = {"outcome": "replaced", "carrier": "India Post", "tracking_number": "EP2", "acting_user": user}
    with pytest.raises(ReturnRefused):
        settling.send_again(request, **sent)
    assert ReturnRequest.objects.get().status == "received"
    other, line = _delivered(make.make_market())
    again = _back(_ask(other, {line.pk: 2}, key="r" * 20, wish="replace"))
    for _time in range(2):
        settling.send_again(again, **sent)
    assert (again.outcome, again.out_number, Refund.objects.count()) == ("replaced", "EP2", 0)
    assert make.stock_of(line.line.product.listing).num_in_stock == 10 - 3 - 2
    assert Earning.objects.get(producer_order_number=other.number).changes.count() == 0


def test_a_repaired_piece_goes_back_and_no_money_moves(market: make.Market) -> None:
    part, line = _delivered(market)
    request = _back(_ask(part, {line.pk: 1}, wish="repair"))
    settling.send_again(request, outcome="repaired", carrier="India Post", tracking_number="", acting_user=member_of(market.wool))
    assert (request.status, request.outcome, Refund.objects.count()) == ("settled", "repaired", 0)


def test_a_return_gives_back_no_more_than_is_left_of_the_line(market: make.Market) -> None:
    part, line = _delivered(market)
    request = _back(_ask(part, {line.pk: 3}))
    make.refunds.owe_refund(producer_order_number=part.number, amount_paise=part.total_paise - 100, reason="damaged", key="goodwill")
    settling.give_money_back(request, acting_user=member_of(market.wool))
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == part.total_paise


def test_photos_are_kept_without_a_public_address(market: make.Market, media_dir: object) -> None:
    part, line = _delivered(market)
    said = Wanted(pieces={line.pk: 1}, reason="damaged", words="A hole", wish="money")
    asking.ask(part, said, key="p" * 20, photos_taken=[clean_file(_photo())])
    photo = PartPhoto.objects.get()
    assert photo.file.name.startswith("part_photos/")
    assert photo.kind == "return"


def test_the_books_are_right_after_a_return_before_the_payout(market: make.Market) -> None:
    part, line = _delivered(market)
    settling.give_money_back(_back(_ask(part, {line.pk: 1})), acting_user=member_of(market.wool))
    check_ledger()
    assert comparing.differences() == []
    assert list(verifying.faults()) == []
    assert fresh(part).status == "delivered"


def test_a_key_of_another_part_finds_nothing_there(market: make.Market) -> None:
    first, line = _delivered(market)
    second, other = _delivered(market)
    _ask(first, {line.pk: 1})
    with pytest.raises(ReturnRefused):
        _ask(second, {other.pk: 1})
    assert ReturnRequest.objects.get().producer_order_id == first.pk


def test_nothing_is_settled_where_all_the_money_went_back_before(market: make.Market) -> None:
    part, line = _delivered(market)
    request = _back(_ask(part, {line.pk: 1}))
    make.refunds.owe_refund(producer_order_number=part.number, amount_paise=part.total_paise, reason="damaged", key="all")
    with pytest.raises(ReturnRefused):
        settling.give_money_back(request, acting_user=member_of(market.wool))
    assert (ReturnRequest.objects.get().status, Refund.objects.count()) == ("received", 1)
