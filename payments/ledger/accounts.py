"""The accounts of the ledger. In an entry a debit is above zero and a credit below.

What the shop has (assets) and what it pays for (expenses) grow by debits; what it owes (liabilities) and what it earns (income) grow by
credits. ``balance`` below is always told in the direction in which an account grows.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.settlement import PAY_EACH_GROUP


class Kind(StrEnum):
    """The four kinds of accounts, named as plain-text accounting names them."""

    ASSET = "assets"
    LIABILITY = "liabilities"
    INCOME = "income"
    EXPENSE = "expenses"


@dataclass(frozen=True)
class Account:
    """``is_per_group``: every entry names a group. ``may_be_negative``: the account may stand against its direction.

    ``is_clearing``: money only passes through, so that what came for one source goes out again for the same source.
    ``is_memorandum``: not the shop's own; such accounts sum to nothing among themselves in every journal.
    """

    code: str
    kind: Kind
    words: str | Promise
    is_per_group: bool = False
    may_be_negative: bool = False
    is_clearing: bool = False
    is_memorandum: bool = False

    @property
    def sign(self) -> int:
        """What turns a sum of entries into a balance in the account's own direction."""
        return 1 if self.kind in (Kind.ASSET, Kind.EXPENSE) else -1


FUNDS_BANK = "funds.bank"
FUNDS_STRIPE = "funds.stripe"
FUNDS_SPLIT = "funds.split"
CASH_DUE = "cash.due"
CASH_IN_HAND = "cash.in_hand"
CASH_BOX = "cash.box"
SHOPPERS = "shoppers"
HELD = "held"
REFUNDS_PAYABLE = "refunds.payable"
GROUPS_PAYABLE = "groups.payable"
PAYOUTS_CLEARING = "payouts.clearing"
COMMISSION = "commission"
COMMISSION_TAX = "commission.tax"
TCS_PAYABLE = "tcs.payable"
TDS_PAYABLE = "tds.payable"
ADVANCES = "advances"
MEMBERS_PAYABLE = "members.payable"
MEMBERS_HELD = "members.held"
MEMBERS_ADVANCES = "members.advances"
LOSS_TRANSIT = "loss.transit"
LOSS_CASH = "loss.cash"
GATEWAY_FEES = "gateway.fees"
DISCOUNTS = "discounts"
GROUPS_OWING = "groups.owing"
TRANSFERS_HELD = "transfers.held"
GROUPS_GATEWAY = "groups.gateway"
DISPUTES_OPEN = "disputes.open"
DISPUTES_FEES = "disputes.fees"
LOSS_DISPUTES = "loss.disputes"
DIRECT_FUNDS = "direct.funds"
DIRECT_SHOPPERS = "direct.shoppers"
DIRECT_HELD = "direct.held"
DIRECT_REFUNDS = "direct.refunds"

