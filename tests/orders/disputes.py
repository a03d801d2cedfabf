"""Orders whose card payment is disputed, for tests: the shopper's bank is played at the Stripe of the tests, which tells the shop."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from media.uploads import clean_file
from orders import checkout, deliveries, fulfilment, handover, packing
from orders.models import Parcel, ProducerOrder
from orders.reconciling import reconcile
from payments import cards
from payments.models import Dispute, Earning, Journal, Payment
from payments.papers import verifying
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.steps import fresh, member_of
from tests.payments.cards import opened, place, tell
from tests.payments.ledgers import check_ledger
from tests.payments.payout_steps import give_account
from tests.stripe_server import GOOD, StripeServer


def paid(stripe: StripeServer, *listings: Any) -> checkout.Placed:
    """An order that was paid by card."""
    placed = place(*listings)
    payment = opened(placed)
    stripe.pay(payment.gateway_id, GOOD)
    cards.look(payment, source="webhook")
    return placed


def payment_of(placed: checkout.Placed) -> Payment:
    return Payment.objects.get(pk=placed.payment.pk)


def _receipt() -> list[Any]:
    file = BytesIO()
    Image.new("RGB", (64, 64), "white").save(file, "JPEG")
    file.seek(0)
    return [clean_file(file)]


def hand_over(placed: checkout.Placed, group: ProducerGroup, *, is_proven: bool) -> ProducerOrder:
    """The group sends its part, with number and photo or with neither."""
    part, user = make.part_of(placed, group), member_of(group)
    fulfilment.accept(part, acting_user=user)
    packing.pack(part, acting_user=user)
    parcels = {parcel.number: f"EP12345{parcel.pk}" for parcel in part.parcels.all()} if is_proven else None
    carrier, receipt = ("speed_post", _receipt()) if is_proven else ("own", ())
    insured = dict.fromkeys(parcels or (), True)
    handover.hand_over(part, carrier=carrier, parcels=parcels, insured=insured, receipt=receipt, acting_user=user)
    return fresh(part)


def deliver(part: ProducerOrder, source: str = "clock") -> ProducerOrder:
    """All its parcels count as arrived; by the clock, so that the shopper has said nothing."""
    for parcel in Parcel.objects.select_related("producer_order").filter(producer_order=part):
        deliveries.arrived(parcel, source=source)
    return fresh(part)


def open_dispute(stripe: StripeServer, placed: checkout.Placed, **fields: Any) -> dict[str, Any]:
    """The shopper's bank disputes the payment; the shop has heard of it."""
    dispute = stripe.state.disputes.open(payment_of(placed).gateway_id, **fields)
    tell_all(stripe, dispute)
    return dispute


def close(stripe: StripeServer, dispute: dict[str, Any], status: str) -> Dispute:
    """The bank decides, and the shop hears of it."""
    stripe.state.disputes.close(dispute, status)
    tell_all(stripe, dispute)
    return row_of(dispute)


def events_of(stripe: StripeServer, dispute: dict[str, Any]) -> list[dict[str, Any]]:
    return [event for event in stripe.state.events if event["data"]["object"]["id"] == dispute["id"]]


def tell_all(stripe: StripeServer, dispute: dict[str, Any]) -> None:
    """Every message about it, those that came before as well."""
    for event in events_of(stripe, dispute):
        assert tell(event).status_code == 200


def row_of(dispute: dict[str, Any]) -> Dispute:
    return Dispute.objects.select_related("payment").get(gateway_id=dispute["id"])


def market_with_accounts() -> make.Market:
    """A market whose groups are paid to their bank accounts."""
    found = make.make_market()
    for group in (found.wool, found.fruit):
        give_account(group, owner=member_of(group))
    return found


def check_all() -> None:
    """Ledger and papers are right, and looking for differences finds none, twice."""
    check_ledger()
    assert list(verifying.faults()) == []
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])
    before = Journal.objects.count()
    assert reconcile().wrong == []
    assert Journal.objects.count() == before


def all_due() -> None:
    Earning.objects.update(pay_on=timezone.localdate())
