"""The administration's screens for producer groups."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import admin_menus, admin_rights, waiting
from accounts.admin_rights import RightMenuItem
from accounts.waiting import Queue
from producers import admission, holiday_staff, staff, staff_joining
from producers.holidays import MAY_SET

waiting.register(
    Queue(80, [admission.MAY_APPROVE], _("Groups that applied"), "producer_groups", lambda: admission.groups_by_status("applied").count())
)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("producer-groups/", staff.groups, name="producer_groups"),
        path("producer-groups/<slug:slug>/", staff.group, name="producer_group"),
        path("producer-groups/<slug:slug>/facts/", staff_joining.facts, name="producer_facts"),
        path("producer-groups/<slug:slug>/people/", staff_joining.people, name="producer_people"),
        path("producer-groups/<slug:slug>/checklist/<slug:code>/", staff_joining.decide, name="producer_checklist"),
        path("producer-groups/<slug:slug>/papers/<int:paper_id>/", staff_joining.paper, name="producer_paper"),
        path("holidays/", holiday_staff.holidays_page, name="holidays"),
        path("holidays/<slug:code>/", holiday_staff.holiday, name="holiday"),
        path("group-checklist/", staff_joining.items, name="checklist_items"),
    ]


@hooks.register(admin_menus.GROUPS)
def menu_item() -> MenuItem:
    return RightMenuItem(
        admission.MAY_APPROVE, _("Producer groups"), reverse_lazy("producer_groups"), name="producer-groups", icon_name="group", order=110
    )


@hooks.register(admin_menus.GROUPS)
def checklist_item() -> MenuItem:
    return RightMenuItem(
        staff_joining.MAY_RUN_CHECKLIST,
        _("Checklist of groups"),
        reverse_lazy("checklist_items"),
        name="group-checklist",
        icon_name="list-ul",
        order=111,
    )


@hooks.register(admin_menus.GROUPS)
def holidays_item() -> MenuItem:
    return RightMenuItem(MAY_SET, _("Holidays"), reverse_lazy("holidays"), name="holidays", icon_name="date", order=131)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give the rights over groups and holidays to a group of staff."""
    return admin_rights.permissions([admission.MAY_APPROVE, staff_joining.MAY_RUN_CHECKLIST, MAY_SET])
