"""Parcels that never arrive: a group that handed over with a number and a photo is never debited, and the shopper always gets the money."""

from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from journal import outbox
from media.uploads import clean_file
from orders import deliveries, fulfilment, handover, losses, packing
from orders.errors import NotPossible
from orders.models import LineRecord, Parcel, PartPhoto, ProducerOrder
from orders.queries import order_page
from orders.returns import policies
from payments import comparing
from payments.models import Earning, Refund
from payments.papers import verifying
from tests.orders import factories as make
from tests.orders.steps import bring, fresh, member_of, parcel_of
from tests.payments import papers
from tests.payments.ledgers import check_ledger, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


def _receipt() -> list[object]:
    file = BytesIO()
    Image.new("RGB", (64, 64), "white").save(file, "JPEG")
    file.seek(0)
    return [clean_file(file)]


def _sent(market: make.Market, *, number: str = "EP123456", receipt: bool = True) -> ProducerOrder:
    """Two pairs of socks on their way, with or without a proof."""
    part = make.part_of(make.make_paid_order((market.socks, 2)), market.wool)
    user = member_of(market.wool)
    fulfilment.accept(part, acting_user=user)
    packing.pack(part, acting_user=user)
    parcels = {parcel.number: number for parcel in part.parcels.all()} if number else None
    carrier = "speed_post" if number else "own"
    handover.hand_over(part, carrier=carrier, parcels=parcels, receipt=_receipt() if receipt else (), acting_user=user)
    return fresh(part)


def _check(market: make.Market) -> None:
    assert comparing.differences() == []
    assert list(verifying.faults()) == []
    check_ledger()


def test_who_handed_over_with_a_number_and_a_photo_is_paid_though_the_parcel_is_lost(market: make.Market, media_dir: object) -> None:
    with papers.nodal():
        part = _sent(market)
        for _time in range(2):
            losses.lost(parcel_of(part), acting_user=member_of(market.wool))
    refund, earning = Refund.objects.get(), Earning.objects.get()
    assert (refund.bearer, refund.amount_paise) == ("shop", part.total_paise)
    assert (earning.gross_paise, earning.commission_paise) == (part.total_paise, part.commission_paise)
    assert standing()["loss.transit"] == part.total_paise
    assert fresh(part).status == "delivered"
    page = order_page(part.order)
    assert (page.parts[0].words, page.headline) == ("Lost on the way", "Lost on the way")
    outbox.drain()
    assert any("is paid for it" in message.body for message in mail.outbox)
    _check(market)


@pytest.mark.parametrize(("number", "receipt"), [("", True), ("EP123456", False)])
def test_without_a_number_or_a_photo_the_group_bears_it(market: make.Market, media_dir: object, number: str, receipt: bool) -> None:
    with papers.nodal():
        part = _sent(market, number=number, receipt=receipt)
        losses.lost(parcel_of(part), acting_user=member_of(market.wool))
    assert (Refund.objects.get().bearer, Refund.objects.get().amount_paise) == ("group", part.total_paise)
    assert (Earning.objects.get().gross_paise, Earning.objects.get().commission_paise) == (0, 0)
    assert "loss.transit" not in standing()
    _check(market)


def test_a_photo_of_an_earlier_hand_over_proves_nothing(market: make.Market, media_dir: object) -> None:
    part = _sent(market)
    PartPhoto.objects.update(at=parcel_of(part).handed_over_at.replace(year=2025))
    assert not losses.is_proven(parcel_of(part))


def test_a_parcel_that_is_lost_neither_arrives_nor_comes_back(market: make.Market, media_dir: object) -> None:
    part = _sent(market)
    parcel = losses.lost(parcel_of(part), acting_user=member_of(market.wool))
    with pytest.raises(NotPossible):
        deliveries.arrived(parcel, source="shopper")
    with pytest.raises(NotPossible):
        losses.came_back(parcel, can_be_sold=True, acting_user=member_of(market.wool))
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("to", ["packed", "delivered"])
def test_what_is_not_underway_is_not_lost(market: make.Market, to: str) -> None:
    part = bring(make.place_order(market.socks), market.wool, to)
    with pytest.raises(NotPossible):
        losses.lost(parcel_of(part), acting_user=member_of(market.wool))
    assert not Refund.objects.exists()


def test_what_nobody_took_gives_the_goods_back_and_the_delivery_stays(market: make.Market) -> None:
    with papers.nodal():
        part = _sent(market, receipt=False)
        for _time in range(2):
            losses.came_back(parcel_of(part), can_be_sold=True, acting_user=member_of(market.wool))
    assert Refund.objects.get().amount_paise == part.goods_paise
    assert Earning.objects.get().net_paise == part.delivery_paise
    line = part.lines.get()
    assert (line.returned, make.stock_of(market.socks).num_in_stock) == (2, 10)
    assert Parcel.objects.get(producer_order=part).status == "returned"
    _check(market)


