"""Giving out a sales certificate: a group's sales of whole months, from its tax papers, under a code that cannot be guessed."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from journal import audit
from journal.numbers import is_number, new_number
from payments.models import SalesCertificate, TaxPaper
from payments.papers.months import Month, of
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

LENGTHS = (12, 24, 36)
PREFIX = "SC"
CODE_LENGTH = 12  # 31**12 codes: nobody finds one by trying


class NoSuchLength(ValueError):
    """A certificate is over 12, 24 or 36 months."""


def issue(*, group: ProducerGroup, months: int, acting_user: "User | None") -> SalesCertificate:
    """Certify the whole months before this one. Sales are what shoppers' papers say, tax inside; figures are frozen.

    Asked again while nothing has changed, it is the certificate that was issued. Raises ``NoSuchLength``.
    """
    if months not in LENGTHS:
        raise NoSuchLength(str(months))
    spans = _spans(months)
    first, last = spans[0].first, spans[-1].last
    papers = _papers(group).filter(issued_on__range=(first, last))
    rows = _rows(papers, spans)
    sold, back = sum(row["sold_paise"] for row in rows), sum(row["taken_back_paise"] for row in rows)
    with transaction.atomic():
        ProducerGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        certified = {
            "legal_name": group.legal_name,
            "group_name": group.name,
            "months": months,
            "first_day": first,
            "last_day": last,
            "rows": rows,
            "parts_count": papers.filter(corrects__isnull=True).count(),
            "sold_paise": sold,
            "taken_back_paise": back,
            "net_paise": sold - back,
            "is_demo": group.is_demo or not settings.SHOP_OPEN,
        }
        issued = SalesCertificate.objects.filter(group=group, months=months).order_by("-pk").first()
        if issued is not None and all(getattr(issued, name) == value for name, value in certified.items()):
            return issued
        certificate = SalesCertificate.objects.create(code=new_number(PREFIX, CODE_LENGTH), group=group, issued_by=acting_user, **certified)
        after = {"group": group.slug, "months": months, "net_paise": certificate.net_paise}
        audit.record(action="payments.sales_certificate", subject=certificate, acting_user=acting_user, after=after)
    return certificate


def find(code: str) -> SalesCertificate:
    """The certificate of a code as a person types it. Raises ``SalesCertificate.DoesNotExist``."""
    tidy = "".join(code.split()).upper()
    if not is_number(tidy, PREFIX):
        raise SalesCertificate.DoesNotExist
    return SalesCertificate.objects.get(code=tidy)


def _papers(group: ProducerGroup) -> QuerySet[TaxPaper]:
    """Papers of a group's goods to shoppers, and their credit and debit notes, without those of hand-overs that were taken back."""
    stands = Q(state__is_void=False) | Q(corrects__state__is_void=False)
    return TaxPaper.objects.filter(stands, group=group, role=TaxPaper.Role.SALE)


def _spans(months: int) -> list[Month]:
    """So many whole months before the one of today, the oldest first."""
    spans = [of(timezone.localdate()).before]
    while len(spans) < months:
        spans.insert(0, spans[0].before)
    return spans


def _rows(papers: QuerySet[TaxPaper], spans: list[Month]) -> list[dict[str, Any]]:
    """Each month with what was sold and taken back, months without a sale too."""
    is_credit = Q(kind=TaxPaper.Kind.CREDIT)
    sums = papers.order_by().annotate(month=TruncMonth("issued_on")).values("month")
    found = sums.annotate(sold=Sum("total_paise", filter=~is_credit, default=0), back=Sum("total_paise", filter=is_credit, default=0))
    by_month = {row["month"]: row for row in found}
    nothing = {"sold": 0, "back": 0}
    return [
        {"month": str(span), "sold_paise": row["sold"], "taken_back_paise": row["back"], "net_paise": row["sold"] - row["back"]}
        for span, row in ((span, by_month.get(span.first, nothing)) for span in spans)
    ]
