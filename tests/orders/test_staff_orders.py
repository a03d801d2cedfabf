"""Staff look at any order and act for its shopper: who may, what is journalled, what is refused."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from accounts.models import User
from journal import outbox
from journal.models import AuditEntry
from notices.models import Notice, TextTemplate
from orders import checkout, fulfilment, packing
from orders.models import OrderLink, OrderRecord, Parcel, ProducerOrder
from payments.models import Payment, Refund
from tests.orders import factories as make
from tests.orders.books import check_books

pytestmark = pytest.mark.django_db
LOOK, ACT = "view_any_order", "act_for_shopper"


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


def login(client: Client, *permissions: str) -> User:
    user = User.objects.create_user("desk@example.com", is_staff=True, first_name="Dolma")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client.force_login(user)
    return user


def address(placed: checkout.Placed, more: str = "") -> str:
    return f"/admin/orders/{placed.order.number}/{more}"


def act(client: Client, placed: checkout.Placed, name: str, *, of: str = "", reason: str = "Rang up and asked"):
    return client.post(address(placed, "act/"), {"act": name, "of": of, "reason": reason})


def journal(name: str) -> AuditEntry:
    entry = AuditEntry.objects.get(action=f"orders.for_shopper.{name}")
    assert (entry.on_behalf_of, entry.reason, entry.acting_user) == (
        "shopper",
        "Rang up and asked",
        User.objects.get(email="desk@example.com"),
    )
    return entry


def test_the_search_page_lists_what_was_found_and_nothing_of_the_shopper(client: Client, market: make.Market) -> None:
    login(client, LOOK)
    mine, other = make.place_order(market.stole), make.place_order(market.socks)
    page = client.get("/admin/orders/", {"q": mine.order.number.lower()}).content.decode()
    assert mine.order.number in page
    assert other.order.number not in page
    assert "1 order found" in page
    assert "Asha" not in page
    assert (
        "<script"
        not in client.get("/admin/orders/", {"q": "<script>alert(1)"}).content.decode().partition("staff-form")[2].partition("</form>")[0]
    )


def test_opening_an_order_is_journalled_and_shows_everything(client: Client, market: make.Market) -> None:
    staff = login(client, LOOK)
    placed = make.make_paid_order(market.stole, market.apricots)
    page = client.get(address(placed)).content.decode()
    entry = AuditEntry.objects.get(action="orders.opened")
    assert (entry.acting_user, entry.subject) == (staff, str(placed.order.pk))
    payment = Payment.objects.get()
    parts = ProducerOrder.objects.all()
    for words in (
        "Asha Verma",
        "+919812345678",
        "asha@example.com",
        "12 Janpath",
        payment.number,
        payment.reference,
        "UPI",
        "The payment is whole",
        "The order was opened by staff",
        "the shopper",
        "Dolma",
    ):
        assert words in page, words
    assert all(part.number in page for part in parts)
    assert all(parcel.number in page for parcel in Parcel.objects.all())
    assert "We have received your payment" in page
    assert not re.search(r"orders\.[a-z]|payments\.[a-z]|nodal|status:|offline", page.partition("staff-facts")[2])
    assert "resend-link" not in page


def test_the_page_costs_the_same_number_of_queries_for_one_group_and_for_three(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    one, three = make.make_paid_order(market.stole), make.make_paid_order(market.stole, market.apricots, market.pulp)
    client.get(address(one))
    counts = []
    for placed in (one, three):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(placed))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_may_only_look_does_nothing_for_the_shopper(client: Client, market: make.Market) -> None:
    login(client, LOOK)
    placed = make.place_order(market.stole)
    assert act(client, placed, "cancel-unpaid")["Location"] == "/admin/"
    assert client.get(address(placed, "address/"))["Location"] == "/admin/"
    assert Payment.objects.get().status == "awaiting"


def test_who_may_not_look_sees_neither_list_nor_order(client: Client, market: make.Market) -> None:
    login(client, "change_payment", "change_refund")
    placed = make.place_order(market.stole)
    assert client.get("/admin/orders/")["Location"] == client.get(address(placed))["Location"] == "/admin/"
    assert "/admin/orders/" not in client.get("/admin/").content.decode()
    assert not AuditEntry.objects.filter(action="orders.opened").exists()


def test_the_link_is_sent_again_to_the_address_on_the_order(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed = make.place_order(market.stole)
    assert act(client, placed, "resend-link").status_code == 302
    assert Notice.objects.get(kind="orders_found").to == "asha@example.com"
    assert OrderLink.objects.filter(revoked_at__isnull=True).count() == 1
    journal("link_sent")


def test_links_are_closed_and_a_new_one_is_sent(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed = make.place_order(market.stole)
    page = act(client, placed, "replace-link")
    assert page.status_code == 302
    assert client.get(f"/o/{placed.link_token}/").status_code == 404
    assert OrderLink.objects.filter(revoked_at__isnull=True).count() == 1
    assert Notice.objects.filter(kind="orders_found").count() == 1
    journal("link_replaced")


def test_without_an_email_address_a_new_link_is_sent_to_the_number_on_the_order(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed = make.place_order(market.stole)
    OrderRecord.objects.update(contact_email="")
    TextTemplate.objects.get_or_create(kind="orders_found", defaults={"text": "{link}"})
    assert act(client, placed, "replace-link").status_code == 302
    notice = Notice.objects.get(kind="orders_found")
    assert (notice.to, notice.mobile, notice.is_urgent) == ("", make.ASHA.mobile, True)
    assert client.get(f"/o/{placed.link_token}/").status_code == 404


def test_without_an_email_address_and_without_words_no_link_is_closed(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed = make.place_order(market.stole)
    OrderRecord.objects.update(contact_email="")
    TextTemplate.objects.all().delete()
    answer = act(client, placed, "replace-link")
    assert answer.status_code == 422
    assert "no email address" in answer.content.decode()
    assert client.get(f"/o/{placed.link_token}/").status_code == 200
    assert not AuditEntry.objects.filter(action__startswith="orders.for_shopper").exists()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_every_act_needs_a_reason(client: Client, market: make.Market, reason: str) -> None:
    login(client, LOOK, ACT)
    placed = make.place_order(market.stole)
    answer = act(client, placed, "cancel-unpaid", reason=reason)
    assert answer.status_code == 422
    assert Payment.objects.get().status == "awaiting"


def test_an_unpaid_order_is_called_off_and_late_money_is_owed_back_not_honoured(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed = make.place_order(market.stole)
    assert act(client, placed, "cancel-unpaid").status_code == 302
    journal("called_off")
    assert (Payment.objects.get().status, make.stock_of(market.stole).num_allocated) == ("failed", 0)
    assert Notice.objects.filter(kind="order_called_off").count() == 1
    assert act(client, placed, "cancel-unpaid").status_code == 422
    make.pay(placed)
    part = ProducerOrder.objects.get()
    assert (part.status, part.decline_reason) == ("cancelled", "called_off")
    assert Refund.objects.get().amount_paise == part.total_paise
    assert Notice.objects.filter(kind="order_refund_owed").count() == 1
    check_books()


@pytest.mark.parametrize("step", ["new", "accepted", "packed"])
def test_a_part_is_called_off_before_it_leaves_and_its_money_is_owed_back(client: Client, market: make.Market, step: str) -> None:
    login(client, LOOK, ACT)
    placed = make.make_paid_order(market.stole, market.apricots)
    part, other = make.part_of(placed, market.wool), make.part_of(placed, market.fruit)
    member = make.make_member(market.wool)
    if step != "new":
        fulfilment.accept(part, acting_user=member)
    if step == "packed":
        packing.pack(part, acting_user=member)
    for _press in range(2):
        assert act(client, placed, "cancel-part", of=part.number).status_code == 302
    part.refresh_from_db()
    other.refresh_from_db()
    assert (part.status, other.status) == ("cancelled", "new")
    refund = Refund.objects.get()
    assert (refund.amount_paise, refund.allocation.producer_order_number) == (part.total_paise, part.number)
    assert make.stock_of(market.stole).num_allocated == 0
    assert set(part.parcels.values_list("status", flat=True)) == {"open"}
    assert AuditEntry.objects.get(action="orders.cancelled").on_behalf_of == "shopper"
    outbox.drain()
    assert Notice.objects.get(kind="producer_order_cancelled").user == member
    assert OrderRecord.objects.get().payment_status == "part_refunded"


def test_the_parcel_of_a_declined_part_is_told_as_not_sent_and_the_other_with_its_days(client: Client, market: make.Market) -> None:
    login(client, LOOK)
    placed = make.make_paid_order(market.stole, market.apricots)
    part = make.part_of(placed, market.wool)
    fulfilment.decline(part, reason="damaged", acting_user=make.make_member(market.wool))
    page = " ".join(strip_tags(client.get(address(placed)).content.decode()).split())
    [gone], [other] = part.parcels.all(), make.part_of(placed, market.fruit).parcels.all()
    assert f"{gone.number} Not sent" in page
    assert f"{other.number} Open · " in page


@pytest.mark.parametrize("status", ["held", "handed_over", "delivered", "declined"])
def test_a_part_that_left_or_was_not_paid_stays_as_it_is(client: Client, market: make.Market, status: str) -> None:
    login(client, LOOK, ACT)
    placed = make.make_paid_order(market.stole)
    ProducerOrder.objects.update(status=status)
    assert act(client, placed, "cancel-part", of=ProducerOrder.objects.get().number).status_code == 422
    assert ProducerOrder.objects.get().status == status
    assert not Refund.objects.exists()


def test_a_part_whose_first_parcel_left_is_not_called_off(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed = make.make_paid_order(market.stole)
    Parcel.objects.update(status="handed_over")
    assert act(client, placed, "cancel-part", of=ProducerOrder.objects.get().number).status_code == 422


def test_the_part_or_parcel_of_another_order_does_not_exist_here(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed, other = make.make_paid_order(market.stole), make.make_paid_order(market.socks)
    foreign = ProducerOrder.objects.get(order=other.order)
    assert act(client, placed, "cancel-part", of=foreign.number).status_code == 404
    assert act(client, placed, "arrived", of=foreign.parcels.get().number).status_code == 404
    assert act(client, placed, "no-such-act").status_code == 404
    assert not AuditEntry.objects.filter(action__startswith="orders.for_shopper").exists()


def test_a_parcel_underway_has_arrived_when_the_shopper_says_so_on_the_telephone(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed = make.make_paid_order(market.stole)
    ProducerOrder.objects.update(status="handed_over")
    Parcel.objects.update(status="handed_over")
    parcel = Parcel.objects.get()
    early = act(client, placed, "not-arrived", of=parcel.number)
    assert early.status_code == 422
    assert "The promised days are not over yet." in early.content.decode()
    assert act(client, placed, "arrived", of=parcel.number).status_code == 302
    parcel.refresh_from_db()
    assert (parcel.status, parcel.delivered_source) == ("delivered", "staff")
    journal("arrived")


CHANGE = {
    "name": "Asha Verma",
    "mobile": "9812345678",
    "email": "asha@example.com",
    "line1": "14 Janpath",
    "city": "New Delhi",
    "pin": "110001",
}


def test_staff_change_the_address_with_a_reason(client: Client, market: make.Market) -> None:
    login(client, LOOK, ACT)
    placed = make.place_order(market.stole)
    page = client.get(address(placed, "address/")).content.decode()
    assert 'value="12 Janpath"' in page
    said = {**CHANGE, "version": "1"}
    assert client.post(address(placed, "address/"), said).status_code == 422
    assert client.post(address(placed, "address/"), {**said, "reason": "Rang up and asked", "pin": "000000"}).status_code == 422
    assert client.post(address(placed, "address/"), {**said, "reason": "Rang up and asked"}).status_code == 302
    assert OrderRecord.objects.get().order.shipping_address.line1 == "14 Janpath"
    journal("address_changed")
    assert client.post(address(placed, "address/"), {**said, "reason": "again"}).status_code == 422
