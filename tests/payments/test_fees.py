"""The shop's fee: dated rules, a group's own before the common one."""

from datetime import date

import pytest

from payments import reference
from payments.errors import NoCommissionRule
from payments.fees import commission_for, commissions_for, fee
from payments.models import CommissionRule
from tests.orders.factories import make_group

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _common_rule(db: None) -> None:
    CommissionRule.objects.all().delete()
    reference.load_commission_rule()


def test_the_common_rule_is_five_percent_of_the_goods() -> None:
    rule = commission_for(make_group(), TODAY)
    assert (rule.rate_bp, rule.group_id) == (500, None)
    assert fee(64_050, rule) == 3_203  # 3,202.5 paise, half up


def test_a_group_with_its_own_rule_pays_that() -> None:
    own, other = make_group(), make_group()
    CommissionRule.objects.create(group=own, rate_bp=200, valid_from=date(2026, 5, 1))
    rules = commissions_for([own.pk, other.pk], TODAY)
    assert (rules[own.pk].rate_bp, rules[other.pk].rate_bp) == (200, 500)


def test_a_rule_holds_between_its_days_only() -> None:
    group = make_group()
    CommissionRule.objects.create(group=group, rate_bp=0, valid_from=date(2026, 5, 1), valid_to=date(2026, 11, 21))
    assert commission_for(group, date(2026, 11, 21)).rate_bp == 0
    assert commission_for(group, TODAY).rate_bp == 500


def test_the_newest_of_several_common_rules_holds() -> None:
    CommissionRule.objects.create(rate_bp=700, valid_from=date(2026, 11, 1))
    assert commission_for(make_group(), TODAY).rate_bp == 700
    assert commission_for(make_group(), date(2026, 10, 31)).rate_bp == 500


def test_without_a_rule_nothing_is_sold() -> None:
    with pytest.raises(NoCommissionRule):
        commission_for(make_group(), date(2026, 3, 31))


def test_loading_twice_makes_one_rule() -> None:
    assert reference.load_commission_rule() == 1
