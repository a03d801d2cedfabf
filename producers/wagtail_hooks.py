"""The administration's screens for producer groups."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import admin_rights
from accounts.admin_rights import RightMenuItem
from producers import admission, staff


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("producer-groups/", staff.groups, name="producer_groups"),
        path("producer-groups/<slug:slug>/", staff.group, name="producer_group"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return RightMenuItem(
        admission.MAY_APPROVE, _("Producer groups"), reverse_lazy("producer_groups"), name="producer-groups", icon_name="group", order=110
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give the right to approve groups to a group of staff."""
    return admin_rights.permissions([admission.MAY_APPROVE])
