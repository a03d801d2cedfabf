"""What the shop pays to others: fees of gateways and taxes at source, so that what stands with them comes back to nothing."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from orders.reconciling import reconcile
from payments import ledger
from payments.dues import deposits, settlements
from payments.dues.errors import DueRefused
from payments.errors import ReferenceUsed
from payments.ledger import accounts
from payments.ledger.posting import Line
from payments.models import GatewaySettlement, TaxDeposit
from payments.payouts.errors import NotAsSeen, ReasonMissing, SamePerson
from tests.clock import counted
from tests.orders import factories as make
from tests.orders.steps import arrive
from tests.payments import payees
from tests.payments.ledgers import check_ledger, standing
from tests.payments.papers import carry_out
from tests.payments.payout_steps import staff

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def with_gateway(paise: int) -> None:
    """Money of ours at Stripe, out of nothing: only the books of the gateway are looked at here."""
    with transaction.atomic():
        lines = (Line(accounts.FUNDS_STRIPE, paise), Line(accounts.COMMISSION, -paise))
        ledger.post(kind="money_came", key="opening", source="opening", lines=lines)


def _settled(person: User, **said: object) -> GatewaySettlement:
    given = {"provider": "stripe", "paid_paise": 9_700, "fee_paise": 300, "reference": "UTR 9", "settled_on": TODAY, **said}
    return settlements.record(**given, acting_user=person)  # type: ignore[arg-type]


def test_a_gateway_pays_out_and_keeps_its_fee_and_nothing_stands_there() -> None:
    with_gateway(10_000)
    person = staff()
    for _time in range(2):
        _settled(person)
    assert GatewaySettlement.objects.count() == 1
    assert standing() == {"funds.bank": 9_700, "gateway.fees": 300, "commission": 10_000}
    assert settlements.standing() == {}
    check_ledger()
    assert reconcile().wrong == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"paid_paise": 9_701}, DueRefused),
        ({"paid_paise": 0, "fee_paise": 0}, DueRefused),
        ({"fee_paise": -1}, DueRefused),
        ({"provider": "offline"}, DueRefused),
    ],
)
def test_a_gateway_pays_no_more_than_it_had(said: dict[str, object], refusal: type[Exception]) -> None:
    with_gateway(10_000)
    with pytest.raises(refusal):
        _settled(staff(), **said)
    assert standing() == {"funds.stripe": 10_000, "commission": 10_000}


def test_a_settlement_is_written_once_and_never_changed() -> None:
    with_gateway(50_000)
    row = _settled(staff())
    with pytest.raises(ReferenceUsed):
        _settled(staff(), paid_paise=100)
    with pytest.raises(DatabaseError), transaction.atomic():
        GatewaySettlement.objects.filter(pk=row.pk).update(fee_paise=1)


def with_tax() -> int:
    """Tax deducted at source from a delivered part; its sum in paise."""
    group = make.make_group()
    payees.make_payable(group)
    with payees.each_group(tds=True):
        placed = make.place_order(make.make_listing(group, price_paise=1_000_000))
    make.pay(placed)
    arrive(carry_out(make.part_of(placed, group)))
    return standing()["tds.payable"]


@pytest.fixture
def withheld() -> int:
    return with_tax()


def _challan(person: User, paise: int, **said: object) -> TaxDeposit:
    today = timezone.localdate()
    given = {"kind": "tds", "month": today, "amount_paise": paise, "challan": "BSR 0510 1", "paid_on": today, **said}
    return deposits.propose(**given, acting_user=person)  # type: ignore[arg-type]


def test_tax_at_source_is_paid_by_two_and_the_account_comes_back_to_nothing(withheld: int) -> None:
    one, other = staff(), staff()
    assert withheld > 0
    for _time in range(2):
        made = _challan(one, withheld)
    assert (TaxDeposit.objects.count(), deposits.left_to_pay("tds")) == (1, 0)
    with pytest.raises(SamePerson):
        deposits.approve(made, acting_user=one)
    assert standing()["tds.payable"] == withheld
    deposits.approve(made, acting_user=other)
    with pytest.raises(NotAsSeen):
        deposits.approve(made, acting_user=other)
    assert "tds.payable" not in standing()
    assert standing()["funds.bank"] == -withheld
    check_ledger()
    assert reconcile().wrong == []
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxDeposit.objects.filter(pk=made.pk).update(approved_by=one)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"challan": "  "}, "nothing"),
        ({"month": timedelta(days=40)}, "month"),
        ({"paid_on": timedelta(days=1)}, "month"),
        ({"kind": "tcs"}, "too_much"),
    ],
)
def test_a_challan_that_can_not_be_is_refused(withheld: int, said: dict[str, object], code: str) -> None:
    with pytest.raises(DueRefused) as refusal:
        _challan(staff(), withheld, **counted(said, timezone.localdate()))
    assert (refusal.value.code, TaxDeposit.objects.count()) == (code, 0)


def test_never_more_than_is_to_be_paid_and_a_challan_once(withheld: int) -> None:
    person = staff()
    made = _challan(person, withheld - 1)
    with pytest.raises(DueRefused, match="too_much"):
        _challan(person, 2, challan="ANOTHER")
    with pytest.raises(DueRefused, match="challan"):
        _challan(person, 1)
    with pytest.raises(ReasonMissing):
        deposits.refuse(made, note=" ", acting_user=person)
    deposits.refuse(made, note="another amount", acting_user=person)
    assert _challan(person, withheld).amount_paise == withheld, "the challan of a refused row can be written down again"


def test_finance_writes_down_and_compares_in_the_administration(client: Client, withheld: int) -> None:
    one, other = Client(), client
    for person, visitor in ((staff(), one), (staff(), other)):
        person.groups.add(Group.objects.get(name="Finance"))
        visitor.force_login(person)
    today = timezone.localdate()
    said = {"kind": "tds", "month": f"{today:%Y-%m}", "amount": f"{withheld / 100:.2f}", "challan": "C1", "paid_on": today.isoformat()}
    wrong = one.post("/admin/dues/deposit/", {**said, "amount": "9999999"})
    assert (wrong.status_code, "more than there is" in wrong.content.decode(), "C1" in wrong.content.decode()) == (422, True, True)
    assert one.post("/admin/dues/deposit/", said).status_code == 302
    made = TaxDeposit.objects.get()
    assert one.post(f"/admin/dues/{made.number}/act/", {"act": "approve"}).status_code == 422
    assert other.post(f"/admin/dues/{made.number}/act/", {"act": "approve"}).status_code == 302
    assert "tds.payable" not in standing()
    assert other.get("/admin/dues/").status_code == 200
