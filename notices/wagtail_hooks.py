"""The administration's screen for text messages."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from notices import staff


class TextsItem(MenuItem):
    """Shown to those who may change the words."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(staff.MAY_RUN_TEXTS))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("text-messages/", staff.templates, name="text_templates")]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    return TextsItem(_("Text messages"), reverse_lazy("text_templates"), name="text-messages", icon_name="mail", order=900)


@hooks.register("register_permissions")
def permissions() -> "QuerySet[Permission]":
    """Lets an administrator give the right to a group of staff."""
    rights: Any = Permission.objects.filter(content_type__app_label="notices", codename="run_text_templates")
    return rights
