"""What households are paid: never more than they are owed, once, with proof, and the same in every place that tells of it."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from payments.errors import Unbalanced
from payments.household_models import Household
from payments.households import paying, people, splitting
from payments.households.errors import DatesRefused, PaymentRefused
from payments.households.splitting import FromLot
from payments.ledger import Line, accounts, post
from payments.models import EarningShare, LotContribution, MemberEntry, MemberPayment
from payments.reconciling import Report, fill
from tests.orders.factories import make_group
from tests.payments.household_steps import agree, bring, cash, give_details, make_households, owed, pay
from tests.payments.payout_steps import earn, make_ready_group, settled, staff

pytestmark = pytest.mark.django_db


def _with_share(paise: int = 50_000) -> Household:
    group = make_ready_group()
    [household] = make_households(group, 1)
    splitting.by_amounts(earn(group, 100_000), amounts={household: paise}, acting_user=staff())
    settled(group)
    return household


def test_a_household_is_paid_what_it_is_owed_and_not_more() -> None:
    household = _with_share()
    with pytest.raises(PaymentRefused) as refusal:
        pay(household, 50_001)
    assert (refusal.value.code, refusal.value.paise) == ("too_much", 50_000)
    made = pay(household, 20_000, key="page:1")
    assert pay(household, 20_000, key="page:1") == made
    assert owed(household).payable_paise == 30_000
    paying.take_back(made, reason="typed twice", acting_user=staff())
    paying.take_back(made, reason="typed twice", acting_user=staff())
    assert owed(household).payable_paise == 50_000
    assert MemberPayment.objects.count() == 2
    assert agree()


def test_a_payment_needs_its_proof() -> None:
    household = _with_share()
    for code, given in (
        ("no_proof", cash(" ")),
        ("not_usable", cash("", way="bank", reference="UTR9")),
        ("no_nominee", cash(to_nominee=True)),
    ):
        with pytest.raises(PaymentRefused) as refusal:
            pay(household, 1, given)
        assert refusal.value.code == code
    with pytest.raises(DatesRefused):
        pay(household, 1, cash(paid_on=timezone.localdate() + timedelta(days=1)))
    assert not MemberPayment.objects.exists()


def test_new_details_of_a_household_wait_as_those_of_a_group_do() -> None:
    household = _with_share()
    give_details(household, is_usable=False)
    with pytest.raises(PaymentRefused):
        pay(household, 1, cash("", way="bank", reference="UTR9"))
    give_details(household, number="887654321012")
    assert pay(household, 1, cash("", way="bank", reference="utr 9")).reference == "UTR9"


def test_a_reference_of_the_bank_is_one_payment_unless_it_was_taken_back() -> None:
    household = _with_share()
    give_details(household)
    given = cash("", way="upi", reference="UPI7")
    first = pay(household, 100, given)
    with pytest.raises(PaymentRefused) as refusal:
        pay(household, 100, given)
    assert refusal.value.code == "used"
    paying.take_back(first, reason="wrong amount", acting_user=staff())
    assert pay(household, 200, given).amount_paise == 200


def test_what_a_household_that_left_is_owed_goes_to_its_nominee() -> None:
    household = _with_share()
    people.leave(household, left_on=timezone.localdate(), reason="", acting_user=None)
    nominee = people.name_nominee(household, name="Dolma", relation="daughter", acting_user=None)
    made = pay(household, 50_000, cash(to_nominee=True))
    assert (made.nominee, owed(household).payable_paise) == (nominee, 0)


def test_several_are_paid_in_cash_at_once_and_only_once() -> None:
    group = make_ready_group()
    first, second, third = make_households(group, 3)
    splitting.by_amounts(earn(group, 100_000), amounts={first: 10_000, second: 20_000}, acting_user=staff())
    settled(group)
    person = staff()
    for _press in range(2):
        made = paying.pay_all(group, [third, second, first], given=cash(), key="page", acting_user=person)
        assert [payment.amount_paise for payment in made] == [10_000, 20_000]
    assert MemberPayment.objects.count() == 2
    assert agree()


# The books.
@pytest.mark.parametrize("model", [LotContribution, EarningShare, MemberPayment, MemberEntry])
def test_rows_are_only_added(model: type) -> None:
    group = make_ready_group()
    [household] = make_households(group, 1)
    bring(group, "L-1", {household: "1"})
    splitting.by_lots(earn(group), [FromLot("L-1", Fraction(1), 1)])
    settled(group)
    pay(household, 1)
    row = model.objects.earliest("pk")
    for verb in ("UPDATE {} SET key = 'x' WHERE id = {}", "DELETE FROM {} WHERE id = {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb.format(model._meta.db_table, row.pk))


def test_memoranda_and_the_shops_own_money_never_stand_in_one_journal() -> None:
    group = make_group()
    lines = (Line(accounts.MEMBERS_PAYABLE, -5, group), Line(accounts.FUNDS_BANK, 5))
    with pytest.raises(Unbalanced), transaction.atomic():
        post(kind="captured", key="x", source="x", lines=lines)


def test_reconcile_posts_what_is_missing_and_nothing_else() -> None:
    household = _with_share()
    pay(household, 1_000)
    report = Report()
    fill(report)
    assert (report.posted, report.wrong) == (0, [])
