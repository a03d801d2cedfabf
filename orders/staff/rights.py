"""The permissions that these screens ask for. ``marketplace/roles.py`` says which role holds which."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User

MAY_CONFIRM = "payments.change_payment"
MAY_CHECK_ACCOUNT = "payments.check_account"
MAY_REFUND = "payments.change_refund"
MAY_APPROVE_REFUNDS = "payments.approve_payout"  # who approves money that leaves the bank
MAY_LOOK = "orders.view_any_order"
MAY_ACT = "orders.act_for_shopper"
MAY_UPLOAD_DELIVERIES = "orders.upload_deliveries"
MAY_ANSWER = "orders.answer_grievance"
MAY_DECIDE = "orders.decide_return"
MAY_RUN_VOUCHERS = "orders.run_vouchers"
MAY_QUOTE = "orders.answer_enquiry"
ALL = (
    MAY_CONFIRM,
    MAY_CHECK_ACCOUNT,
    MAY_REFUND,
    MAY_LOOK,
    MAY_ACT,
    MAY_UPLOAD_DELIVERIES,
    MAY_ANSWER,
    MAY_DECIDE,
    MAY_RUN_VOUCHERS,
    MAY_QUOTE,
)


def staff_member(request: HttpRequest) -> User:
    """Who is acting. The permission was asked for: nobody is anonymous behind it."""
    return cast(User, request.user)
