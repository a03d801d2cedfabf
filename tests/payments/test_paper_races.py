"""Numbers of tax papers under load: threads at once, and transactions that are rolled back. No gap, no number twice."""

import pytest
from django.db import transaction

from orders import handover
from orders.models import ProducerOrder
from payments import refunds
from payments.models import PaperState, TaxPaper
from payments.paper_series import next_place
from tests.orders import factories as make
from tests.orders import steps
from tests.orders.racing import all_at_once
from tests.payments import papers

pytestmark = pytest.mark.long


def _packed(count: int) -> list[ProducerOrder]:
    """Parts of as many orders of one group, ready to be handed over."""
    listing = make.make_listing(make.make_group(), stock=count)
    return [papers.sold(listing, to="packed") for _number in range(count)]


def _hand_over(part: ProducerOrder) -> None:
    handover.hand_over(part, carrier="own", acting_user=steps.member_of(part.group))


def _serials(role: str, letter: str = "I") -> list[int]:
    found = TaxPaper.objects.filter(role=role, letter=letter).order_by("pk")
    return list(found.values_list("serial", flat=True))


@pytest.mark.timeout(240)
def test_hand_overs_at_once_take_consecutive_numbers_in_the_order_of_their_rows(committed_db: None) -> None:
    parts = _packed(6)
    answers = all_at_once(6, lambda number: _hand_over(parts[number]))
    assert answers == [None] * 6
    assert sorted(_serials("sale")) == _serials("purchase") == [1, 2, 3, 4, 5, 6] == sorted(_serials("purchase"))


def test_one_part_handed_over_by_two_at_once_has_one_paper(committed_db: None) -> None:
    (part,) = _packed(1)
    copies = [steps.fresh(part), steps.fresh(part)]
    assert all_at_once(2, lambda number: _hand_over(copies[number])) == [None, None]
    assert _serials("sale") == [1]


def test_a_number_of_a_transaction_that_is_rolled_back_is_given_to_the_next(committed_db: None) -> None:
    first, second = _packed(2)

    def fail_after() -> None:
        with transaction.atomic():
            _hand_over(first)
            assert _serials("sale") == [1]
            raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError):
        fail_after()
    assert not TaxPaper.objects.exists()
    _hand_over(second)
    _hand_over(first)
    assert _serials("sale") == [1, 2]


def test_threads_of_which_every_other_one_fails_leave_no_gap(committed_db: None) -> None:
    def take(number: int) -> str:
        with transaction.atomic():
            place = next_place(seller_key="LB", letter="I")
            if number % 2:
                raise RuntimeError(place.number)
            return place.number

    answers = all_at_once(8, take)
    kept = [answer for answer in answers if isinstance(answer, str)]
    assert sorted(kept) == [papers.number(serial) for serial in (1, 2, 3, 4)]


def test_refunds_at_once_are_credited_one_after_the_other_to_the_paisa(committed_db: None) -> None:
    (part,) = _packed(1)
    _hand_over(part)

    def refund(number: int) -> None:
        refunds.owe_refund(producer_order_number=part.number, amount_paise=1_111 + number, reason="damaged", key=f"race:{number}")

    assert all_at_once(4, refund) == [None] * 4
    state = PaperState.objects.get(role="sale")
    assert state.credited_paise == sum(1_111 + number for number in range(4))
    assert sorted(_serials("sale", "C")) == [1, 2, 3, 4]