def test_what_may_not_be_given_back_is_not_refunded_because_nobody_took_it(market: make.Market) -> None:
    part = _sent(market, receipt=False)
    LineRecord.objects.update(return_policy=policies.frozen(policies.policy_on("fault_only", part.order.date_placed.date())))
    losses.came_back(parcel_of(part), can_be_sold=False, acting_user=member_of(market.wool))
    assert not Refund.objects.exists()
    assert Earning.objects.get().gross_paise == part.total_paise
    assert make.stock_of(market.socks).num_in_stock == 8


def test_a_part_of_which_one_parcel_is_lost_is_delivered_with_the_other(media_dir: object) -> None:
    group = make.make_group()
    rug = make.make_listing(group, "Rug", weight_g=12_000, price_paise=400_000)
    part = make.part_of(make.make_paid_order((rug, 2)), group)
    user = member_of(group)
    fulfilment.accept(part, acting_user=user)
    packing.pack(part, acting_user=user)
    first, last = Parcel.objects.filter(producer_order=part).order_by("pk")
    handover.hand_over(
        part, carrier="speed_post", parcels={first.number: "EP11111", last.number: "EP22222"}, receipt=_receipt(), acting_user=user
    )
    assert PartPhoto.objects.count() == 2
    losses.lost(first, acting_user=user)
    assert fresh(part).status == "handed_over"
    deliveries.arrived(Parcel.objects.select_related("producer_order").get(pk=last.pk), source="shopper")
    assert fresh(part).status == "delivered"
    assert list(Refund.objects.get().lines.values_list("key", "pieces", "amount_paise")) == [
        (str(part.lines.get().pk), 1, 400_000),
        ("delivery", 0, first.charge_paise),
    ]
    assert Earning.objects.get().gross_paise == part.total_paise
    assert order_page(part.order).parts[0].words == "Delivered"


def test_staff_give_a_parcel_up_or_say_that_it_is_back_on_the_page_of_the_order(client: Client, market: make.Market) -> None:
    client.force_login(User.objects.create_superuser("central@example.com"))
    for act, status, refunded in (("lost", "lost", 2), ("came-back", "returned", 2), ("came-back-spoilt", "returned", 2)):
        part = _sent(market, receipt=False)
        parcel = parcel_of(part)
        assert parcel.number in client.get(reverse("staff_order", args=[part.order.number])).content.decode()
        here = reverse("staff_act", args=[part.order.number])
        assert client.post(here, {"act": act, "of": parcel.number, "reason": ""}).status_code == 422
        assert client.post(here, {"act": act, "of": parcel.number, "reason": "The carrier wrote so"}).status_code == 302
        parcel.refresh_from_db()
        assert parcel.status == status
        owed = Refund.objects.get(allocation__producer_order_number=part.number)
        assert sum(owed.lines.values_list("pieces", flat=True)) == refunded
        assert client.post(here, {"act": "arrived", "of": parcel.number, "reason": "It is there"}).status_code == 422
    assert make.stock_of(market.socks).num_in_stock == 10 - 2 - 2 - 2 + 2


def test_a_group_keeps_photo_tags_and_receipt_on_its_pages(client: Client, market: make.Market, media_dir: object) -> None:
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    client.force_login(member_of(market.wool))
    fulfilment.accept(part, acting_user=member_of(market.wool))
    held, line = part.parcels.get().parcel_lines.get(), part.lines.get()
    here = reverse("workspace-pack", args=[part.number])
    assert f"tags-{line.pk}" in client.get(here).content.decode()
    typed = {"tick": str(held.pk), f"tags-{line.pk}": "GI 00017"}
    refused = client.post(here, {**typed, "pack_photo": _file(b"no picture")})
    assert (refused.status_code, PartPhoto.objects.count(), fresh(part).status) == (422, 0, "accepted")
    assert "GI 00017" in refused.content.decode()
    assert client.post(here, {**typed, "pack_photo": _file()}).status_code == 303
    line.refresh_from_db()
    assert (line.tag_serials, PartPhoto.objects.get().kind) == ("GI 00017", "packed")
    parcel = part.parcels.get()
    sent = {"carrier": "speed_post", "on": timezone.localdate().isoformat()}
    sent |= {f"go-{parcel.number}": "on", f"tracking-{parcel.number}": "EP11111", f"insured-{parcel.number}": "yes"}
    over = reverse("workspace-hand-over", args=[part.number])
    assert client.post(over, {**sent, "receipt": _file(b"no picture")}).status_code == 422
    assert client.post(over, {**sent, "receipt": _file()}).status_code == 303
    assert losses.is_proven(parcel_of(part))


def _file(content: bytes = b"") -> BytesIO:
    file = BytesIO(content)
    if not content:
        Image.new("RGB", (64, 64), "white").save(file, "JPEG")
        file.seek(0)
    file.name = "photo.jpg"
    return file
