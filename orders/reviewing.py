"""Who may review what: the goods of a part that has arrived, each line once, by whoever holds the order's link.

Every buyer is asked once by mail, a few days after the parcel came; nobody is paid for it, and the group's own people are kept out
(Consumer Protection (E-Commerce) Rules 2020, rule 6(2): no seller poses as a consumer).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Listing
from catalogue.voice_models import Review
from catalogue.voices import reviews
from catalogue.voices.errors import VoiceRefused
from catalogue.voices.reviews import Said
from journal import schedule
from notices import secrets as mail_secrets
from notices.models import Notice
from notices.tell import tell
from orders import letters, links
from orders.models import LineRecord, OrderLink, OrderRecord, Parcel, ProducerOrder
from producers.models import Facilitation, Membership

REVIEW_DAYS = 180  # long enough for a shawl's first winter
ASK_AFTER_DAYS = 4  # time to unpack and to taste
ASK_UNTIL_DAYS = 30  # who was not asked by then, for example while no mail could be sent, is not asked any more
CHUNK = 100
INVITE = "review_invite"
MAIL_SECRET = "review_link"  # noqa: S105 - the name of a placeholder
ARRIVED = (ProducerOrder.Status.DELIVERED, ProducerOrder.Status.CLOSED)


@dataclass(frozen=True)
class Reviewable:
    """One line of a part that has arrived, and what was said of it already."""

    record: LineRecord
    listing: Listing
    review: Review | None


def may_review(part: ProducerOrder) -> bool:
    """Whether the part has arrived, not too long ago, at somebody who is not of the group."""
    if part.status not in ARRIVED or part.delivered_on is None:
        return False
    if timezone.localdate() > part.delivered_on + timedelta(days=REVIEW_DAYS):
        return False
    return part.parcels.filter(status=Parcel.Status.DELIVERED).exists() and not _is_of_the_group(part)


def lines_of(part: ProducerOrder) -> list[Reviewable]:
    """The lines that can be reviewed, and those that were. Empty where ``may_review`` says no. Two queries besides that one's."""
    if not may_review(part):
        return []
    came = LineRecord.objects.filter(
        producer_order=part, shipped__gt=0, parcel_lines__parcel__status=Parcel.Status.DELIVERED
    ).select_related("line__product__listing__group", "line__product__parent__listing__group")
    said = {review.listing_id: review for review in Review.objects.filter(part_number=part.number)}
    found: dict[int, Reviewable] = {}
    for record in came.order_by("pk").distinct():
        listing = _listing_of(record)
        if listing is not None:  # two sizes of one listing are one thing to say something about
            found.setdefault(listing.pk, Reviewable(record, listing, said.get(listing.pk)))
    return list(found.values())


def write(part: ProducerOrder, *, record_id: int, said: Said, language: str) -> Review:
    """The buyer's review of one line. Writing it twice is writing it once. Raises ``VoiceRefused``."""
    row = next((one for one in lines_of(part) if one.record.pk == record_id), None)
    if row is None:
        raise VoiceRefused("", gettext_lazy("This can not be reviewed: it has not arrived, or it is too long ago."))
    return reviews.write(listing=row.listing, part_number=part.number, said=said, language=language, user=part.order.user)


def invite_due() -> int:
    """Ask the buyers of parts that arrived a few days ago, each once; how many were asked."""
    today = timezone.localdate()
    asked = Notice.objects.filter(dedup_key=Concat(Value(f"{INVITE}:"), OuterRef("number")))
    due = ProducerOrder.objects.filter(
        status__in=ARRIVED,
        delivered_on__gte=today - timedelta(days=ASK_UNTIL_DAYS),
        delivered_on__lte=today - timedelta(days=ASK_AFTER_DAYS),
    )
    reachable = ~Q(order__record__contact_email="") | Q(order__user__email__gt="")
    parts = due.filter(reachable, ~Exists(asked)).select_related("order__user", "group").order_by("delivered_on", "pk")
    return sum(_invite(part) for part in parts[:CHUNK])


@schedule.job("orders.review_invites", every=timedelta(hours=6))
def _by_the_clock() -> None:
    invite_due()


def _invite(part: ProducerOrder) -> bool:
    if not lines_of(part):
        return False
    record = OrderRecord.objects.select_related("order__user").get(order=part.order_id)
    with transaction.atomic():
        link = links.standing_link(part.order)
        with translation.override(record.language):
            title = _("How is it? Your goods from %(group)s") % {"group": part.group.name}
            body = _(
                "Say in a few words how you like what %(group)s has made. Other buyers read it, and the group can answer. "
                "We ask once, and nobody is paid for it."
            ) % {"group": part.group.name}
            text = f"{body}\n{mail_secrets.placeholder(MAIL_SECRET, f'{link.pk}_{part.pk}')}"
            tell(
                kind=INVITE,
                to_email=letters.recipient(record),
                key=part.number,
                title=title[:200],
                body=text,
                subject_number=part.order.number,
                user=part.order.user,
                language=record.language,
            )
    return True


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    """The address of the form at the moment of sending; the front page where the link was revoked since."""
    link_key, _line, part_key = key.partition("_")
    link = OrderLink.objects.filter(pk=int(link_key)).first()
    part = ProducerOrder.objects.filter(pk=int(part_key)).first()
    token = links.token_of(link) if link else None
    return settings.BASE_URL + (reverse("order-review", args=[token, part.number]) if token and part else "")


def _listing_of(record: LineRecord) -> Listing | None:
    product = record.line.product
    for holder in (product, product.parent if product else None):
        listing: Listing | None = getattr(holder, "listing", None)
        if listing is not None:
            return listing
    return None


def _is_of_the_group(part: ProducerOrder) -> bool:
    """Whether the buyer is, or was, one of the group or acts for it: by account, e-mail address or mobile number."""
    record = OrderRecord.objects.select_related("order").get(order=part.order_id)
    who = Q(user__mobile=record.contact_mobile)
    if record.contact_email:
        who |= Q(user__email=record.contact_email.lower())
    if record.order.user_id:
        who |= Q(user=record.order.user_id)
    return any(model.objects.filter(who, group=part.group_id).exists() for model in (Membership, Facilitation))
