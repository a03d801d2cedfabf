"""Mails about returns: to the group when something is asked or on its way, to the shopper with every answer."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from journal import outbox
from money.words import rupees
from orders.effects import members_of
from orders.letters import moment, to_member, to_shopper
from orders.models import OrderRecord, ReturnRequest
from orders.returns import clocks
from orders.returns.asking import TELL_GROUP
from orders.returns.policies import REASONS, REFUSALS


def reason_words(request: ReturnRequest) -> str | Promise:
    """Why it is given back, in words."""
    return REASONS.get(request.reason, request.reason)


def answered(request: ReturnRequest) -> None:
    """The shopper learns whether the goods are taken back; with a refusal, who else can be asked."""
    part = request.producer_order
    record = OrderRecord.objects.select_related("order__user").get(order_id=part.order_id)
    with translation.override(record.language):
        said = {"group": part.group.name, "number": request.number}
        if request.status == ReturnRequest.Status.REFUSED:
            title = _("Your return %(number)s was not agreed to") % said
            body = _("%(group)s does not take it back: %(reason)s. %(words)s") % {
                **said,
                "reason": REFUSALS[request.refusal],
                "words": request.refusal_words,
            }
            body += "\n" + _("If you see it differently, our grievance officer looks at it: %(page)s") % {
                "page": settings.BASE_URL + reverse("grievance")
            }
        elif not request.goods_come_back:
            title = _("Your return %(number)s is agreed to") % said
            body = _("You need not send anything back to %(group)s. We write when it is settled.") % said
        else:
            title = _("Your return %(number)s is agreed to") % said
            pays = _("The group pays the way back.") if request.pays_way_back == "group" else _("You pay the way back.")
            body = _("Please send it to %(group)s by %(until)s: %(address)s. %(pays)s Write the carrier's number on the order page.") % {
                **said,
                "until": moment(clocks.send_back_by(request)),
                "address": part.group.address,
                "pays": pays,
            }
        to_shopper(record, "return_answered", f"{request.number}:{request.status}", title, body)


def time_ends(request: ReturnRequest, end: datetime) -> None:
    """The shopper has not sent it back yet, and the time ends."""
    part = request.producer_order
    record = OrderRecord.objects.select_related("order__user").get(order_id=part.order_id)
    with translation.override(record.language):
        title = _("Please send %(number)s back by %(day)s") % {"number": request.number, "day": moment(end)}
        body = _(
            "You wanted to give something back to %(group)s. If you have sent it, please write the carrier's number on the order page. "
            "If it is not on its way by then, the return is closed, and you keep the goods."
        ) % {"group": part.group.name}
        to_shopper(record, "return_time_ends", request.number, title, body)


def lapsed(request: ReturnRequest) -> None:
    """It was not sent back in time."""
    part = request.producer_order
    record = OrderRecord.objects.select_related("order__user").get(order_id=part.order_id)
    with translation.override(record.language):
        title = _("Your return %(number)s is closed") % {"number": request.number}
        body = _("Nothing has come back to %(group)s. If you have sent it all the same, it is taken as soon as it is there.") % {
            "group": part.group.name
        }
        to_shopper(record, "return_lapsed", request.number, title, body)


def settled(request: ReturnRequest) -> None:
    """How it ended: the money, or what is on its way."""
    part = request.producer_order
    record = OrderRecord.objects.select_related("order__user").get(order_id=part.order_id)
    with translation.override(record.language):
        title = _("Your return %(number)s is settled") % {"number": request.number}
        if request.refund is not None:
            body = _("We owe you %(amount)s, which go back the way you paid.") % {"amount": rupees(request.refund.amount_paise)}
        else:
            body = _("%(group)s has sent it: %(carrier)s %(tracking)s. It costs you nothing.") % {
                "group": part.group.name,
                "carrier": request.out_carrier,
                "tracking": request.out_number,
            }
        to_shopper(record, "return_settled", request.number, title, body)


@outbox.effect(TELL_GROUP)
def tell_group(payload: dict[str, Any]) -> None:
    """Members of the group learn that something is asked, or is on its way back. Nothing of the shopper is in the mail."""
    request = ReturnRequest.objects.select_related("producer_order__group").get(number=payload["request"])
    with transaction.atomic():
        for member in members_of(request.producer_order.group_id):
            _to_member(request, member, payload["what"])


def _to_member(request: ReturnRequest, member: User, what: str) -> None:
    part = request.producer_order
    with translation.override(member.language):
        said = {"number": part.number, "return": request.number}
        if what == "asked":
            title = _("Something of %(number)s is to come back") % said
            body = _("%(reason)s. Please answer in the workspace by %(until)s; after that a person of the shop decides.") % {
                "reason": reason_words(request),
                "until": moment(request.act_by),
            }
        else:
            title = _("On its way back: %(number)s") % said
            body = _("%(carrier)s %(tracking)s. When it is there, please say so in the workspace.") % {
                "carrier": request.carrier,
                "tracking": request.tracking_number,
            }
        to_member(part, member, f"return_{what}", request.number, title, body)
