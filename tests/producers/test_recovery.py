"""A lost phone: two people of two kinds let a member in again; every open session ends; nobody does it alone."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from journal import outbox
from notices.models import Notice
from producers import facilitation, recovery
from producers.errors import ContactTaken, RecoveryRefused
from producers.members import add_member
from producers.models import AccessRecovery, ProducerGroup
from tests.producers.factories import make_group, make_user, staff

pytestmark = pytest.mark.django_db
NEW = "+919876543210"


class Village:
    """A group with an owner, a packer who lost the phone, and a facilitator."""

    def __init__(self) -> None:
        self.owner, self.packer, self.helper = make_user("owner@example.com"), make_user("packer@example.com"), make_user()
        self.packer.set_password("a-Walnut-tree")
        self.packer.save()
        self.group: ProducerGroup = make_group(owner=self.owner)
        add_member(user=self.packer, group=self.group, role="packer", acting_user=None)
        facilitation.grant(user=self.helper, group=self.group, consent="Agreed at the meeting", acting_user=None)

    def begin(self, by: User, member: User | None = None, **contact: str) -> AccessRecovery:
        return recovery.begin(group=self.group, member=member or self.packer, acting_user=by, **(contact or {"mobile": NEW}))


@pytest.fixture
def village() -> Village:
    return Village()


def refused(act: object, **fields: object) -> str:
    with pytest.raises(RecoveryRefused) as refusal:
        act(**fields)
    return refusal.value.reason


def test_a_facilitator_and_an_owner_together_let_the_member_in_and_every_session_ends(village: Village) -> None:
    phone = Client()
    phone.force_login(village.packer)
    asked = village.begin(village.helper)
    assert phone.get("/account/").status_code == 200
    recovery.agree(recovery=asked, acting_user=village.owner)
    assert phone.get("/account/").status_code == 302
    packer = User.objects.get(pk=village.packer.pk)
    assert (packer.mobile, packer.email, packer.has_usable_password()) == (NEW, None, False)
    link = recovery._password_link(str(asked.pk))
    assert Client().get(link.replace("http://127.0.0.1:8000", ""), follow=True).status_code == 200
    refused(recovery.agree, recovery=asked, acting_user=village.owner)


def test_owners_and_the_member_are_told_at_the_old_contact_before_anything_changes(village: Village) -> None:
    village.begin(village.helper)
    assert {notice.to for notice in Notice.objects.filter(kind="recovery_begun")} == {"owner@example.com", "packer@example.com"}


def test_nobody_does_it_alone_and_two_of_a_kind_are_not_enough(village: Village) -> None:
    asked = village.begin(village.owner)
    refused(recovery.agree, recovery=asked, acting_user=village.owner)
    second = make_user()
    add_member(user=second, group=village.group, role="owner", acting_user=None)
    refused(recovery.agree, recovery=asked, acting_user=second)
    refused(recovery.agree, recovery=asked, acting_user=village.packer)
    refused(recovery.agree, recovery=asked, acting_user=make_user())
    assert User.objects.get(pk=village.packer.pk).email == "packer@example.com"
    recovery.agree(recovery=asked, acting_user=village.helper)
    assert User.objects.get(pk=village.packer.pk).mobile == NEW


def test_for_the_only_owner_staff_stand_in_with_a_reason(village: Village) -> None:
    asked = village.begin(village.helper, member=village.owner)
    officer = User.objects.create_superuser("officer@example.com", "a-Walnut-tree")
    refused(recovery.agree, recovery=asked, acting_user=officer)
    recovery.agree(recovery=asked, acting_user=officer, reason="Came to the office with her card")
    assert User.objects.get(pk=village.owner.pk).mobile == NEW


def test_somebody_who_works_in_another_group_too_needs_staff(village: Village) -> None:
    add_member(user=village.packer, group=make_group(), role="accountant", acting_user=None)
    asked = village.begin(village.helper)
    refused(recovery.agree, recovery=asked, acting_user=village.owner)
    assert User.objects.get(pk=village.packer.pk).email == "packer@example.com"


def test_strangers_and_staff_are_not_let_in_this_way(village: Village) -> None:
    refused(village.begin, by=village.helper, member=make_user())
    officer = staff()
    add_member(user=officer, group=village.group, role="packer", acting_user=None)
    refused(village.begin, by=village.helper, member=officer)
    refused(village.begin, by=village.owner, member=village.owner)
    make_user("taken@example.com", mobile=NEW)
    with pytest.raises(ContactTaken):
        village.begin(village.helper)


def test_it_can_be_stopped_and_is_over_after_three_days(village: Village) -> None:
    asked = village.begin(village.helper)
    refused(village.begin, by=village.owner)
    recovery.stop(recovery=asked, acting_user=village.packer)
    refused(recovery.agree, recovery=asked, acting_user=village.owner)
    late = village.begin(village.helper)
    AccessRecovery.objects.filter(pk=late.pk).update(begun_at=timezone.now() - timedelta(hours=73))
    refused(recovery.agree, recovery=late, acting_user=village.owner)
    assert village.begin(village.helper).pk != late.pk
    outbox.drain()
    assert all("password/reset" not in message.body for message in mail.outbox)
