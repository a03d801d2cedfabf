"""A group whose people have a telephone and no e-mail address is told everything that others are told."""

import pytest
from django.db import transaction

from accounts.models import User
from catalogue import letters
from journal import outbox
from notices.models import Notice, TextMessage
from notices.reference import load_text_templates
from payments import bank_letters, money_mails
from payments.models import BankAccount
from producers.members import add_member
from producers.models import Membership
from tests.orders import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    """The only member of a group that has something on sale."""
    load_text_templates()
    person = User.objects.create_user(None, mobile="+919876500009", mobile_confirmed=True)
    add_member(user=person, group=make.make_group(), role=Membership.Role.OWNER, acting_user=None)
    return person


def _settle() -> None:
    while outbox.drain():
        pass


def _told(owner: User) -> dict[str, bool]:
    """The kinds of notices in the feed, and whether each goes by SMS too."""
    _settle()
    by_text = set(TextMessage.objects.values_list("notice__kind", flat=True))
    return {kind: kind in by_text for kind in Notice.objects.filter(user=owner).values_list("kind", flat=True)}


def test_of_a_new_order(owner: User) -> None:
    listing = make.make_listing(Membership.objects.get(user=owner).group)
    make.make_paid_order(listing)
    assert _told(owner)["producer_order_new"] is True


def test_of_what_staff_decide_about_its_goods(owner: User) -> None:
    listing = make.make_listing(Membership.objects.get(user=owner).group)
    with transaction.atomic():
        letters.approved(listing)
        letters.changes_asked(listing, "A photo by daylight, please.")
    assert _told(owner) == {"listing_approved": True, "listing_changes_asked": True}
    assert f"/workspace/listings/{listing.slug}/" in TextMessage.objects.get(notice__kind="listing_approved").text


def test_of_its_bank_account_and_of_money(owner: User) -> None:
    group = Membership.objects.get(user=owner).group
    account = BankAccount(pk=1, group=group, holder="Group", ifsc="SBIN0001234", last_four="8901", created_by=owner)
    with transaction.atomic():
        bank_letters.account_changed(account)
        money_mails.to_those_who_see_money(group, "payout_paid", "PT-1", lambda: ("Paid", "The bank has paid."), "PT-1")
    assert _told(owner) == {"bank_account_changed": True, "payout_paid": True}
