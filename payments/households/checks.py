"""Whether shares, payments and accounts of households, earnings, payouts and the ledger tell the same story. Reads only."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from payments.households.booking import held_by_group
from payments.ledger import accounts
from payments.ledger_models import Entry
from payments.payout_models import Payout, PayoutLine
from payments.share_models import EarningShare, EarningSplit, MemberEntry, MemberPayment

CHUNK = 500


def problems() -> Iterator[str]:
    """Everything that is wrong, a sentence each; nothing where all is well."""
    yield from _splits()
    yield from _shares()
    yield from _payments()
    yield from _balances()


def _splits() -> Iterator[str]:
    """Shares and what the group keeps are the net of the earning; after refunds nobody has less than nothing, nor all more than is left."""
    first = Sum("shares__amount_paise", filter=Q(shares__change__isnull=True, shares__reason=""), default=0)
    found = EarningSplit.objects.annotate(first=first, now=Sum("shares__amount_paise", default=0)).select_related("earning")
    gone = dict(EarningSplit.objects.order_by("pk").values_list("pk").annotate(paise=Coalesce(Sum("earning__changes__net_paise"), 0)))
    for split in found.iterator(chunk_size=CHUNK):
        name, net = split.earning.producer_order_number, split.earning.net_paise
        if split.first + split.keep_paise != net:
            yield f"{name}: {split.first + split.keep_paise} paise were shared, {net} earned."
        if not 0 <= split.now <= net + gone[split.pk]:
            yield f"{name}: households have {split.now} paise of {net + gone[split.pk]} that are left."
    by_household = EarningShare.objects.order_by("split").values_list("split__earning__producer_order_number", "household__code")
    for name, code, _paise in by_household.annotate(paise=Sum("amount_paise")).filter(paise__lt=0):
        yield f"{name}: household {code} has less than nothing."
    strays = EarningShare.objects.exclude(household__group=F("split__earning__group"))
    for share in strays.select_related("split__earning").iterator(chunk_size=CHUNK):
        yield f"{share.split.earning.producer_order_number}: a share is of another group's household."


def _shares() -> Iterator[str]:
    """A share is payable if, and only if, the payout that holds it reached the group, or it came without one."""
    paid = PayoutLine.objects.filter(payout__status=Payout.Status.SETTLED, released_at__isnull=True)
    of_earning = Q(change__isnull=True, split__earning__in=paid.filter(earning__isnull=False).values("earning"))
    of_change = Q(change__in=paid.filter(change__isnull=False).values("change"))
    payable = of_earning | of_change | held_by_group()
    booked = EarningShare.objects.annotate(booked=Sum("entries__payable_paise", default=0)).select_related("split__earning", "household")
    wrong = (
        booked.filter(payable).exclude(booked=F("amount_paise")),
        booked.exclude(payable).exclude(booked=0),
    )
    for rows in wrong:
        for share in rows.iterator(chunk_size=CHUNK):
            name = f"{share.split.earning.producer_order_number}, household {share.household.code}"
            yield f"{name}: a share of {share.amount_paise} paise stands at {share.booked} in its account."


def _payments() -> Iterator[str]:
    """Each payment stands in its household's account once, with its amount."""
    effect = Coalesce(F("entry__advance_paise") - F("entry__payable_paise"), 0)
    for payment in MemberPayment.objects.annotate(booked=effect).exclude(booked=F("amount_paise")).iterator(chunk_size=CHUNK):
        yield f"Payment {payment.number} of {payment.amount_paise} paise stands at {payment.booked} in the account."
    twisted = MemberPayment.objects.filter(undoes__isnull=False).exclude(amount_paise=-F("undoes__amount_paise"))
    for number in twisted.values_list("number", flat=True):
        yield f"Payment {number} takes back another amount than was paid."


def _balances() -> Iterator[str]:
    """What the ledger says of each group's households is the sum of their accounts; no advance stands below zero."""
    rows: dict[tuple[str, int], int] = {}
    sums = MemberEntry.objects.order_by("household__group").values_list("household__group")
    for group, payable, advance in sums.annotate(payable=Sum("payable_paise"), advance=Sum("advance_paise")):
        rows |= {
            (accounts.MEMBERS_PAYABLE, group): payable,
            (accounts.MEMBERS_ADVANCES, group): advance,
            (accounts.MEMBERS_HELD, group): payable - advance,
        }
    told = {
        (account, group): accounts.ACCOUNTS[account].sign * paise
        for account, group, paise in Entry.objects.filter(account__in=accounts.OF_MEMBERS)
        .order_by("account", "group")
        .values_list("account", "group")
        .annotate(paise=Sum("paise"))
    }
    for account, group in sorted({*rows, *told}):
        if rows.get((account, group), 0) != told.get((account, group), 0):
            yield (
                f"account {account} of group {group}: {told.get((account, group), 0)} paise stand in the ledger, "
                f"{rows.get((account, group), 0)} in the accounts of its households"
            )
    below = MemberEntry.objects.order_by("household").values_list("household__code").annotate(paise=Sum("advance_paise"))
    for code, paise in below.filter(paise__lt=0):
        yield f"Household {code}: more was taken off than it had in advance, by {-paise} paise."
