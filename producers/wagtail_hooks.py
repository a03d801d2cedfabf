"""The administration's screens for producer groups."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from producers import admission, staff


class GroupsMenuItem(MenuItem):
    """Shown to those who may approve groups."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(admission.MAY_APPROVE)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("producer-groups/", staff.groups, name="producer_groups"),
        path("producer-groups/<slug:slug>/", staff.group, name="producer_group"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return GroupsMenuItem(_("Producer groups"), reverse_lazy("producer_groups"), name="producer-groups", icon_name="group", order=110)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give the right to approve groups to a group of staff."""
    app, codename = admission.MAY_APPROVE.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
