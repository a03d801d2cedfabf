"""Every kind of journal that there is. One that is not named here is not written; docs/money.md tells what each of them moves."""

OF_SHOPPERS = ("money_came", "money_sent_back", "captured", "part_moved", "refund_owed", "refund_sent", "refund_returned")
AT_THE_DOOR = ("owed_at_door", "cash_taken", "cash_counted", "cash_banked", "cash_written_off", "cash_found")
OF_GROUPS = ("earned", "payout_sent", "payout_settled", "payout_bounced", "advance_paid", "advance_bounced", "fee_paid")
OF_GATEWAYS = ("transfer_made", "transfer_reversed", "transfer_released", "gateway_settled")
OF_DISPUTES = ("dispute_withdrawn", "dispute_returned", "dispute_lost", "loss_given_back")
OF_TAXES = ("tax_deposited",)
OF_HOUSEHOLDS = ("shares_payable", "shares_back", "member_paid", "member_paid_back", "member_advance", "member_advance_back")

KINDS = frozenset((*OF_SHOPPERS, *AT_THE_DOOR, *OF_GROUPS, *OF_GATEWAYS, *OF_DISPUTES, *OF_TAXES, *OF_HOUSEHOLDS))
