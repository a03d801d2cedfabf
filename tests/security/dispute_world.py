"""A disputed card payment, for the tables of rules: handed over with a number and a photo."""

from django.test import override_settings

from catalogue.models import Listing
from orders.models import Parcel, PartPhoto
from payments.models import Payment
from tests.orders import told
from tests.payments.papers import carry_out

PHOTO = "part_photos/of-the-world.jpg"


def things(listing: Listing) -> dict[str, object]:
    """The dispute, its part and its photo."""
    with override_settings(STRIPE_SECRET_KEY="sk_test_of_no_account"):
        payment = Payment.objects.get(pk=told.paid_by_card(listing).payment.pk)
    part = carry_out(told.part_of(payment))
    parcel = part.parcels.get()
    Parcel.objects.filter(pk=parcel.pk).update(tracking_number="EP123456")
    photo = PartPhoto.objects.create(producer_order=part, parcel=parcel, kind="handed_over", file=PHOTO, sha256="0" * 64)
    return {"dispute": told.tell(payment).number, "disputed_part": part.number, "dispute_photo": photo.pk}
