"""Links to an order page: unguessable (``journal.tokens``) and revocable."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from journal import audit, tokens
from journal.composed import Composed, Hole
from journal.inserting import insert_one
from notices import secrets as mail_secrets
from orders.models import OrderLink
from orders.oscar.order.models import Order

if TYPE_CHECKING:
    from accounts.models import User

PURPOSE = "orders.links"
MAIL_SECRET = "order_link"  # noqa: S105 - the name of a placeholder


def _token(nonce: str) -> str:
    return tokens.token_of(nonce, purpose=PURPOSE)


def add_link(order: Order) -> OrderLink:
    """A fresh link of an order."""
    nonce = tokens.new_nonce()
    return insert_one(OrderLink(order=order, nonce=nonce, token_hash=tokens.hash_of(_token(nonce))))


def new_link(order: Order) -> str:
    """The token of a fresh link."""
    return _token(add_link(order).nonce)


def standing_link(order: Order) -> OrderLink:
    """The order's newest link that was not revoked; a fresh one where all were."""
    return _STANDING.first(order=order.pk) or add_link(order)


def _standing(order: Hole) -> QuerySet[OrderLink]:
    return OrderLink.objects.filter(order=order, revoked_at__isnull=True).order_by("-id")[:1]


_STANDING = Composed(OrderLink, _standing, order=Order._meta.get_field("id"))


def token_of(link: OrderLink) -> str | None:
    """The token of a link; ``None`` when it was revoked, or when the secret key has changed since."""
    token = _token(link.nonce)
    return token if link.revoked_at is None and tokens.hash_of(token) == link.token_hash else None


def token_for(order: Order) -> str | None:
    """The token of the order's first link, for a repeated press of "Place order"; ``None`` once it was revoked."""
    link = OrderLink.objects.filter(order=order).order_by("id").first()
    return token_of(link) if link else None


def order_for(token: str) -> Order:
    """The order a token opens. Raises ``Order.DoesNotExist`` for a wrong, empty or revoked one, all in the same way."""
    if not tokens.may_be_one(token):
        raise Order.DoesNotExist
    found = _BY_TOKEN.first(token_hash=tokens.hash_of(token))
    if found is None:
        raise Order.DoesNotExist
    return found


def _of_token(token_hash: Hole) -> QuerySet[Order]:
    return Order.objects.select_related("record").filter(links__token_hash=token_hash, links__revoked_at__isnull=True)


_BY_TOKEN = Composed(Order, _of_token, token_hash=OrderLink._meta.get_field("token_hash"))


def revoke(order: Order, *, acting_user: "User | None" = None, reason: str = "") -> int:
    """Close all links of an order, for example when one was sent to a wrong person; how many were open."""
    with transaction.atomic():
        closed = OrderLink.objects.filter(order=order, revoked_at__isnull=True).update(revoked_at=timezone.now())
        audit.record(action="orders.links_revoked", subject=order, acting_user=acting_user, after={"closed": closed}, reason=reason)
    return closed


def replace(order: Order, *, acting_user: "User | None" = None, reason: str = "") -> str:
    """Close all links of an order and open a fresh one; its token."""
    with transaction.atomic():
        revoke(order, acting_user=acting_user, reason=reason)
        return new_link(order)


def url(token: str) -> str:
    """The full address of an order page, for mails."""
    return settings.BASE_URL + reverse("order", args=[token])


def in_mail(link: OrderLink) -> str:
    """What stands for the link's address in a stored notice; the address itself is filled in when the mail is sent."""
    return mail_secrets.placeholder(MAIL_SECRET, str(link.pk))


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    """The address of a link at the moment of sending; the shop's front page once it was revoked."""
    link = OrderLink.objects.filter(pk=int(key)).first()
    token = token_of(link) if link else None
    return url(token) if token else settings.BASE_URL
