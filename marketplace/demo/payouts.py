"""Money of groups in the demo: bank accounts that no bank has, one payout that arrived, and one that waits for two people."""

import re
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from payments.bank_accounts import WAIT, BankDetails, change_account, current_account
from payments.models import BankAccount, Earning, Payout
from payments.payouts import batches, deciding, due, outcomes
from producers.models import Membership, ProducerGroup

FINANCE = "finance@demo.example"
PAID = "suru-blossom"


def load_payouts(*, staff: User) -> None:
    """Make what is missing for every group that has earned something. What was paid stays paid."""
    earning = Earning.objects.values("group")
    for group in ProducerGroup.objects.filter(is_demo=True, pk__in=earning).order_by("pk"):
        if current_account(group) is None:
            _give_account(group)
            due.prepare(group.pk)
    waiting = Payout.objects.filter(group__slug=PAID, status=Payout.Status.DUE).select_related("group", "account").first()
    if waiting is not None and not Payout.objects.filter(group__slug=PAID).exclude(pk=waiting.pk).exists():
        _pay(waiting, staff)


def _give_account(group: ProducerGroup) -> None:
    """Nobody can wait three days while the demo loads: the account was given a week ago. There is no bank DEMO."""
    owner = Membership.objects.filter(group=group, role=Membership.Role.OWNER).earliest("pk").user
    holder = re.sub(r"[^A-Za-z0-9 .&'()/-]", " ", group.legal_name)
    account = change_account(group=group, details=BankDetails(holder, f"{group.pk:012d}", "DEMO0000001"), acting_user=owner)
    given = timezone.now() - timedelta(days=7)
    BankAccount.objects.filter(pk=account.pk).update(created_at=given, usable_from=given + WAIT)


def _pay(payout: Payout, staff: User) -> None:
    """All the way, by the functions that people use."""
    finance = User.objects.get(email=FINANCE)
    deciding.propose(payout, version=payout.version, acting_user=finance)
    deciding.approve(payout, version=payout.version, acting_user=staff)
    batches.record_sent(batches.make(acting_user=finance), reference=f"DEMO{payout.pk}", acting_user=finance)
    payout.refresh_from_db()
    outcomes.settle(payout, reference=f"DEMOUTR{payout.pk:06d}", acting_user=finance)
