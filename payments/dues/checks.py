"""What the shop paid to others, in sums, for ``reconcile``; and what waits for a person."""

from collections import Counter
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from money.words import rupees
from payments.dues.postings import PAYABLE
from payments.ledger import accounts
from payments.models import GatewaySettlement, TaxDeposit

WAITS = timedelta(days=3)


def add(sums: "Counter[tuple[str, int | None]]") -> None:
    """Fees that gateways kept, and what taxes at source became less by what was paid. Two queries."""
    sums[accounts.GATEWAY_FEES, None] += GatewaySettlement.objects.aggregate(paise=Sum("fee_paise", default=0))["paise"]
    paid = TaxDeposit.objects.filter(status=TaxDeposit.Status.APPROVED).order_by("kind").values_list("kind")
    for kind, paise in paid.annotate(paise=Sum("amount_paise")):
        sums[PAYABLE[TaxDeposit.Kind(kind)], None] -= paise


def to_do() -> list[str]:
    """Challans that nobody has compared. One query."""
    late = TaxDeposit.objects.filter(status=TaxDeposit.Status.PROPOSED, proposed_at__lt=timezone.now() - WAITS).order_by("pk")
    return [f"{row.number}: {rupees(row.amount_paise)} of tax were written down; another person compares the challan" for row in late]
