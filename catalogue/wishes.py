"""What shoppers keep in mind, and who wants one mail when a listing can be had again.

A guest's wish to be told counts once the link in the mail was used. One mail is sent, whatever happens afterwards, and the address is
forgotten a month later.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Listing
from catalogue.voice_models import BackNotice, Wish
from catalogue.voices.errors import VoiceRefused
from journal import audit, schedule
from notices import secrets as mail_secrets
from notices.tell import tell
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord

if TYPE_CHECKING:
    from accounts.models import User

SALT = "catalogue.back_notices"
MAIL_SECRET = "back_notice_link"  # noqa: S105 - the name of a placeholder
CONFIRM_WITHIN = timedelta(days=7)
FORGET_AFTER = timedelta(days=30)
CHUNK = 200


def keep(*, user: "User", listing: Listing) -> None:
    """Put a listing on the list of a shopper; twice is once."""
    with transaction.atomic():
        _wish, is_new = Wish.objects.get_or_create(user=user, listing=listing)
        if is_new:
            audit.record(action="catalogue.wish.keep", subject=listing, acting_user=user)


def drop(*, user: "User", listing: Listing) -> None:
    """Take it off the list again."""
    with transaction.atomic():
        if Wish.objects.filter(user=user, listing=listing).delete()[0]:
            audit.record(action="catalogue.wish.drop", subject=listing, acting_user=user)


def listings_of(user: "User") -> QuerySet[Listing]:
    """What is on the list of a shopper, the newest first; what was withdrawn is left out."""
    shown = Listing.objects.filter(
        status__in=(Listing.Status.LIVE, Listing.Status.PAUSED), pk__in=Wish.objects.filter(user=user).values("listing")
    )
    return shown.select_related("group", "facts").order_by("-pk")


def ask(*, listing: Listing, email: str, language: str, user: "User | None" = None) -> BackNotice:
    """Ask for one mail when a listing is back; asking twice is asking once. Raises ``VoiceRefused`` for what is no address."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise VoiceRefused("email", gettext_lazy("Write the email address that the mail goes to.")) from None
    # Only an address that belongs to the account needs no proof.
    confirmed_at = timezone.now() if user and user.email == email else None
    with transaction.atomic():
        wanted, is_new = BackNotice.objects.get_or_create(
            listing=listing,
            email=email,
            told_at=None,
            defaults={"user": user if confirmed_at else None, "language": language, "confirmed_at": confirmed_at},
        )
        if is_new:
            audit.record(action="catalogue.back_notice.ask", subject=wanted, acting_user=user, actor="" if user else "shopper")
            if confirmed_at is None:
                _ask_to_confirm(wanted)
        elif confirmed_at:
            BackNotice.objects.filter(pk=wanted.pk, confirmed_at=None).update(confirmed_at=confirmed_at, user=user)
    return wanted


def token_of(wanted: BackNotice) -> str:
    """What the link in a mail carries: signed, and good for as long as the wish is kept."""
    return signing.dumps(wanted.pk, salt=SALT)


def wanted_for(token: str) -> BackNotice:
    """The wish behind a link. Raises ``BackNotice.DoesNotExist`` for every other text, and for one that is forgotten."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise BackNotice.DoesNotExist from None
    return BackNotice.objects.select_related("listing__group").get(pk=key)


def confirm(wanted: BackNotice) -> None:
    """The link was used."""
    with transaction.atomic():
        if BackNotice.objects.filter(pk=wanted.pk, confirmed_at=None).update(confirmed_at=timezone.now()):
            audit.record(action="catalogue.back_notice.confirm", subject=wanted, actor="shopper")


def stop(wanted: BackNotice) -> None:
    """No mail any more: the address is forgotten at once."""
    with transaction.atomic():
        audit.record(action="catalogue.back_notice.stop", subject=wanted, actor="shopper")
        BackNotice.objects.filter(pk=wanted.pk).delete()


def tell_due() -> int:
    """Write to those who wait for what can be had again; how many. Each once: the row is marked in the transaction of the mail."""
    waiting = BackNotice.objects.filter(
        told_at=None,
        confirmed_at__isnull=False,
        listing__status=Listing.Status.LIVE,
        listing__group__status=ProducerGroup.Status.APPROVED,
    )
    wanted = list(waiting.order_by().values_list("listing__product_id", flat=True).distinct()[:CHUNK])
    mine = Q(product__in=wanted) | Q(product__parent__in=wanted)
    records = StockRecord.objects.filter(mine, num_in_stock__gt=Coalesce("num_allocated", 0))
    back = {parent or product for product, parent in records.values_list("product_id", "product__parent_id")}
    waiting = waiting.filter(listing__product_id__in=back)
    return sum(_tell(one) for one in waiting.select_related("listing__group", "user").order_by("pk")[:CHUNK])


def forget() -> int:
    """Delete what was never confirmed, and what was told a month ago; how many."""
    now = timezone.now()
    old = Q(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN) | Q(told_at__lt=now - FORGET_AFTER)
    with transaction.atomic():
        return BackNotice.objects.filter(old).delete()[0]


@schedule.job("catalogue.back_in_stock", every=timedelta(minutes=10))
def _by_the_clock() -> None:
    tell_due()
    forget()


def _tell(wanted: BackNotice) -> int:
    with transaction.atomic():
        if not BackNotice.objects.filter(pk=wanted.pk, told_at=None).update(told_at=timezone.now()):
            return 0
        listing = wanted.listing
        with translation.override(wanted.language):
            title = _("It is back: %(title)s") % {"title": listing.title}
            words = _("%(group)s has it again. Nothing is kept aside for you, and this is the only mail.") % {"group": listing.group.name}
            body = f"{words}\n{settings.BASE_URL}{reverse('product', args=[listing.slug])}"
            tell(
                kind="back_in_stock",
                to_email=wanted.email,
                key=str(wanted.pk),
                title=title[:200],
                body=body,
                user=wanted.user,
                language=wanted.language,
            )
    return 1


def _ask_to_confirm(wanted: BackNotice) -> None:
    with translation.override(wanted.language):
        title = _("Shall we tell you? %(title)s") % {"title": wanted.listing.title}
        words = _("Please open this page and press the button; then you get one mail when it can be had again.")
        rest = _("If you have not asked for this, you need do nothing: nothing is sent.")
        body = f"{words}\n{mail_secrets.placeholder(MAIL_SECRET, str(wanted.pk))}\n\n{rest}"
        tell(kind="back_notice_confirm", to_email=wanted.email, key=str(wanted.pk), title=title[:200], body=body, language=wanted.language)


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    """The address at the moment of sending; the front page where the wish is gone."""
    wanted = BackNotice.objects.filter(pk=int(key)).first()
    return settings.BASE_URL + (reverse("tell-me", args=[token_of(wanted)]) if wanted else "")
