"""Order cards: a link to one part for one member of its group, sent as a text message, opened and answered without a login.

A card lives 72 hours, can be closed, and stops working with the member's right to answer orders. It shows nothing of the shopper. What is
done with it is done by that member, and stamped "by link".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

from journal import audit, tokens
from notices import secrets as mail_secrets
from orders import fulfilment, moves, packing, reasons
from orders.errors import NotPossible
from orders.models import LineRecord, OrderCard, ProducerOrder
from orders.queries import receives
from producers.access import may, on_behalf_of

if TYPE_CHECKING:
    from accounts.models import User

PURPOSE = "orders.cards"
MAIL_SECRET = "order_card"  # noqa: S105 - the name of a placeholder
VALID_FOR = timedelta(hours=72)
Status = ProducerOrder.Status
ACT = "accept_orders"


@dataclass(frozen=True)
class CardLine:
    """Goods of the part as the card names them."""

    title: str
    size: str
    pieces: int
    picture: Mapping[str, Any] | None


@dataclass(frozen=True)
class CardPage:
    """What a card shows. ``receives_paise`` only for those of the group who see money."""

    number: str
    group_name: str
    lines: list[CardLine]
    receives_paise: int | None
    due_at: datetime | None
    is_open: bool
    answer: str
    status_label: str | Promise
    reasons: Mapping[str, str | Promise]


def card_for(part: ProducerOrder, member: "User") -> OrderCard:
    """The member's card of a part that waits for an answer: the one that is open, else a new one. In the caller's transaction."""
    now = timezone.now()
    mine = OrderCard.objects.select_for_update(of=("self",)).filter(producer_order=part, member=member, revoked_at__isnull=True)
    held = mine.first()
    if held and held.expires_at > now:
        return held
    if held:
        mine.update(revoked_at=now)
    nonce = tokens.new_nonce()
    return OrderCard.objects.create(
        producer_order=part,
        member=member,
        nonce=nonce,
        token_hash=tokens.hash_of(token_of_nonce(nonce)),
        expires_at=now + VALID_FOR,
    )


def token_of_nonce(nonce: str) -> str:
    return tokens.token_of(nonce, purpose=PURPOSE)


def find(token: str) -> OrderCard:
    """The card that a token opens. Raises ``OrderCard.DoesNotExist`` for a wrong, closed or old one, and where the member may no more."""
    if not tokens.may_be_one(token):
        raise OrderCard.DoesNotExist
    open_ones = OrderCard.objects.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
    card = open_ones.select_related("member", "producer_order__group").get(token_hash=tokens.hash_of(token))
    if not may(card.member, card.producer_order.group, ACT):
        raise OrderCard.DoesNotExist
    return card


def page_of(card: OrderCard) -> CardPage:
    """What the card shows now. Three queries."""
    part = card.producer_order
    records = LineRecord.objects.filter(producer_order=part).order_by("pk")
    return CardPage(
        number=part.number,
        group_name=part.group.name,
        lines=[CardLine(each.title, each.size_text, packing.pieces_of(each) or each.ordered, each.picture) for each in records],
        receives_paise=receives(part) if may(card.member, part.group, "see_money") else None,
        due_at=part.due_at,
        is_open=part.status == Status.NEW and not card.answer,
        answer=card.answer,
        status_label=Status(part.status).label,
        reasons=reasons.DECLINE,
    )


def answer(card: OrderCard, *, is_yes: bool, reason: str = "") -> OrderCard:
    """The member accepts the part, or says why the group can not send it. A card that was answered changes nothing any more.

    Raises ``NotPossible`` where the part was answered in another way meanwhile, ``UnknownReason``.
    """
    with transaction.atomic():
        part = card.producer_order
        moves.lock_order(part.order_id)
        card.refresh_from_db(fields=["answer", "answered_at", "revoked_at"])
        if card.answer:
            return card
        part.refresh_from_db()
        if part.status != Status.NEW or card.revoked_at:
            raise NotPossible(part.status)
        who: dict[str, Any] = {"acting_user": card.member, "on_behalf_of": _stamp(card)}
        if is_yes:
            fulfilment.accept(part, **who)
        else:
            fulfilment.decline(part, reason=reason, **who)
        card.answer = OrderCard.Answer.YES if is_yes else OrderCard.Answer.NO
        card.answered_at = timezone.now()
        card.save(update_fields=["answer", "answered_at"])
        audit.record(action="orders.card_answered", subject=card, after={"part": part.number, "answer": card.answer}, reason=reason, **who)
    return card


def _stamp(card: OrderCard) -> str:
    """``by link of user:7``, after the group's slug where the member is a facilitator."""
    slug = on_behalf_of(card.member, card.producer_order.group)
    link = f"by link of user:{card.member_id}"
    return f"{slug[: 60 - len(link) - 2]}, {link}" if slug else link


def revoke(part: ProducerOrder, *, acting_user: "User", on_behalf_of: str = "") -> int:
    """Close all cards of a part, for example when one was sent on to a stranger; how many were open."""
    with transaction.atomic():
        closed = open_cards(part).update(revoked_at=timezone.now())
        if closed:
            after = {"closed": closed}
            audit.record(action="orders.cards_revoked", subject=part, acting_user=acting_user, on_behalf_of=on_behalf_of, after=after)
    return closed


def open_cards(part: ProducerOrder) -> Any:
    """The cards of a part that still open."""
    return OrderCard.objects.filter(producer_order=part, revoked_at__isnull=True, expires_at__gt=timezone.now())


def address(card: OrderCard) -> str:
    """The full address of a card, in the language of its member."""
    with translation.override(card.member.language):
        return settings.BASE_URL + reverse("workspace-card", args=[token_of_nonce(card.nonce)])


def in_mail(card: OrderCard) -> str:
    """What stands for the card's address in a stored notice; the address itself is filled in when it is sent."""
    return mail_secrets.placeholder(MAIL_SECRET, str(card.pk))


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    """The address of a card at the moment of sending; the workspace once it was closed."""
    card = OrderCard.objects.select_related("member").filter(pk=int(key), revoked_at__isnull=True).first()
    return address(card) if card else settings.BASE_URL + reverse("workspace")
