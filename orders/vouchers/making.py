"""Making a code, agreeing to bear what it takes off, and stopping it. What a code says is never changed."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import ProductType
from journal import audit
from orders.models import Voucher
from orders.vouchers.applying import tidy
from orders.vouchers.errors import VoucherRefused
from producers.access import role_in
from producers.models import Membership, ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

CODE = re.compile(r"[A-Z0-9]{4,16}")
Kind, Bearer = Voucher.Kind, Voucher.Bearer


@dataclass(frozen=True)
class Terms:
    """What a code says. Either ``rate_bp`` (with a ceiling, or zero for none) or ``amount_paise``."""

    code: str
    words: str
    valid_from: date
    valid_to: date
    bearer: str
    rate_bp: int = 0
    ceiling_paise: int = 0
    amount_paise: int = 0
    least_goods_paise: int = 0
    group: ProducerGroup | None = None
    product_type: ProductType | None = None
    family: str = ""
    most_uses: int | None = None
    most_uses_each: int | None = None


def make(terms: Terms, *, acting_user: "User") -> Voucher:
    """Write a code down. One that a group bears can be used once the group has agreed. Raises ``VoucherRefused``."""
    code, words = tidy(terms.code), " ".join(terms.words.split())
    _check(terms, code, words)
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Voucher.objects.create(
                    code=code,
                    words=words[:160],
                    kind=Kind.PERCENT if terms.rate_bp else Kind.AMOUNT,
                    rate_bp=terms.rate_bp,
                    ceiling_paise=terms.ceiling_paise,
                    amount_paise=terms.amount_paise,
                    least_goods_paise=terms.least_goods_paise,
                    group=terms.group,
                    product_type=terms.product_type,
                    family=terms.family,
                    valid_from=terms.valid_from,
                    valid_to=terms.valid_to,
                    most_uses=terms.most_uses,
                    most_uses_each=terms.most_uses_each,
                    bearer=terms.bearer,
                    made_by=acting_user,
                )
        except IntegrityError as refusal:
            raise VoucherRefused("taken", _("There is a code of this name already. Choose another."), field="code") from refusal
        audit.record(action="orders.voucher_made", subject=made, acting_user=acting_user, after=_told(made))
    return made


def _check(terms: Terms, code: str, words: str) -> None:
    if not CODE.fullmatch(code):
        raise VoucherRefused("code", _("A code has 4 to 16 capital letters and digits."), field="code")
    if not words:
        raise VoucherRefused("words", _("Write what the code is for: shoppers read it."), field="words")
    if bool(terms.rate_bp) == bool(terms.amount_paise) or not 0 <= terms.rate_bp <= 10_000 or terms.amount_paise < 0:
        raise VoucherRefused("what", _("Write either a percentage or an amount."), field="percent")
    if terms.ceiling_paise and not terms.rate_bp:
        raise VoucherRefused("ceiling", _("A ceiling belongs to a percentage."), field="ceiling")
    if terms.valid_to < terms.valid_from:
        raise VoucherRefused("days", _("The last day is before the first one."), field="valid_to")
    if terms.bearer == Bearer.GROUP and terms.group is None:
        raise VoucherRefused("group", _("Choose the group that bears it."), field="group")


def agree(voucher: Voucher, *, acting_user: "User", paper: str = "") -> Voucher:
    """The group agrees to bear what the code takes off: an owner says so, or staff (``paper``) record its signed paper. Twice is once.

    Raises ``VoucherRefused``.
    """
    paper = " ".join(paper.split())[:200]
    if voucher.bearer != Bearer.GROUP or voucher.group is None:
        raise VoucherRefused("bearer", _("The shop bears this code: nobody has to agree."))
    is_owner = role_in(acting_user, voucher.group) == Membership.Role.OWNER
    if not is_owner and not paper:
        raise VoucherRefused("paper", _("Write which paper the group has signed, and where it is kept."), field="paper")
    with transaction.atomic():
        open_one = Voucher.objects.filter(pk=voucher.pk, consent_at__isnull=True, stopped_at__isnull=True)
        if open_one.update(consent_at=timezone.now(), consent_by=acting_user, consent_paper=paper):
            on_behalf_of = "" if is_owner else voucher.group.slug
            after = {"code": voucher.code, "paper": paper}
            audit.record(action="orders.voucher_agreed", subject=voucher, acting_user=acting_user, on_behalf_of=on_behalf_of, after=after)
    voucher.refresh_from_db()
    if voucher.consent_at is None:
        raise VoucherRefused("stopped", _("This code was stopped."))
    return voucher


def stop(voucher: Voucher, *, acting_user: "User") -> Voucher:
    """From now on no order is placed with the code; orders that have it keep it. Twice is once."""
    with transaction.atomic():
        if Voucher.objects.filter(pk=voucher.pk, stopped_at__isnull=True).update(stopped_at=timezone.now(), stopped_by=acting_user):
            audit.record(action="orders.voucher_stopped", subject=voucher, acting_user=acting_user, after={"code": voucher.code})
    voucher.refresh_from_db()
    return voucher


def _told(made: Voucher) -> dict[str, object]:
    """The whole code, for the journal."""
    names = (
        *("code", "kind", "rate_bp", "ceiling_paise", "amount_paise", "least_goods_paise", "group_id", "product_type_id", "family"),
        *("valid_from", "valid_to", "most_uses", "most_uses_each", "bearer"),
    )
    return {name: getattr(made, name) for name in names}
