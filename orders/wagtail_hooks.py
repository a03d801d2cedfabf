"""The administration's screens for orders and money: their addresses, the menu and the permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import admin_menus, admin_rights
from accounts.admin_rights import RightMenuItem
from orders.staff import addresses, queues, rights

queues.register()


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return addresses.urlpatterns


@hooks.register(admin_menus.ORDERS)
def orders_item() -> MenuItem:
    return RightMenuItem(rights.MAY_LOOK, _("Orders"), reverse_lazy("staff_orders"), name="orders", icon_name="search", order=149)


@hooks.register(admin_menus.MONEY)
def payments_item() -> MenuItem:
    return RightMenuItem(
        rights.MAY_CONFIRM, _("Payments"), reverse_lazy("payments_awaiting"), name="payments", icon_name="check", order=150
    )


@hooks.register(admin_menus.MONEY)
def refunds_item() -> MenuItem:
    return RightMenuItem(rights.MAY_REFUND, _("Refunds"), reverse_lazy("refunds_due"), name="refunds", icon_name="rotate", order=151)


@hooks.register(admin_menus.MONEY)
def disputes_item() -> MenuItem:
    return RightMenuItem(rights.MAY_REFUND, _("Disputes"), reverse_lazy("disputes"), name="disputes", icon_name="warning", order=151)


@hooks.register(admin_menus.ORDERS)
def grievances_item() -> MenuItem:
    return RightMenuItem(rights.MAY_ANSWER, _("Complaints"), reverse_lazy("grievances"), name="grievances", icon_name="warning", order=152)


@hooks.register(admin_menus.ORDERS)
def deliveries_item() -> MenuItem:
    return RightMenuItem(
        rights.MAY_UPLOAD_DELIVERIES, _("Deliveries"), reverse_lazy("deliveries_upload"), name="deliveries", icon_name="upload", order=153
    )


@hooks.register(admin_menus.ORDERS)
def returns_item() -> MenuItem:
    return RightMenuItem(rights.MAY_DECIDE, _("Returns"), reverse_lazy("staff_returns"), name="returns", icon_name="rotate", order=154)


@hooks.register(admin_menus.MONEY)
def vouchers_item() -> MenuItem:
    return RightMenuItem(rights.MAY_RUN_VOUCHERS, _("Codes"), reverse_lazy("vouchers"), name="codes", icon_name="tag", order=155)


@hooks.register(admin_menus.ORDERS)
def enquiries_item() -> MenuItem:
    return RightMenuItem(rights.MAY_QUOTE, _("Enquiries"), reverse_lazy("staff_enquiries"), name="enquiries", icon_name="mail", order=156)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give these rights to a group of staff."""
    return admin_rights.permissions(rights.ALL)
