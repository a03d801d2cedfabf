"""What staff see of a dispute: its day, and for each part what is held to answer it with. Read only, a fixed number of queries a part."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from orders import carriers, disputes
from orders.models import Parcel, PartPhoto, ProducerOrder
from payments.disputes import bearers, coming_back, returning
from payments.models import Allocation, Dispute, DisputePart, Earning, Payout, PayoutLine, TaxPaper


@dataclass(frozen=True)
class Evidence:
    """What shows that one parcel was handed over."""

    parcel: Parcel
    carrier: str | Promise
    photos: list[PartPhoto]
    is_proven: bool


@dataclass(frozen=True)
class DisputedPart:
    """One part of the disputed payment. ``would_bear`` is who would bear it if it were lost today, ``said`` who did."""

    part: ProducerOrder
    allocation: Allocation
    is_concerned: bool
    has_stayed: bool
    evidence: list[Evidence]
    papers: list[TaxPaper]
    earning: Earning | None
    payout: Payout | None
    would_bear: str | Promise
    why: str | Promise
    said: DisputePart | None
    given_back_paise: int


@dataclass(frozen=True)
class DisputePage:
    """A dispute with its parts. ``came_back_paise``: what the gateway gave back after it was lost."""

    dispute: Dispute
    parts: list[DisputedPart]
    came_back_paise: int


def listed() -> QuerySet[Dispute]:
    """Open ones first, by their day; then the newest."""
    is_open = Exists(Dispute.objects.filter(pk=OuterRef("pk"), status__in=Dispute.OPEN))
    return Dispute.objects.select_related("payment").annotate(waits=is_open).order_by("-waits", "evidence_due_at", "-pk")


def page_of(dispute: Dispute) -> DisputePage:
    """The page of one dispute."""
    said = {row.allocation_id: row for row in dispute.parts.select_related("said_by")}
    parts = Allocation.objects.filter(payment=dispute.payment_id).select_related("group").order_by("pk")
    return DisputePage(dispute, [_part(dispute, each, said.get(each.pk)) for each in parts], coming_back.paise_of(dispute))


def photo_of(dispute: Dispute, photo_id: int) -> PartPhoto | None:
    """A photo of a part that the dispute is about, taken when it was packed or handed over."""
    numbers = Allocation.objects.filter(payment=dispute.payment_id).values("producer_order_number")
    kinds = (PartPhoto.Kind.PACKED, PartPhoto.Kind.HANDED_OVER)
    return PartPhoto.objects.filter(pk=photo_id, kind__in=kinds, producer_order__number__in=numbers).first()


def _part(dispute: Dispute, allocation: Allocation, said: DisputePart | None) -> DisputedPart:
    number = allocation.producer_order_number
    part = ProducerOrder.objects.select_related("order", "group").prefetch_related("parcels__photos").get(number=number)
    borne = disputes.bearer_of(part, dispute.reason)
    line = PayoutLine.objects.filter(earning__producer_order_number=number, released_at__isnull=True).select_related("payout").first()
    return DisputedPart(
        part=part,
        allocation=allocation,
        is_concerned=said is None or said.is_concerned,
        has_stayed=disputes.has_stayed(part),
        evidence=[_evidence(parcel) for parcel in part.parcels.all() if parcel.handed_over_at],
        papers=list(TaxPaper.objects.filter(producer_order_number=number).order_by("pk")),
        earning=Earning.objects.filter(producer_order_number=number).first(),
        payout=line.payout if line else None,
        would_bear=DisputePart.Bearer(borne.bearer).label,
        why=bearers.WHY[said.why if said and said.why else borne.why],
        said=said if said and said.bearer else None,
        given_back_paise=returning.given_back_paise(dispute, allocation),
    )


def _evidence(parcel: Parcel) -> Evidence:
    shown = [photo for photo in parcel.photos.all() if photo.kind == PartPhoto.Kind.HANDED_OVER and photo.deleted_at is None]
    return Evidence(parcel, carriers.words(parcel.carrier), shown, disputes.is_proven(parcel))
