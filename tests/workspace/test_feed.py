"""The feed of a person: own notices only, read or not, without the secrets of mails; and how the person wants to be told."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from accounts import forgetting
from accounts.models import User
from notices import secrets
from notices.feed import wish, wish_of
from notices.models import Notice, Wish
from notices.tell import tell
from producers import invitations
from producers.members import end_membership
from producers.models import Invitation
from tests.producers.factories import make_group, make_user
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db
FEED = "/workspace/notices/"


def told(user: User, title: str, **more: str) -> Notice:
    with transaction.atomic():
        tell(kind="test", to_email=user.email, key=title, title=title, user=user, **{"body": "Look at it.", **more})
    return Notice.objects.get(dedup_key=f"test:{title}")


def test_the_feed_shows_what_the_person_was_told_and_nothing_of_others(client: Client) -> None:
    user = make_user()
    told(user, "A new order", link="/workspace/")
    secret = told(user, "A link", body=f"Here: {secrets.placeholder('order_link', '1')}")
    told(make_user(), "For somebody else")
    client.force_login(user)
    page = client.get(FEED)
    assert "A new order" in words(page)
    assert "2 not read yet" in words(page)
    assert "For somebody else" not in words(page)
    assert "[[" not in words(page)
    assert 'href="/workspace/"' in page.content.decode()
    client.post(FEED, {"up_to": str(secret.pk - 1)})
    assert "1 not read yet" in words(client.get(FEED))
    client.post(FEED, {"up_to": str(secret.pk + 10)})
    assert Notice.objects.filter(read_at__isnull=True).count() == 1, "that of somebody else"


def test_the_address_of_an_own_page_is_a_link_and_a_foreign_one_stays_in_the_words(client: Client) -> None:
    user = make_user()
    told(user, "A question", body=f"Please answer it.\n{settings.BASE_URL}/workspace/groups/wool/voices/\nSee https://example.org/rules")
    client.force_login(user)
    page = client.get(FEED)
    assert 'href="/workspace/groups/wool/voices/"' in page.content.decode()
    assert settings.BASE_URL not in words(page)
    assert "See https://example.org/rules" in words(page)


def test_who_works_for_one_group_keeps_its_menu_on_the_feed(client: Client) -> None:
    group = make_group()
    user = make_user("dolma@example.com")
    invitations.accept(
        invitation=invitations.invite(group=group, role="owner", name="Dolma", email="dolma@example.com", acting_user=None), user=user
    )
    client.force_login(user)
    assert f'href="/workspace/groups/{group.slug}/stock/"' in client.get(FEED).content.decode()


def test_the_person_says_how_to_be_told(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post(FEED, {"act": "wish", "by_whatsapp": "on"})
    kept = wish_of(user)
    assert (kept.by_email, kept.by_sms, kept.by_whatsapp) == (False, False, True)


def test_a_deleted_account_leaves_no_number_no_address_and_no_words(client: Client) -> None:
    user = make_user("dolma@example.com")
    invitation = invitations.invite(group=make_group(), role="packer", name="Dolma", email="dolma@example.com", acting_user=None)
    membership = invitations.accept(invitation=invitation, user=user)
    notice = told(user, "A new order for Dolma")
    wish(user=user, by_email=True, by_sms=True, by_whatsapp=True)
    end_membership(membership=membership, acting_user=None)
    forgetting.forget(user)
    kept, asked = Notice.objects.get(pk=notice.pk), Invitation.objects.get(pk=invitation.pk)
    assert not Wish.objects.exists()
    assert (kept.to, kept.title, kept.body) == ("", "", "")
    assert (asked.name, asked.email) == ("", f"gone-{user.pk}@deleted.invalid")
