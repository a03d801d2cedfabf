"""The bank's statement: credits find their payments, what they can not say waits for a person, and nothing is taken twice."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from catalogue.models import Listing
from journal import outbox
from orders import expiry, offline
from orders import statement_matching as matching
from orders.checkout import Placed
from orders.models import OrderEvent, OrderRecord
from payments import bank, confirmations
from payments.models import BankEntry, Payment, StatementCredit, StatementFile
from payments.providers.offline import transfer_note
from payments.statements import import_statement
from tests.orders import factories as make
from tests.orders.test_staff import login
from tests.storefront.buyer import words

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ADDRESS = "/admin/payments/statement/"


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("finance@example.com", is_staff=True)


@pytest.fixture
def shawl() -> Listing:
    return make.make_listing(make.make_group(), price_paise=1_850_000, stock=500)


def ordered(shawl: Listing) -> Placed:
    return make.place_order(shawl)


def fresh(placed: Placed) -> Payment:
    return Payment.objects.get(pk=placed.payment.pk)


def file_of(*credits: tuple[str, int, str]) -> bytes:
    """A statement of (reference, paise, words)."""
    day = timezone.localdate().strftime("%d/%m/%Y")
    lines = [f"{day},{said},{reference},,{paise // 100}.{paise % 100:02d}," for reference, paise, said in credits]
    return "\n".join(["Date,Narration,Ref No.,Debit,Credit,Balance", *lines]).encode()


def take(staff: User, *credits: tuple[str, int, str]) -> dict[str, tuple[str, str]]:
    """Import and match; state and problem of each credit by its reference."""
    import_statement(file_of(*credits), name="november.csv", acting_user=staff)
    outbox.drain()
    return {credit.reference: (credit.status, credit.problem) for credit in StatementCredit.objects.all()}


def paid_by(placed: Placed, *, more: int = 0, said: str = "") -> tuple[str, int, str]:
    payment = fresh(placed)
    return f"4{payment.pk:011d}", payment.amount_paise + more, said or f"UPI/ASHA/{transfer_note(payment)}/OK"


@pytest.mark.long
def test_of_two_hundred_credits_at_least_95_in_100_find_their_payment_unaided(shawl: Listing, staff: User) -> None:
    """As on a real statement: most carry our note, some only the reference that the shopper typed, a few are somebody's deposits."""
    draw = random.Random(7)  # noqa: S311 - the same statement each time
    credits, deposits = [], 6
    for number in range(40):  # two hundred in a fifth of the work: the shares are the same
        placed = ordered(shawl)
        credit = paid_by(placed)
        if number % 8 == 0:
            confirmations.record_shopper_reference(payment=fresh(placed), reference=credit[0])
            credit = (credit[0], credit[1], "NEFT IN FROM A/C XX12")
        elif number % 8 == 1:
            note = transfer_note(fresh(placed))
            credit = (credit[0], credit[1], f"imps-{note[:2].lower()} {note[2:6].lower()} {note[6:].lower()}")  # a bank that breaks lines
        credits.append(credit)
    credits += [(f"9{number:011d}", 12_345 + number, "CASH DEPOSIT") for number in range(deposits // 3)]
    draw.shuffle(credits)
    states = Counter(state for state, _problem in take(staff, *credits).values())
    assert states["matched"] / len(credits) >= 0.95, states
    assert Payment.objects.filter(status="paid").count() == 40


def test_a_file_that_overlaps_another_or_is_sent_again_adds_nothing(shawl: Listing, staff: User) -> None:
    one, two = paid_by(ordered(shawl)), paid_by(ordered(shawl))
    take(staff, one)
    take(staff, one, two)
    content = file_of(one, two)
    assert not import_statement(content, name="again.csv", acting_user=staff).is_new
    outbox.drain()
    assert (StatementFile.objects.count(), StatementCredit.objects.count(), BankEntry.objects.count()) == (2, 2, 2)
    assert StatementFile.objects.first().known == 1


def test_what_staff_confirmed_by_hand_is_noted_and_not_taken_again(shawl: Listing, staff: User) -> None:
    placed = ordered(shawl)
    credit = paid_by(placed)
    offline.money_came(fresh(placed), reference=credit[0], acting_user=staff)
    assert take(staff, credit) == {credit[0]: ("matched", "")}
    assert BankEntry.objects.count() == 1


@pytest.mark.parametrize(("more", "problem"), [(-50_000, "short"), (50_000, "over")])
def test_another_amount_waits_for_a_person_and_the_goods_are_kept_meanwhile(shawl: Listing, staff: User, more: int, problem: str) -> None:
    placed = ordered(shawl)
    Payment.objects.filter(pk=placed.payment.pk).update(expires_at=timezone.now() + timedelta(minutes=5))
    credit = paid_by(placed, more=more)
    assert take(staff, credit) == {credit[0]: ("waiting", problem)}
    assert fresh(placed).expires_at > timezone.now() + timedelta(hours=40)
    assert expiry.expire_due() == 0
    assert not BankEntry.objects.exists()
    held = StatementCredit.objects.get()
    matching.assign(held, [fresh(placed)], acting_user=staff)
    assert bank.missing_paise(fresh(placed)) == -more
    assert StatementCredit.objects.get().decided_by == staff


def test_money_for_an_order_that_was_paid_is_written_down_as_too_much(shawl: Listing, staff: User) -> None:
    placed = ordered(shawl)
    make.pay(placed)
    credit = paid_by(placed)
    assert take(staff, credit) == {credit[0]: ("waiting", "twice")}
    matching.assign(StatementCredit.objects.get(), [fresh(placed)], acting_user=staff)
    assert bank.missing_paise(fresh(placed)) == -fresh(placed).amount_paise
    assert OrderEvent.objects.filter(order=placed.order, kind="money_differs").count() == 1
    assert OrderRecord.objects.get(order=placed.order).payment_status == "paid"


def test_one_credit_for_two_orders_is_shared_out_exactly_or_not_at_all(shawl: Listing, staff: User) -> None:
    first, second = ordered(shawl), ordered(shawl)
    notes = f"{transfer_note(fresh(first))} {transfer_note(fresh(second))}"
    both = fresh(first).amount_paise + fresh(second).amount_paise
    assert take(staff, ("400000000001", both, notes), ("400000000002", both - 1, "deposit")) == {
        "400000000001": ("waiting", "several"),
        "400000000002": ("waiting", "unknown"),
    }
    good, wrong = StatementCredit.objects.order_by("pk")
    with pytest.raises(matching.AmountsDiffer):
        matching.assign(wrong, [fresh(first), fresh(second)], acting_user=staff)
    matching.assign(good, [fresh(second), fresh(first)], acting_user=staff)
    assert {fresh(first).status, fresh(second).status} == {"paid"}
    assert sorted(BankEntry.objects.values_list("reference", flat=True)) == ["400000000001/1", "400000000001/2"]


def test_an_unknown_credit_is_shown_with_the_payments_that_lack_its_amount(shawl: Listing, staff: User) -> None:
    placed, other = ordered(shawl), make.place_order(make.make_listing(make.make_group(), price_paise=77_700))
    take(staff, ("400000000009", fresh(placed).amount_paise, "UPI FROM SOMEBODY"))
    assert list(StatementCredit.objects.get().payments.all()) == [fresh(placed)]
    assert fresh(placed).status == "awaiting"  # the amount alone proves nothing
    assert fresh(other).status == "awaiting"


def test_a_credit_is_decided_once(shawl: Listing, staff: User) -> None:
    placed = ordered(shawl)
    take(staff, ("400000000009", 5_000, "DEPOSIT"))
    credit = StatementCredit.objects.get()
    with pytest.raises(ValueError, match="what the money is"):
        matching.set_aside(credit, note=" ", acting_user=staff)
    matching.set_aside(credit, note="Interest", acting_user=staff)
    with pytest.raises(matching.NotWaiting):
        matching.assign(credit, [fresh(placed)], acting_user=staff)
    assert not BankEntry.objects.exists()


def test_staff_upload_look_and_decide_in_the_administration(client: Client, shawl: Listing) -> None:
    login(client, "change_payment")
    placed, second = ordered(shawl), ordered(shawl)
    content = file_of(paid_by(placed, more=-100), paid_by(second), ("400000000009", 5_000, "DEPOSIT"))
    for _press in range(2):
        answer = client.post(ADDRESS, {"file": SimpleUploadedFile("november.csv", content)}, follow=True)
    assert "This very file was imported before." in words(answer)
    outbox.drain()
    page = client.get(ADDRESS)
    assert "Less than the payment lacks" in words(page)
    assert placed.order.number in words(page)
    assert second.order.number in words(client.get(ADDRESS + "?done=1"))
    unknown = StatementCredit.objects.get(reference="400000000009")
    refused = client.post(f"{ADDRESS}{unknown.pk}/", {"act": "assign", "other": "LB-NOTHING"})
    assert refused.status_code == 422
    assert "There is no order or payment LB-NOTHING that is paid by transfer." in words(refused)
    assert 'value="LB-NOTHING"' in refused.content.decode()
    assert client.post(f"{ADDRESS}{unknown.pk}/", {"act": "aside", "note": "Interest"}).status_code == 302
    short = StatementCredit.objects.get(problem="short")
    assert client.post(f"{ADDRESS}{short.pk}/", {"act": "assign", "payment": fresh(placed).number}).status_code == 302
    assert bank.missing_paise(fresh(placed)) == 100
    assert "No credit of a statement is here." in words(client.get(ADDRESS))


def test_a_file_that_can_not_be_read_is_told_line_by_line_and_nothing_is_kept(client: Client) -> None:
    login(client, "change_payment")
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("x.csv", b"Date,Credit,UTR\n99/99/2026,5,111111111111\n")})
    assert answer.status_code == 422
    assert "Line 2: “99/99/2026” is no day." in words(answer)
    assert not StatementFile.objects.exists()


def test_the_page_costs_the_same_for_one_credit_and_for_many(client: Client, shawl: Listing, staff: User) -> None:
    login(client, "change_payment")

    def queries() -> int:
        client.get(ADDRESS)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(ADDRESS).status_code == 200
        return len(found)

    take(staff, paid_by(ordered(shawl), more=-100))
    before = queries()
    take(staff, *(paid_by(ordered(shawl), more=-100) for _ in range(5)))
    assert queries() == before
