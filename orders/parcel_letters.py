"""Mails about parcels: to the shopper when a group accepts, sends, or is taken to have delivered; to a group when one is missed."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from orders import carriers
from orders.letters import to_member, to_shopper
from orders.models import OrderEvent, OrderRecord, Parcel, ProducerOrder


def accepted(record: OrderRecord, part: ProducerOrder, event: OrderEvent) -> None:
    """A group will send its part."""
    with translation.override(record.language):
        title = _("%(group)s has accepted its part of your order %(number)s") % {"group": part.group.name, "number": record.order.number}
        body = _("It is being prepared. We write again when the parcel is on its way.")
        to_shopper(record, "order_accepted", f"{part.number}:{event.pk}", title, body)


def handed_over(record: OrderRecord, part: ProducerOrder, event: OrderEvent) -> None:
    """Parcels are on their way: with whom, under which number, until when."""
    parcels = Parcel.objects.filter(producer_order=part, number__in=event.detail["parcels"]).order_by("pk")
    with translation.override(record.language):
        title = _("On its way: %(group)s, order %(number)s") % {"group": part.group.name, "number": record.order.number}
        body = "\n".join([*(_journey(parcel) for parcel in parcels), "", _("When it has arrived, please say so on the order page.")])
        to_shopper(record, "order_handed_over", f"{part.number}:{event.pk}", title, body)


def _journey(parcel: Parcel) -> str:
    said = {"parcel": parcel.number, "carrier": carriers.words(parcel.carrier), "day": date_format(parcel.promised_to, "j M Y")}
    if parcel.tracking_number:
        return _("%(parcel)s: %(carrier)s, number %(tracking)s, until %(day)s") % {**said, "tracking": parcel.tracking_number}
    return _("%(parcel)s: %(carrier)s, until %(day)s") % said


def taken_for_delivered(record: OrderRecord, part: ProducerOrder, parcel: Parcel) -> None:
    """The shop counts a parcel as arrived without the shopper's word: whoever misses it has to hear of it."""
    with translation.override(record.language):
        title = _("Has it arrived? %(group)s, order %(number)s") % {"group": part.group.name, "number": record.order.number}
        if parcel.delivered_source == Parcel.Source.CLOCK:
            body = _("The promised days are over and you have not missed parcel %(parcel)s, so we take it for delivered.")
        else:
            body = _("The carrier says that parcel %(parcel)s was delivered.")
        body = f"{body % {'parcel': parcel.number}} {_('If you do not have it, please tell us.')}"
        to_shopper(record, "order_taken_for_delivered", parcel.number, title, body)


def missed(part: ProducerOrder, parcel: str, member: User, key: str) -> None:
    """A member of the group learns that a parcel has not arrived. Nothing of the shopper is in the mail."""
    with translation.override(member.language):
        title = _("A parcel of order %(number)s has not arrived") % {"number": part.number}
        body = _("The shopper misses parcel %(parcel)s. Please ask the carrier, and tell us what you learn.") % {"parcel": parcel}
        to_member(part, member, "producer_order_missed", key, title, body)
