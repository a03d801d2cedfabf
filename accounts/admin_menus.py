"""The menus of the administration that hold screens of several rooms. A room registers its entry under the name of the menu."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

GROUPS = "register_groups_menu_item"
LANGUAGES = "register_languages_menu_item"
ORDERS = "register_orders_menu_item"
MONEY = "register_money_menu_item"


@hooks.register("register_admin_menu_item")
def groups() -> MenuItem:
    return SubmenuMenuItem(_("Groups"), Menu(register_hook_name=GROUPS), name="groups-menu", icon_name="group", order=110)


@hooks.register("register_admin_menu_item")
def languages() -> MenuItem:
    return SubmenuMenuItem(_("Languages"), Menu(register_hook_name=LANGUAGES), name="languages-menu", icon_name="globe", order=140)


@hooks.register("register_admin_menu_item")
def orders() -> MenuItem:
    return SubmenuMenuItem(_("Orders"), Menu(register_hook_name=ORDERS), name="orders-menu", icon_name="list-ul", order=100)


@hooks.register("register_admin_menu_item")
def money() -> MenuItem:
    return SubmenuMenuItem(_("Money"), Menu(register_hook_name=MONEY), name="money-menu", icon_name="tasks", order=105)
