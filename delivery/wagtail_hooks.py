"""The administration's screens for delivery: addresses, menu, the right."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from accounts import admin_rights
from accounts.admin_rights import RightMenuItem
from delivery.closing import MAY_RUN
from delivery.staff import screens


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("delivery/closures/", screens.closures, name="delivery_closures"),
        path("delivery/closures/<str:batch>/", screens.closure, name="delivery_closure"),
        path("delivery/rates/", screens.rates, name="delivery_rates"),
        path("delivery/carriers/", screens.carriers, name="delivery_carriers"),
        path("delivery/centres/", screens.centres, name="delivery_centres"),
    ]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    pages = (
        (_("Roads, flights, frost"), "delivery_closures", "warning"),
        (_("Rates"), "delivery_rates", "list-ul"),
        (_("Carriers"), "delivery_carriers", "group"),
        (_("Joining parcels"), "delivery_centres", "link"),
    )
    items = [
        RightMenuItem(MAY_RUN, label, reverse_lazy(name), name=name, icon_name=icon, order=place)
        for place, (label, name, icon) in enumerate(pages)
    ]
    return SubmenuMenuItem(_("Delivery"), Menu(items=items), name="delivery", icon_name="site", order=130)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give the right to run delivery to a group of staff."""
    return admin_rights.permissions([MAY_RUN])
