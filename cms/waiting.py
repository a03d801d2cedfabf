"""What waits for staff, on the first screen of the administration: only what this person may decide, each with its number and its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from accounts.models import User
from catalogue import moderation
from catalogue.models import VoiceNote
from orders.models import Grievance
from orders.staff.rights import MAY_ANSWER, MAY_CONFIRM
from payments.models import Payment, Payout
from payments.staff.rights import MAY_APPROVE, MAY_PROPOSE
from producers import admission
from producers.models import ProducerGroup


@dataclass(frozen=True)
class Desk:
    """One page of staff with how much waits there. ``page`` is the name of its address."""

    label: str | Promise
    page: str
    right: str
    count: Callable[[], int]
    query: str = ""


DESKS = (
    Desk(
        _("Producer groups"),
        "producer_groups",
        admission.MAY_APPROVE,
        lambda: ProducerGroup.objects.filter(status=ProducerGroup.Status.APPLIED).count(),
    ),
    Desk(
        _("Listings"),
        "listing_queue",
        moderation.MAY_MODERATE,
        lambda: moderation.listings_in_review().count() + moderation.edits_in_review().count(),
    ),
    Desk(
        _("Recordings"),
        "voice_notes",
        moderation.MAY_MODERATE,
        lambda: VoiceNote.objects.filter(status=VoiceNote.Status.WAITING).count(),
    ),
    Desk(
        _("Payments"),
        "payments_awaiting",
        MAY_CONFIRM,
        lambda: Payment.objects.filter(provider="offline", status=Payment.Status.AWAITING).count(),
    ),
    Desk(_("Payouts to propose"), "payouts", MAY_PROPOSE, lambda: Payout.objects.filter(status=Payout.Status.DUE).count()),
    Desk(
        _("Payouts to approve"),
        "payouts",
        MAY_APPROVE,
        lambda: Payout.objects.filter(status=Payout.Status.PROPOSED).count(),
        query="?approve=1",
    ),
    Desk(
        _("Complaints"),
        "grievances",
        MAY_ANSWER,
        lambda: Grievance.objects.filter(status__in=(Grievance.Status.OPEN, Grievance.Status.ESCALATED)).count(),
    ),
)


def waiting_for(user: User | AnonymousUser) -> list[tuple[Desk, int]]:
    """Where something waits that this person may decide. One or two queries a desk."""
    found = [(desk, desk.count()) for desk in DESKS if user.has_perm(desk.right)]
    return [(desk, number) for desk, number in found if number]


class WaitingPanel(Component):
    """The panel; nothing stands there where nothing waits."""

    name = "waiting"
    order = 40
    template_name = "cms/staff/waiting.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"rows": waiting_for(parent_context["request"].user) if parent_context else []}
