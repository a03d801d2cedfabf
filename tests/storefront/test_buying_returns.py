"""Giving something back on the order's page and answering it in the workspace and at the desk, as people do it in a browser."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from orders.models import PartPhoto, ProducerOrder, ReturnRequest
from payments.models import Refund
from tests.orders import factories as make
from tests.orders.steps import bring, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> tuple[str, ProducerOrder]:
    group = make.make_group()
    placed = make.place_order((make.make_listing(group, "Wool socks", price_paise=64_050), 3))
    return placed.link_token, bring(placed, group, "delivered")


def _photo(name: str = "hole.jpg") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "JPEG")
    file.seek(0)
    file.name = name
    return file


def _ask(client: Client, token: str, part: ProducerOrder, **data: object) -> object:
    said = {"reason": "damaged", "words": "A hole", "wish": "money", "key": "k" * 20, f"pieces-{part.lines.get().pk}": "2", **data}
    return client.post(reverse("order-return", args=[token, part.number]), said)


def test_the_whole_way_from_the_shoppers_page_to_the_refund(client: Client, sent: tuple[str, ProducerOrder], media_dir: object) -> None:
    token, part = sent
    page = client.get(reverse("order", args=[token])).content.decode()
    assert reverse("order-return", args=[token, part.number]) in page
    form = client.get(reverse("order-return", args=[token, part.number])).content.decode()
    assert "within 7 days" in form
    answer = _ask(client, token, part, photo=_photo())
    request = ReturnRequest.objects.get()
    here = reverse("order-returned", args=[token, request.number])
    assert (answer.status_code, answer["Location"]) == (303, here)
    photo = reverse("order-photo", args=[token, PartPhoto.objects.get().pk])
    assert photo in client.get(here).content.decode()
    shown = client.get(photo)
    assert shown["Content-Type"] == "image/jpeg"
    assert {"private", "no-store"} <= set(shown["Cache-Control"].split(", "))
    group = Client()
    group.force_login(member_of(part.group))
    desk = reverse("workspace-return", args=[part.number, request.number])
    assert "A hole" in group.get(desk).content.decode()
    assert group.post(desk, {"act": "approve", "come_back": "yes"}).status_code == 303
    assert client.post(here, {"carrier": "", "tracking_number": ""}).status_code == 422
    assert client.post(here, {"carrier": "India Post", "tracking_number": "EP1"}).status_code == 303
    assert group.post(desk, {"act": "refund"}).status_code == 303
    assert not Refund.objects.exists()
    for data in ({"act": "receive", "can_be_sold": "on"}, {"act": "refund"}, {"act": "refund"}):
        assert group.post(desk, data).status_code == 303
    assert Refund.objects.get().amount_paise == 2 * 64_050
    assert "₹1,281" in client.get(here).content.decode()
    assert "× 2" in client.get(reverse("order", args=[token])).content.decode().replace("&nbsp;", " ")


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"wish": "car"}, {"words": " "}, {"reason": "late"}, {"reason": "changed_mind", "words": "", "has_tag": ""}],
)
def test_what_is_wrong_is_said_what_was_typed_is_kept_and_nothing_is_written(
    client: Client, sent: tuple[str, ProducerOrder], wrong: dict[str, str]
) -> None:
    token, part = sent
    answer = _ask(client, token, part, **wrong)
    assert answer.status_code == 422
    assert 'value="2"' in answer.content.decode()
    assert not ReturnRequest.objects.exists()


@pytest.mark.parametrize("pieces", ["4", "-1", "two", "", "9" * 30])
def test_pieces_that_can_not_be_given_back_are_refused(client: Client, sent: tuple[str, ProducerOrder], pieces: str) -> None:
    token, part = sent
    assert _ask(client, token, part, **{f"pieces-{part.lines.get().pk}": pieces}).status_code == 422
    assert not ReturnRequest.objects.exists()


def test_what_is_no_picture_is_refused(client: Client, sent: tuple[str, ProducerOrder], media_dir: object) -> None:
    token, part = sent
    file = BytesIO(b"<script>")
    file.name = "photo.jpg"
    assert _ask(client, token, part, photo=file).status_code == 422
    assert not PartPhoto.objects.exists()


def test_another_order_shows_neither_the_return_nor_its_photo(client: Client, sent: tuple[str, ProducerOrder], media_dir: object) -> None:
    token, part = sent
    _ask(client, token, part, photo=_photo())
    other = make.make_paid_order(make.make_listing(make.make_group()))
    number, photo = ReturnRequest.objects.get().number, PartPhoto.objects.get().pk
    for address in (reverse("order-returned", args=[other.link_token, number]), reverse("order-photo", args=[other.link_token, photo])):
        assert client.get(address).status_code == 404
    assert client.get(f"/media/{PartPhoto.objects.get().file.name}").status_code == 404


def test_a_person_of_the_shop_decides_where_the_group_may_not(client: Client, sent: tuple[str, ProducerOrder]) -> None:
    token, part = sent
    _ask(client, token, part)
    request = ReturnRequest.objects.get()
    ReturnRequest.objects.update(with_staff_since=request.asked_at)
    group, staff = Client(), Client()
    group.force_login(member_of(part.group))
    assert group.post(reverse("workspace-return", args=[part.number, request.number]), {"act": "approve"}).status_code == 422
    officer = User.objects.create_user("officer@example.com", is_staff=True)
    officer.groups.add(Group.objects.get(name="Grievance officers"))
    staff.force_login(officer)
    assert request.number in staff.get(reverse("staff_returns")).content.decode()
    here = reverse("staff_return", args=[request.number])
    assert staff.post(here, {"act": "refuse", "refusal": "used", "refusal_words": "short"}).status_code == 422
    assert staff.post(here, {"act": "approve", "come_back": "no"}).status_code == 302
    assert staff.post(here, {"act": "refund"}).status_code == 302
    assert Refund.objects.get().amount_paise == 2 * 64_050


def test_some_pieces_are_called_off_on_the_orders_page(client: Client) -> None:
    group = make.make_group()
    placed = make.place_order((make.make_listing(group, price_paise=64_050), 3))
    part = bring(placed, group, "accepted")
    here = reverse("order-cancel-lines", args=[placed.link_token, part.number])
    line = part.lines.get().pk
    assert 'value="3"' in client.get(here).content.decode()
    for typed in ("4", "x", ""):
        assert client.post(here, {f"keep-{line}": typed}).status_code == 422
    assert client.post(here, {f"keep-{line}": "1"}).status_code == 303
    assert Refund.objects.get().amount_paise == 2 * 64_050


def test_a_group_says_that_it_has_less(client: Client) -> None:
    group = make.make_group()
    apricots = make.make_food(group, net_quantity=1, net_unit="kg", price_paise=60_000)
    part = bring(make.place_order((apricots, 3)), group, "accepted")
    client.force_login(member_of(group))
    here, line = reverse("workspace-fewer", args=[part.number]), part.lines.get().pk
    assert "at most 3,000" in client.get(here).content.decode()
    for wrong in ({f"have-{line}": "2"}, {f"have-{line}": "4", "reason": "too_few"}, {f"have-{line}": "", "reason": "too_few"}):
        assert client.post(here, wrong).status_code == 422
    assert client.post(here, {f"have-{line}": "2", "reason": "too_few"}).status_code == 303
    assert client.post(here, {f"have-{line}": "2", f"grams-{line}": "1500"}).status_code == 303
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == 60_000 + 30_000
