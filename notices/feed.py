"""The feed of a person: everything this person was told, read or not, and how the person wants to be told."""

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from journal import audit
from notices.models import Notice, Wish

if TYPE_CHECKING:
    from accounts.models import User

# A secret address is in the mail alone; the feed shows the words around it.
_SECRET = re.compile(r"\s*\[\[[\w:-]+\]\]")


def feed_of(user: "User") -> "QuerySet[Notice]":
    """What the person was told, the newest first."""
    return Notice.objects.filter(user=user).order_by("-pk")


def unread(user: "User") -> int:
    """How many of them are not read. One query."""
    return Notice.objects.filter(user=user, read_at__isnull=True).count()


def words_of(notice: Notice) -> str:
    """The body without its secret addresses, and without those of our own pages: the feed has a link instead."""
    return _own_pages().sub("", _SECRET.sub("", notice.body)).strip()


def path_of(notice: Notice) -> str:
    """Where the notice leads in the shop, by its link or by the address in its words; empty where that is a secret one, or nowhere."""
    if notice.link:
        return notice.link if notice.link.startswith("/") else ""
    found = _own_pages().search(notice.body)
    return found[1] if found else ""


def _own_pages() -> re.Pattern[str]:
    """The address of a page of this shop at the end of a line, as letters write it."""
    return re.compile(rf"\s*{re.escape(settings.BASE_URL)}(/\S*)$", re.MULTILINE)


def read_all(user: "User", *, up_to: int) -> int:
    """Mark as read what the person has seen: everything up to the newest notice on the page."""
    return Notice.objects.filter(user=user, pk__lte=up_to, read_at__isnull=True).update(read_at=timezone.now())


def forget(user: "User") -> None:
    """The account is deleted, and how its person wanted to be told. In the caller's transaction."""
    Wish.objects.filter(user=user).delete()


def wish_of(user: "User") -> Wish:
    """How the person wants to be told."""
    return Wish.objects.filter(user=user).first() or Wish(user=user)


def wish(*, user: "User", by_email: bool, by_sms: bool, by_whatsapp: bool) -> Wish:
    """Keep how the person wants to be told."""
    wanted = {"by_email": by_email, "by_sms": by_sms, "by_whatsapp": by_whatsapp}
    with transaction.atomic():
        found, _made = Wish.objects.update_or_create(user=user, defaults=wanted)
        audit.record(action="notices.wish", subject=found, acting_user=user, after=wanted)
    return found
