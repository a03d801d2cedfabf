"""Invitations: by a link, within seven days, once, for whoever holds it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from journal import outbox, tokens
from notices.models import Notice, TextMessage
from producers import invitations
from producers.errors import AlreadyMember, ContactTaken, InvitationGone
from producers.models import Invitation, Membership
from tests.clock import counted
from tests.producers.factories import make_group, make_user

pytestmark = pytest.mark.django_db


def asked(**fields: object) -> Invitation:
    given = {"group": make_group(), "role": "packer", "email": "rigzin@example.com", "acting_user": None, **fields}
    return invitations.invite(**given)


def token(invitation: Invitation) -> str:
    return tokens.token_of(invitation.nonce, purpose=invitations.PURPOSE)


def test_the_link_goes_by_mail_or_sms_and_stands_in_no_table() -> None:
    by_mail, by_text = asked(), asked(email="", mobile="+919876543210")
    outbox.drain()
    assert f"/join/{token(by_mail)}/" in mail.outbox[0].body
    assert token(by_mail) not in Notice.objects.get(to="rigzin@example.com").body
    assert token(by_text) not in TextMessage.objects.get(to="+919876543210").text
    assert invitations.invitation_for(token(by_text)) == by_text


def test_it_makes_a_member_once() -> None:
    invitation, user = asked(), make_user()
    invitations.accept(invitation=invitation, user=user)
    assert Membership.objects.get(user=user).role == "packer"
    with pytest.raises(InvitationGone):
        invitations.accept(invitation=invitation, user=make_user())
    assert Membership.objects.filter(group=invitation.group).count() == 1


@pytest.mark.parametrize(
    "over",
    [
        {"expires_at": timedelta(seconds=-1), "created_at": timedelta(days=-8)},
        {"withdrawn_at": timedelta()},
    ],
)
def test_a_link_that_is_too_old_or_was_taken_back_opens_nothing(over: dict[str, object]) -> None:
    invitation = asked()
    Invitation.objects.filter(pk=invitation.pk).update(**counted(over, timezone.now()))
    with pytest.raises(InvitationGone):
        invitations.accept(invitation=invitation, user=make_user())
    assert not Membership.objects.exists()


def test_who_belongs_already_leaves_the_link_to_others() -> None:
    user = make_user()
    invitation = asked(group=make_group(owner=user))
    with pytest.raises(AlreadyMember):
        invitations.accept(invitation=invitation, user=user)
    assert invitations.is_open(Invitation.objects.get(pk=invitation.pk))
    with pytest.raises(AlreadyMember):
        asked(group=invitation.group, email=user.email)


def test_a_new_login_is_made_for_the_contact_that_the_link_was_sent_to() -> None:
    user = invitations.accept_as_new(invitation=asked(email="", mobile="+919876543210"), first_name="Rigzin", password="a-Walnut-tree")
    assert (user.mobile, user.mobile_confirmed, user.email) == ("+919876543210", True, None)
    invitation = asked(email="", mobile="+919876543210")
    with pytest.raises(ContactTaken):
        invitations.accept_as_new(invitation=invitation, first_name="Thief", password="a-Walnut-tree")
    assert User.objects.filter(mobile="+919876543210").count() == 1
    assert invitations.is_open(Invitation.objects.get(pk=invitation.pk))


def test_asking_the_same_person_again_takes_the_older_link_back() -> None:
    first = asked()
    second = asked(group=first.group)
    assert not invitations.is_open(Invitation.objects.get(pk=first.pk))
    invitations.withdraw(invitation=second, acting_user=make_user())
    with pytest.raises(InvitationGone):
        invitations.withdraw(invitation=second, acting_user=make_user())
