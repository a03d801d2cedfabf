"""Everything the shop holds of a person, for that person alone."""

import io
import json
import re
import zipfile
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts import forgetting, own_data
from accounts.effects import send_forgetting_link, send_own_data_link
from accounts.models import User
from catalogue import wishes
from catalogue.voice_models import ListingVoices, Wish
from journal.models import AuditEntry, Effect
from notices.models import Notice
from orders import links, own_addresses
from orders.contacts import Address, Contact
from orders.models import OrderRecord
from payments.models import TaxPaper
from producers.models import Membership
from tests.catalogue.voices import make_question, make_review
from tests.orders import factories as make
from tests.orders import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper() -> User:
    cache.clear()
    return User.objects.create_user("asha@example.com", first_name="Asha", mobile="+919812345678")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(answer: bytes) -> dict[str, object]:
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def test_the_file_holds_what_every_room_knows_and_nothing_of_others(shopper: User) -> None:
    listing = make.make_listing(make.make_group(), "Stole")
    mine = make.make_paid_order(listing, user=shopper)
    other = make.make_paid_order(listing, user=User.objects.create_user("other@example.com"))
    make_review(listing, words="Warm.", user=shopper)
    make_question(listing, "Is it soft?", user=shopper)
    wishes.keep(user=shopper, listing=listing)
    own_addresses.keep(
        user=shopper, contact=Contact("Asha", "9812345678"), address=Address("7 Church Street", "", "Leh", "194101", "Ladakh")
    )
    client = logged_in(shopper)
    answer = client.get(urlsplit(own_data.link_of(shopper)).path)
    assert answer.status_code == 200
    held = read(answer.content)
    assert set(held) == {
        "account.json",
        "addresses.json",
        "complaints.json",
        "enquiries.json",
        "notices.json",
        "orders.json",
        "voice_notes.json",
        "voices.json",
    }
    text = json.dumps(held)
    for expected in (mine.order.number, "12 Janpath", "7 Church Street", "+919812345678", "Warm.", "Is it soft?", "Stole"):
        assert expected in text, expected
    assert other.order.number not in text
    assert str(shopper.password) not in text
    assert AuditEntry.objects.filter(action="accounts.own_data.open", acting_user=shopper).count() == 1


def test_the_link_comes_by_mail_once_a_day_and_no_valid_one_lies_in_the_outbox(shopper: User) -> None:
    client = logged_in(shopper)
    for _time in range(2):
        assert client.post("/account/data/", {"act": "file"}).status_code == 303
    owed = Effect.objects.get(kind=own_data.LINK_MAIL)
    assert owed.payload == {"user_id": shopper.pk}
    send_own_data_link(owed.payload)
    [letter] = mail.outbox
    link = re.search(r"http://[^/]+(/account/data/\S+)", letter.body)
    assert letter.to == ["asha@example.com"]
    assert link is not None
    assert client.get(link[1]).status_code == 200


def test_the_link_opens_for_nobody_else_and_not_for_ever(shopper: User, monkeypatch: pytest.MonkeyPatch) -> None:
    path = urlsplit(own_data.link_of(shopper)).path
    stranger = User.objects.create_user("stranger@example.com")
    assert logged_in(stranger).get(path).status_code == 404
    assert Client().get(path).status_code == 302
    monkeypatch.setattr(own_data, "LINK_WITHIN", own_data.LINK_WITHIN * -1)
    assert logged_in(shopper).get(path).status_code == 404


def test_the_language_of_mails_is_one_of_ours(shopper: User) -> None:
    client = logged_in(shopper)
    assert client.post("/account/data/", {"act": "language", "language": "xx"}).status_code == 422
    assert client.post("/account/data/", {"act": "language", "language": "ur"}).status_code == 303
    shopper.refresh_from_db()
    assert shopper.language == "ur"


def test_an_account_is_deleted_behind_its_link_and_what_the_law_keeps_is_kept(shopper: User) -> None:
    group = make.make_group()
    listing = make.make_listing(group, "Stole")
    part = steps.bring(make.place_order(listing, user=shopper), group, "closed")
    review = make_review(listing, name="Asha", user=shopper)
    make_question(listing, user=shopper)
    wishes.keep(user=shopper, listing=listing)
    own_addresses.keep(
        user=shopper, contact=Contact("Asha", "9812345678"), address=Address("7 Church Street", "", "Leh", "194101", "Ladakh")
    )
    token = links.token_of(links.standing_link(part.order))
    client = logged_in(shopper)
    assert client.post("/account/data/", {"act": "forget"}).status_code == 303
    send_forgetting_link(Effect.objects.get(kind=forgetting.LINK_MAIL).payload)
    assert mail.outbox[-1].to == ["asha@example.com"]
    path = urlsplit(forgetting.link_of(shopper)).path
    assert client.get(path).status_code == 200
    assert User.objects.get(pk=shopper.pk).is_active
    assert client.post(path).status_code == 200
    gone = User.objects.get(pk=shopper.pk)
    assert (gone.is_active, gone.mobile, gone.first_name, gone.has_usable_password()) == (False, None, "", False)
    assert "asha" not in str(gone.email)
    assert client.get("/account/").status_code == 302
    record = OrderRecord.objects.get(order=part.order)
    assert (record.contact_name, record.contact_email) == ("Asha Verma", "")
    assert TaxPaper.objects.filter(producer_order_number=part.number).exists()
    assert Client().get(f"/o/{token}/").status_code == 404
    review.refresh_from_db()
    assert (review.name, review.words, review.user) == ("", "Warm.", None)
    assert "Asha" not in json.dumps(ListingVoices.objects.get(listing=listing).reviews)
    assert not Wish.objects.exists()
    assert own_addresses.addresses_of(gone) == []
    assert not Notice.objects.filter(to="asha@example.com", kind__startswith="order").exists()
    assert AuditEntry.objects.filter(action="accounts.forget").count() == 1


@pytest.mark.parametrize("needed_for", ["an order", "a group", "staff"])
def test_an_account_that_is_needed_is_not_deleted(shopper: User, needed_for: str) -> None:
    group = make.make_group()
    if needed_for == "an order":
        make.make_paid_order(make.make_listing(group), user=shopper)
    if needed_for == "a group":
        Membership.objects.create(user=shopper, group=group, role="packer")
    if needed_for == "staff":
        User.objects.filter(pk=shopper.pk).update(is_staff=True)
    answer = logged_in(shopper).post(urlsplit(forgetting.link_of(shopper)).path)
    assert answer.status_code == 422
    with pytest.raises(forgetting.StillNeeded):
        forgetting.forget(shopper)
    shopper.refresh_from_db()
    assert (shopper.is_active, shopper.email) == (True, "asha@example.com")


def test_somebody_elses_link_deletes_nothing(shopper: User) -> None:
    stranger = User.objects.create_user("stranger@example.com")
    assert logged_in(stranger).post(urlsplit(forgetting.link_of(shopper)).path).status_code == 404
    assert User.objects.get(pk=shopper.pk).is_active
    assert User.objects.get(pk=stranger.pk).is_active
