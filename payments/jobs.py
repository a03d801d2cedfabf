"""Jobs of this room: asking the gateway about card payments that nobody has spoken of and about disputes, sealing the ledger."""

from datetime import timedelta

import structlog
from django.utils import timezone

from journal import schedule
from payments import cards
from payments.disputes import asking
from payments.errors import GatewayAway, GatewayBroken, GatewayRefused
from payments.ledger import sealing
from payments.models import Payment
from payments.providers.split import SplitProvider
from payments.providers.stripe import StripeProvider

log = structlog.get_logger(__name__)

WAIT = timedelta(minutes=5)  # browser and webhook are there within seconds
CHUNK = 50


@schedule.job("payments.reconcile_cards", every=timedelta(minutes=5))
def reconcile_cards() -> int:
    """Ask about every card payment that waits for longer than it should; how many were paid.

    The browser may have been closed and the message lost. A payment whose hold ends meanwhile is closed at the gateway by an
    effect, which finds its money as well.
    """
    asked = [provider.code for provider in (StripeProvider, SplitProvider) if provider.is_configured()]
    if not asked:
        return 0
    waiting = Payment.objects.filter(provider__in=asked, status=Payment.Status.AWAITING, created_at__lte=timezone.now() - WAIT, problem="")
    return sum(_look(payment) for payment in waiting.exclude(gateway_id="").order_by("created_at")[:CHUNK])


def _look(payment: Payment) -> bool:
    """One payment that can not be asked about does not hold up the others."""
    try:
        return cards.look(payment, source="reconcile")
    except (GatewayAway, GatewayBroken, GatewayRefused):
        log.warning("reconcile_failed", payment=payment.number, exc_info=True)
        return False


@schedule.job("payments.reconcile_disputes", every=timedelta(hours=1))
def reconcile_disputes() -> list[str]:
    """Ask about every dispute: its message may be lost, its day may have moved. Staff are reminded of one whose day is near."""
    return asking.look_at_all()


@schedule.job("payments.seal_ledger", every=timedelta(minutes=10))
def seal_ledger() -> int:
    """Seal the journals that nobody writes to any more; how many."""
    return sealing.seal_due()
