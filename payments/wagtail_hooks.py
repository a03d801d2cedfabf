"""The administration's screens for payouts: their addresses, the menu and the permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import admin_rights
from payments.staff import files, payouts, rights


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("payouts/", payouts.payouts, name="payouts"),
        path("payouts/decide/", payouts.decide, name="payouts_decide"),
        path("payouts/files/", files.files, name="payout_files"),
        path("payouts/files/<str:number>/", files.file, name="payout_file"),
        path("payouts/files/<str:number>/act/", files.act, name="payout_file_act"),
        path("payouts/<str:number>/", payouts.payout, name="payout_staff"),
        path("payouts/<str:number>/act/", payouts.act, name="payout_act"),
    ]


class PayoutsItem(MenuItem):
    """Shown to those who hold one of the rights."""

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(right) for right in rights.ALL)


@hooks.register("register_admin_menu_item")
def payouts_item() -> MenuItem:
    return PayoutsItem(_("Payouts"), reverse_lazy("payouts"), name="payouts", icon_name="download", order=152)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give these rights to a group of staff."""
    return admin_rights.permissions(rights.ALL)
