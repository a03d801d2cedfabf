"""A group that shoppers pay itself: it looks for payments, writes them down, sends refunds back and sees what it owes the shop."""

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from orders.models import ProducerOrder
from payments import direct as books
from payments.models import AccountCheck, BankAccount, FeeReceipt, Payment, Refund
from tests.orders import factories as make
from tests.orders.steps import bring, member_of
from tests.payments import payees, payout_steps
from tests.storefront.buyer import title, words

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def market() -> Iterator[make.Market]:
    with payees.each_group(tds=True):
        found = make.make_market()
        for group in (found.wool, found.fruit, found.berry):
            payees.make_payable(group)
        yield found


@pytest.fixture
def client(market: make.Market) -> Client:
    """The owner of the wool group, logged in."""
    browser = Client()
    browser.force_login(member_of(market.wool))
    return browser


def _address(market: make.Market) -> str:
    return f"/workspace/groups/{market.wool.slug}/money/straight/"


def test_a_payment_is_looked_for_and_written_down_and_the_order_is_there(client: Client, market: make.Market) -> None:
    placed = make.place_order(market.stole, market.apricots)
    payment = Payment.objects.get(payee_group=market.wool)
    shown = words(client.get(_address(market)))
    assert payment.number.replace("-", "") in shown
    assert Payment.objects.get(payee_group=market.fruit).number.replace("-", "") not in shown
    assert "Asha" not in shown
    assert "Paid to you by shoppers" in words(client.get(f"/workspace/groups/{market.wool.slug}/money/"))
    answer = client.post(_address(market), {"act": "came", "number": payment.number, "reference": "upi 4711", "amount": ""}, follow=True)
    assert "the order is among yours now" in words(answer)
    assert make.part_of(placed, market.wool).status == "new"
    assert make.part_of(placed, market.fruit).status == "held"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reference": ""}, "Type the reference (UTR)."),
        ({"reference": "R1", "amount": "twelve"}, "Type the amount in rupees"),
        ({"reference": "USED"}, "This reference was used before."),
    ],
)
def test_what_can_not_be_written_down_is_said_where_it_was_typed(
    client: Client, market: make.Market, data: dict[str, str], said: str
) -> None:
    make.pay(make.place_order(market.socks), "USED")
    payment = make.place_order(market.stole).payment
    answer = client.post(_address(market), {"act": "came", "number": payment.number, **data})
    assert answer.status_code == 422
    assert title(answer).startswith("Error:")
    assert said in words(answer)
    assert Payment.objects.get(pk=payment.pk).status == "awaiting"


def test_money_of_another_group_is_out_of_reach(client: Client, market: make.Market) -> None:
    make.place_order(market.apricots)
    foreign = Payment.objects.get()
    for number in (foreign.number, "PY-NONE"):
        assert client.post(_address(market), {"act": "came", "number": number, "reference": "R1"}).status_code == 404
    assert client.get(f"/workspace/groups/{market.fruit.slug}/money/straight/").status_code == 404
    assert Payment.objects.get().status == "awaiting"


def test_a_refund_is_sent_back_by_the_group_and_written_down(client: Client, market: make.Market) -> None:
    bring(make.place_order(market.stole), market.wool, "declined")
    refund = Refund.objects.get()
    assert "To send back" in words(client.get(_address(market)))
    answer = client.post(_address(market), {"act": "refund", "number": refund.number, "reference": "GONE 1"}, follow=True)
    assert "written down as sent back" in words(answer)
    refund.refresh_from_db()
    assert (refund.status, refund.reference) == ("sent", "GONE1")
    assert "To send back" not in words(client.get(_address(market)))


def test_the_page_says_what_the_group_owes_the_shop_and_what_it_paid(client: Client, market: make.Market) -> None:
    bring(make.place_order(market.stole), market.wool, "delivered")
    owed = books.owing_paise(market.wool)
    assert f"{owed // 100:,}".split(",")[-1] in words(client.get(_address(market)))
    books.record_fee(group=market.wool, amount_paise=owed, reference="FEE9", acting_user=payout_steps.staff())
    assert "FEE9" in words(client.get(_address(market)))


class TestStaff:
    """The administration's page of the same money."""

    @pytest.fixture
    def staff(self) -> Client:
        browser = Client()
        browser.force_login(User.objects.create_superuser("central@example.com", "x"))
        return browser

    def test_staff_speak_for_a_group_with_a_reason(self, staff: Client, market: make.Market) -> None:
        payment = make.place_order(market.stole).payment
        act = "/admin/payments/straight/came/"
        without = staff.post(act, {"key": payment.number, "reference": "R1", "reason": ""})
        assert without.status_code == 422
        assert "Write why." in words(without)
        assert staff.post(act, {"key": payment.number, "reference": "R1", "reason": "told by phone"}).status_code == 302
        assert ProducerOrder.objects.get().status == "new"
        waits, done = (words(staff.get(f"/admin/payments/straight/{query}")) for query in ("", "?done=1"))
        assert (payment.number in waits, payment.number in done, "R1" in done) == (False, True, True)

    def test_staff_record_fees_up_to_what_is_owed(self, staff: Client, market: make.Market) -> None:
        bring(make.place_order(market.stole), market.wool, "delivered")
        owed = books.owing_paise(market.wool)
        act = "/admin/payments/straight/fee/"
        more = staff.post(act, {"key": market.wool.slug, "amount": f"{(owed + 1) / 100:.2f}", "reference": "F1"})
        assert more.status_code == 422
        assert "does not owe so much" in words(more)
        assert staff.post(act, {"key": market.wool.slug, "amount": f"{owed / 100:.2f}", "reference": "F1"}).status_code == 302
        assert FeeReceipt.objects.get().amount_paise == owed

    def test_staff_check_an_account_and_see_its_number_nowhere(self, staff: Client) -> None:
        account = payout_steps.give_account(make.make_group(), upi_id="new@sbi")
        shown = staff.get("/admin/payments/straight/")
        assert "new@sbi" in words(shown)
        assert payout_steps.DETAILS.number not in shown.content.decode()
        assert staff.post("/admin/payments/straight/check/", {"key": account.pk, "how": "passbook seen"}).status_code == 302
        assert AccountCheck.objects.get().account == BankAccount.objects.get()
        assert staff.post("/admin/payments/straight/check/", {"key": account.pk, "how": "again"}).status_code == 422