_TABLE = (
    # What was paid back from the bank may have come by card, so one of the two may stand below zero until the gateway pays out.
    Account(FUNDS_BANK, Kind.ASSET, _("The shop's bank account"), may_be_negative=True),
    Account(FUNDS_STRIPE, Kind.ASSET, _("Money of ours at Stripe"), may_be_negative=True),
    Account(CASH_DUE, Kind.ASSET, _("To be paid by shoppers at the door")),
    Account(CASH_IN_HAND, Kind.ASSET, _("Cash of the shop that groups have taken at the door"), is_per_group=True),
    Account(CASH_BOX, Kind.ASSET, _("Cash that two people have counted, not in the bank yet")),
    Account(SHOPPERS, Kind.LIABILITY, _("Came from shoppers and is no order's yet"), is_clearing=True),
    Account(HELD, Kind.LIABILITY, _("Paid for parts that are not delivered yet"), is_per_group=True),
    Account(REFUNDS_PAYABLE, Kind.LIABILITY, _("Owed back to shoppers"), is_clearing=True),
    # A refund after the payout makes it a debt of the group: verify_ledger compares it with the changes of its earnings.
    Account(GROUPS_PAYABLE, Kind.LIABILITY, _("Earned by groups and not paid out"), is_per_group=True, may_be_negative=True),
    Account(PAYOUTS_CLEARING, Kind.LIABILITY, _("Handed to the bank for groups"), is_per_group=True, is_clearing=True),
    Account(COMMISSION, Kind.INCOME, _("The shop's fee, without its tax")),
    Account(COMMISSION_TAX, Kind.LIABILITY, _("Tax on the shop's fee")),
    # Below zero where a refund gave back a tax that was paid to the government already: it is set off against the next months.
    Account(TCS_PAYABLE, Kind.LIABILITY, _("Tax collected at source for the government"), may_be_negative=True),
    Account(TDS_PAYABLE, Kind.LIABILITY, _("Tax deducted at source for the government"), may_be_negative=True),
    Account(ADVANCES, Kind.ASSET, _("Advances to groups"), is_per_group=True),
    # Between a group and its households. A payout that the bank takes back after a household got its share leaves a debt of the
    # household; an advance comes out of the group's own money, which it then holds less than nothing of.
    Account(MEMBERS_HELD, Kind.ASSET, _("With groups for their households"), True, may_be_negative=True, is_memorandum=True),
    Account(MEMBERS_ADVANCES, Kind.ASSET, _("Advances of groups to their households"), True, is_memorandum=True),
    Account(MEMBERS_PAYABLE, Kind.LIABILITY, _("Owed by groups to their households"), True, may_be_negative=True, is_memorandum=True),
    Account(LOSS_TRANSIT, Kind.EXPENSE, _("Parcels that were lost"), may_be_negative=True),
    Account(LOSS_CASH, Kind.EXPENSE, _("Cash that groups never handed in")),
    Account(GATEWAY_FEES, Kind.EXPENSE, _("Fees of payment gateways"), may_be_negative=True),
    Account(DISCOUNTS, Kind.EXPENSE, _("Discounts that the shop bears")),
    # Below zero where a refund gave back a fee that the group had paid: it is set off against the next ones.
    Account(GROUPS_OWING, Kind.ASSET, _("Fees and taxes that groups paid by shoppers owe"), is_per_group=True, may_be_negative=True),
    # The licensed gateway has all of this; what is in the first stands to the shop's disposal, and comes to its bank by and by.
    Account(FUNDS_SPLIT, Kind.ASSET, _("Money of ours at the licensed gateway"), may_be_negative=True),
    Account(TRANSFERS_HELD, Kind.ASSET, _("On hold at the gateway for groups"), is_per_group=True),
    Account(GROUPS_GATEWAY, Kind.LIABILITY, _("Earned by groups that the gateway pays"), is_per_group=True, may_be_negative=True),
    # Below zero where it was lost before the gateway said what it took.
    Account(DISPUTES_OPEN, Kind.ASSET, _("Taken by gateways for disputes, not decided yet"), may_be_negative=True, is_clearing=True),
    Account(DISPUTES_FEES, Kind.EXPENSE, _("Fees of disputes"), may_be_negative=True),
    # All that was lost, less what groups bear of it. Below zero where something came back late that a group had borne.
    Account(LOSS_DISPUTES, Kind.EXPENSE, _("Disputes that were lost"), may_be_negative=True),
    Account(DIRECT_FUNDS, Kind.ASSET, _("With groups, for parts not delivered or to go back"), is_per_group=True, is_memorandum=True),
    Account(
        DIRECT_SHOPPERS, Kind.LIABILITY, _("Came to groups and is no order's yet"), is_per_group=True, is_clearing=True, is_memorandum=True
    ),
    Account(DIRECT_HELD, Kind.LIABILITY, _("Paid to groups for parts not delivered yet"), is_per_group=True, is_memorandum=True),
    Account(DIRECT_REFUNDS, Kind.LIABILITY, _("Owed back by groups to shoppers"), is_per_group=True, is_clearing=True, is_memorandum=True),
)
OF_MEMBERS = (MEMBERS_HELD, MEMBERS_ADVANCES, MEMBERS_PAYABLE)
ACCOUNTS: dict[str, Account] = {account.code: account for account in _TABLE}

_FUNDS = {"offline": FUNDS_BANK, "stripe": FUNDS_STRIPE, "split": FUNDS_SPLIT, "cash": CASH_DUE}


def funds_of(provider: str) -> str:
    """The account in which the money of a provider lies, or is owed at the door. Raises ``KeyError`` for a provider without one."""
    return _FUNDS[provider]


@dataclass(frozen=True)
class Book:
    """The accounts through which the money of one payment goes, until its parts are delivered."""

    funds: str
    shoppers: str
    held: str
    refunds: str


_DIRECT = Book(DIRECT_FUNDS, DIRECT_SHOPPERS, DIRECT_HELD, DIRECT_REFUNDS)


def book_of(mode: str, provider: str) -> Book:
    """Where the shop or its gateway has the money, the shop's own accounts; where the group has it, the memorandum."""
    if mode == PAY_EACH_GROUP:
        return _DIRECT
    return Book(funds_of(provider), SHOPPERS, HELD, REFUNDS_PAYABLE)
