"""The administration's screens for payouts and tax: their addresses, the menu and the permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import admin_menus, admin_rights, waiting
from accounts.admin_rights import RightMenuItem
from accounts.waiting import Queue
from payments.payouts.queries import counts
from payments.staff import advances, cash, cash_losses, dues, files, payouts, rights, tax

waiting.register(
    Queue(61, [rights.MAY_PROPOSE], _("Payouts to propose"), "payouts", lambda: counts().get("due", 0)),
    Queue(62, [rights.MAY_APPROVE], _("Payouts to approve"), "payouts", lambda: counts().get("proposed", 0), "?approve=1"),
)


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
        path("advances/", advances.advances, name="advances"),
        path("advances/<str:number>/act/", advances.act, name="advance_act"),
        path("cash/", cash.cash, name="cash_staff"),
        path("cash/count/<slug:slug>/", cash.count, name="cash_count"),
        path("cash/losses/", cash_losses.losses, name="cash_losses"),
        path("cash/losses/<str:number>/", cash_losses.propose, name="cash_loss_propose"),
        path("cash/losses/<str:number>/act/", cash_losses.act, name="cash_loss_act"),
        path("cash/losses/<str:number>/found/", cash_losses.found, name="cash_loss_found"),
        path("cash/<str:number>/act/", cash.act, name="cash_act"),
        path("dues/", dues.dues, name="dues"),
        path("dues/settled/", dues.settled, name="dues_settled"),
        path("dues/deposit/", dues.deposit, name="dues_deposit"),
        path("dues/<str:number>/act/", dues.act, name="dues_act"),
        path("tax/", tax.lists, name="tax_lists"),
        path("tax/<str:month>/collected.csv", tax.collected, name="tax_collected"),
        path("tax/<str:month>/deducted.csv", tax.deducted, name="tax_deducted"),
        path("tax/<str:month>/<str:seller>.csv", tax.sheet, name="tax_sheet"),
    ]


class PayoutsItem(MenuItem):
    """Shown to those who hold one of the rights."""

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(right) for right in rights.ALL)


@hooks.register(admin_menus.MONEY)
def payouts_item() -> MenuItem:
    return PayoutsItem(_("Payouts"), reverse_lazy("payouts"), name="payouts", icon_name="download", order=152)


@hooks.register(admin_menus.MONEY)
def advances_item() -> MenuItem:
    return PayoutsItem(_("Advances"), reverse_lazy("advances"), name="advances", icon_name="download", order=153)


@hooks.register(admin_menus.MONEY)
def cash_item() -> MenuItem:
    return PayoutsItem(_("Cash"), reverse_lazy("cash_staff"), name="cash", icon_name="download", order=153)


@hooks.register(admin_menus.MONEY)
def dues_item() -> MenuItem:
    return PayoutsItem(_("Fees and taxes paid"), reverse_lazy("dues"), name="dues", icon_name="download", order=154)


@hooks.register(admin_menus.MONEY)
def tax_item() -> MenuItem:
    return RightMenuItem(rights.MAY_READ_TAX, _("Tax lists"), reverse_lazy("tax_lists"), name="tax", icon_name="doc-full", order=154)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give these rights to a group of staff."""
    return admin_rights.permissions((*rights.ALL, rights.MAY_READ_TAX))
