"""How much waits in each list of orders and money, for the first screen of the administration."""

from django.utils.translation import gettext_lazy as _

from accounts import waiting
from accounts.waiting import Queue
from orders import grievance_queries, reminders
from orders.returns import queries as returns
from orders.staff import rights
from orders.staff.statement import LISTS
from payments import queries
from payments.models import StatementCredit
from payments.providers.offline import OfflineProvider


def register() -> None:
    """Those with a day of the law or of a shopper first."""
    waiting.register(
        Queue(10, [rights.MAY_ANSWER], _("Complaints"), "grievances", lambda: grievance_queries.by_time_left().count()),
        Queue(20, [rights.MAY_LOOK], _("Orders that nobody answers"), "staff_unanswered", lambda: len(reminders.nobody_answers())),
        Queue(30, [rights.MAY_DECIDE], _("Returns for the shop to decide"), "staff_returns", _returns),
        Queue(40, [rights.MAY_CONFIRM], _("Payments that wait"), "payments_awaiting", _payments),
        Queue(50, [rights.MAY_CONFIRM], _("Credits of a bank statement"), "payments_statement", _credits),
        Queue(60, [rights.MAY_REFUND], _("Refunds that are due"), "refunds_due", lambda: queries.refunds_due().count()),
    )


def _returns() -> int:
    return returns.open_requests().filter(with_staff_since__isnull=False).count()


def _payments() -> int:
    return queries.waiting(OfflineProvider.code).count()


def _credits() -> int:
    return StatementCredit.objects.filter(status__in=LISTS[""]).count()
