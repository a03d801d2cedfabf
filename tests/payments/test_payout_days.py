"""The day on which a group is paid: counted from the delivery, by the rule that held then."""

from datetime import date

import pytest

from payments import payout_days
from payments.payout_days import NoPayoutRule, PayoutRule, payout_on


def test_a_group_is_paid_the_day_after_the_seven_days_of_return() -> None:
    assert payout_on(date(2026, 12, 1)) == date(2026, 12, 9)
    assert payout_on(date(2027, 2, 25)) == date(2027, 3, 5)


def test_a_new_rule_moves_no_day_that_was_promised_before(monkeypatch: pytest.MonkeyPatch) -> None:
    older, newer = PayoutRule(date(2026, 4, 1), 8, "first"), PayoutRule(date(2027, 1, 1), 3, "proven groups wait less")
    monkeypatch.setattr(payout_days, "rules", lambda: (older, newer))
    assert payout_on(date(2026, 12, 31)) == date(2027, 1, 8)
    assert payout_on(date(2027, 1, 1)) == date(2027, 1, 4)


def test_before_the_first_rule_nothing_is_promised() -> None:
    with pytest.raises(NoPayoutRule):
        payout_on(date(2026, 3, 31))
