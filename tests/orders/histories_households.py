"""What happens between a group and its households in a random history: sales are shared, corrected, paid, given in advance, taken back."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from payments.advance_models import Advance
from payments.advances import deciding
from payments.advances.errors import AdvanceRefused
from payments.household_models import Household
from payments.households import paying, queries, splitting
from payments.households.booking import held_by_group
from payments.households.errors import PaymentRefused, SplitFrozen, SplitRefused
from payments.households.statement import statement_of
from payments.models import Earning, EarningSplit, MemberEntry, MemberPayment, PayoutLine
from payments.papers import months
from producers.models import ProducerGroup
from tests.payments.household_steps import cash, make_households

if TYPE_CHECKING:
    from tests.orders.histories import History

REFUSALS = (AdvanceRefused, PaymentRefused, SplitFrozen, SplitRefused)


def share(history: "History") -> None:
    """A sale is shared by hand, as fixed amounts or by weight; sometimes more is given than there is."""
    earning = history.pick(Earning.objects.filter(~Exists(EarningSplit.objects.filter(earning=OuterRef("pk")))))
    if earning is None:
        return
    households = list(Household.objects.filter(group=earning.group).order_by("pk")) or make_households(earning.group, 3)
    person = history.shelf.members[earning.group_id]
    if history.random.random() < 0.5:
        quantities = {household: history.random.randint(0, 9) for household in households}
        splitting.by_quantity(
            earning, basis="kilograms", quantities=quantities, keep_bp=history.random.choice([0, 333, 10_000]), acting_user=person
        )
    else:
        third = earning.net_paise // 3
        splitting.by_amounts(earning, amounts={row: third + history.random.randint(-2, 1) for row in households}, acting_user=person)


def correct(history: "History") -> None:
    split = history.pick(EarningSplit.objects.select_related("earning"))
    if split is None:
        return
    household = history.pick(Household.objects.filter(group=split.earning.group_id))
    paise = history.random.choice([-1_000_000, -77, -1, 1, 77, 1_000_000])
    key = f"history:{split.pk}:{history.random.randrange(9)}"
    splitting.correct(split, household, paise=paise, reason="weighed again", key=key, acting_user=history.shelf.members[household.group_id])


def pay_household(history: "History") -> None:
    household = history.pick(Household.objects.all())
    if household is None:
        return
    owed = max(1, queries.balance_of(household).payable_paise)
    key = f"history:{household.pk}:{history.random.randrange(10**6)}"
    paise, person = history.random.choice([owed, max(1, owed // 3), owed + 1]), history.shelf.members[household.group_id]
    act = history.random.choice([paying.pay, paying.pay, paying.advance])
    act(household, amount_paise=paise, given=cash(), key=key, acting_user=person)


def take_back(history: "History") -> None:
    payment = history.pick(MemberPayment.objects.select_related("household"))
    if payment:
        paying.take_back(payment, reason="typed twice", acting_user=history.shelf.staff)


def shop_advances(history: "History") -> None:
    """The shop gives a group money before it has earned it, or the bank sends that back."""
    group = history.pick(ProducerGroup.objects.filter(pk__in=history.shelf.members))
    held = history.pick(Advance.objects.filter(group=group))
    if held and history.random.random() < 0.3:
        deciding.bounced(held, note="account closed", acting_user=history.shelf.staff)
        history.cash_paise += held.amount_paise
        return
    key = f"history:{history.random.randrange(10**6)}"
    paise = history.random.randint(1, 3_000_000)
    made = deciding.propose(group=group, amount_paise=paise, reason="wool", key=key, acting_user=history.shelf.staff)
    deciding.approve(made, acting_user=history.shelf.second)
    if deciding.paid(made, reference=f"ADV{made.pk}", acting_user=history.shelf.staff):
        history.cash_paise -= paise


ACTS = {share: 4, correct: 1, pay_household: 4, take_back: 1, shop_advances: 1}


def check() -> None:
    """Each sale is shared to the paisa, and each household is owed its shares of what was paid out, less what it got, to the paisa."""
    for split in EarningSplit.objects.select_related("earning"):
        now = splitting.current(split)
        own = splitting.left_of(split.earning) - sum(now.values())
        assert min([own, *now.values()]) >= 0
    for household in Household.objects.all():
        paid_out = PayoutLine.objects.filter(payout__status="settled", released_at__isnull=True)
        earned = {line.earning_id for line in paid_out if line.earning_id}
        changed = {line.change_id for line in paid_out if line.change_id}
        without = set(household.shares.filter(held_by_group()).values_list("pk", flat=True))
        due = sum(
            share.amount_paise
            for share in household.shares.select_related("split")
            if share.pk in without or (share.change_id in changed if share.change_id else share.split.earning_id in earned)
        )
        got = sum(payment.amount_paise for payment in household.payments.all())
        stands = queries.balance_of(household)
        assert stands.payable_paise - stands.advance_paise == due - got
        assert stands.advance_paise >= 0
        month = statement_of(household, months.of(timezone.localdate()))
        assert (month.before_paise + month.came_paise - month.given_paise, month.advance_paise) == (
            stands.payable_paise,
            stands.advance_paise,
        )
        assert MemberEntry.objects.filter(household=household).count() >= household.payments.count()
