"""The administration's screen for words."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import admin_menus, admin_rights
from accounts.admin_rights import RightMenuItem
from words import staff
from words.reviewing import MAY_REVIEW


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("words/", staff.words, name="words")]


@hooks.register(admin_menus.LANGUAGES)
def menu_item() -> MenuItem:
    return RightMenuItem(MAY_REVIEW, _("Words"), reverse_lazy("words"), name="words", icon_name="globe", order=140)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator make somebody a reader of translations."""
    return admin_rights.permissions([MAY_REVIEW])
