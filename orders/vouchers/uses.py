"""How often a code was used: counted in one guarded UPDATE when an order is placed, given back when it is given up unpaid.

The voucher's row is the last that a transaction of an order locks (record, payment, stock, voucher), so that a code that everybody uses
holds up nobody for longer than it must.
"""

from django.db.models import F, Q
from django.utils import timezone

from journal import faults
from orders.models import Voucher, VoucherUse
from orders.oscar.order.models import Order
from orders.vouchers.errors import UsedUp
from payments import queries


def claim(order: Order, voucher: Voucher, *, mobile: str, discount_paise: int) -> VoucherUse:
    """The order has the code. In the transaction that places it.

    The UPDATE finds a code that is still valid and has a use left, and makes those who come at the same moment take turns, so the count
    for one mobile number below it is exact. Raises ``UsedUp``.
    """
    free = Voucher.objects.filter(Q(most_uses__isnull=True) | Q(uses__lt=F("most_uses")), pk=voucher.pk, stopped_at__isnull=True)
    if not free.update(uses=F("uses") + 1):
        raise UsedUp(voucher.code)
    faults.point("orders.place.after_voucher")
    if voucher.most_uses_each is not None:
        mine = VoucherUse.objects.filter(voucher=voucher, mobile=mobile, given_back_at__isnull=True)
        if mine.count() >= voucher.most_uses_each:
            raise UsedUp(voucher.code)
    return VoucherUse.objects.create(voucher=voucher, order=order, mobile=mobile, discount_paise=discount_paise, at=order.date_placed)


def give_back(order: Order) -> bool:
    """The order was given up and nothing was paid for it: somebody else may use the code. Twice is once.

    In the transaction that gave it up. An order of which one group's part is paid keeps its use.
    """
    use = VoucherUse.objects.filter(order=order, given_back_at__isnull=True).first()
    if use is None or queries.totals(order.number).captured_paise:
        return False
    if not VoucherUse.objects.filter(pk=use.pk, given_back_at__isnull=True).update(given_back_at=timezone.now()):
        return False
    faults.point("orders.expire.after_voucher")
    Voucher.objects.filter(pk=use.voucher_id).update(uses=F("uses") - 1)
    return True


def take_again(order: Order) -> bool:
    """Late money is honoured, and the order keeps its discount, even where the code was used up or stopped meanwhile. Twice is once."""
    use = VoucherUse.objects.filter(order=order, given_back_at__isnull=False).first()
    if use is None or not VoucherUse.objects.filter(pk=use.pk, given_back_at__isnull=False).update(given_back_at=None):
        return False
    faults.point("orders.complete.after_voucher")
    Voucher.objects.filter(pk=use.voucher_id).update(uses=F("uses") + 1)
    return True
