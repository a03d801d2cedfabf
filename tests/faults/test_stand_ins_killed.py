"""The process dies while the shopper's answer about another group is carried out: whole or not at all, and once when it is done again."""

import pytest

from accounts.models import User
from orders import fulfilment
from orders.models import ProducerOrder, StandIn
from orders.reconciling import reconcile
from orders.stand_ins import answering
from payments.models import AllocationMove, Refund
from tests.faults.killing import PAYMENTS, die_at, points_of
from tests.orders.books import check_books
from tests.orders.racing import all_at_once
from tests.orders.stand_ins import Case, ask, make_case, seen
from tests.orders.steps import fresh, member_of

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("committed_db")]
_POINTS = points_of("stand_ins/answering.py")
NO = "orders.stand_in.answer.after_no"
YES = [*(point for point in _POINTS if point != NO), *points_of("moving.py", PAYMENTS)]


def _is_untouched(case: Case, asked: StandIn) -> bool:
    asked.refresh_from_db()
    counts = (Refund.objects.count(), AllocationMove.objects.count(), ProducerOrder.objects.filter(group=case.other).count())
    return (asked.answer, fresh(case.part).status, counts) == ("", "new", (0, 0, 0))


def test_a_yes_is_carried_out_whole_or_not_at_all_wherever_the_process_dies() -> None:
    case = make_case()
    asked, shown = ask(case), seen(case)
    assert len(YES) >= 6
    for point in YES:
        die_at(point, lambda: answering.answer(asked, "yes", seen=shown))
        assert _is_untouched(case, asked), point
    for _time in range(2):
        answering.answer(asked, "yes", seen=shown)
    assert (Refund.objects.count(), AllocationMove.objects.count()) == (1, 1)
    check_books()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_a_no_is_carried_out_whole_or_not_at_all() -> None:
    case = make_case()
    asked = ask(case)
    for point in (NO, "orders.stand_in.answer.before_commit"):
        die_at(point, lambda: answering.answer(asked, "no"))
        assert _is_untouched(case, asked), point
    answering.answer(asked, "no")
    assert Refund.objects.get().amount_paise == case.part.total_paise
    check_books()


def test_two_answers_and_the_first_group_at_once_make_one_end() -> None:
    for turn in range(2):
        case = make_case(f"-{turn}")
        asked, shown, user = ask(case), seen(case), member_of(case.part.group)

        def act(number: int, case: Case = case, asked: StandIn = asked, shown: str = shown, user: User = user) -> object:
            if number == 3:
                return fulfilment.accept(fresh(case.part), acting_user=user)
            return answering.answer(answering.stand_in_of(case.placed.order, asked.pk), "no" if number == 2 else "yes", seen=shown)

        all_at_once(4, act)
        check_books()
        asked.refresh_from_db()
        ends = {"yes": ("cancelled", "handed_on"), "no": ("cancelled", "unanswered"), "": ("accepted", "")}
        part = fresh(case.part)
        assert (part.status, part.decline_reason) == ends[asked.answer]
