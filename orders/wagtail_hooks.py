"""The administration's screens for orders: the payments that wait."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from orders import staff


class PaymentsMenuItem(MenuItem):
    """Shown to those who may confirm payments."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(staff.MAY_CONFIRM)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("payments/awaiting/", staff.payments, name="payments_awaiting"),
        path("payments/awaiting/<str:number>/", staff.confirm, name="payments_confirm"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return PaymentsMenuItem(_("Payments"), reverse_lazy("payments_awaiting"), name="payments", icon_name="check", order=150)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give the right to confirm payments to a group of staff."""
    app, codename = staff.MAY_CONFIRM.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
