"""The administration's screens for pages and snippets, its first screen, and the reports of reviews and of the balance of districts."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts import admin_menus, waiting
from accounts.admin_rights import RightMenuItem
from accounts.waiting import Queue
from cms import balance_screens, consents, review, spoken_screens
from cms.balance_screens import BalancePanel
from cms.choosers import group_chooser, listing_chooser
from cms.life import LifePanel
from cms.models import GroupStory, Officer
from cms.roads import RoadsPanel
from cms.scheduling import ZonePublishingPanel
from media.spoken import MAY_RECORD

# For those who write pages: others can not mend one.
waiting.register(Queue(80, ["cms.change_groupstory"], _("Pages to read through again"), "cms_review", review.overdue))


@hooks.register("register_admin_viewset")
def choosers() -> list[ViewSet]:
    return [listing_chooser, group_chooser]


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("reports/balance/", balance_screens.report, name="cms_balance"),
        path("reports/balance/table/", balance_screens.file, name="cms_balance_file"),
        path("reports/review/", review.report, name="cms_review"),
        path("reports/consents/", consents.consents, name="cms_consents"),
        path("read-aloud/", spoken_screens.screens, name="spoken_screens"),
    ]


@hooks.register("register_reports_menu_item")
def balance_item() -> MenuItem:
    return MenuItem(_("Leh and Kargil"), reverse_lazy("cms_balance"), name="balance", icon_name="table", order=690)


@hooks.register("register_reports_menu_item")
def review_item() -> MenuItem:
    return MenuItem(_("Review of pages"), reverse_lazy("cms_review"), name="review", icon_name="calendar-check", order=700)


class ConsentsMenuItem(MenuItem):
    """Shown to those who may take a picture off every page."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(consents.MAY_WITHDRAW)


@hooks.register("register_reports_menu_item")
def consents_item() -> MenuItem:
    return ConsentsMenuItem(_("Pictures of people"), reverse_lazy("cms_consents"), name="consents", icon_name="user", order=710)


@hooks.register(admin_menus.LANGUAGES)
def screens_item() -> MenuItem:
    return RightMenuItem(MAY_RECORD, _("Read aloud"), reverse_lazy("spoken_screens"), name="spoken-screens", icon_name="media", order=142)


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    panels += [RoadsPanel(), BalancePanel(), LifePanel()]


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/staff/cms.css"))


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give the rights over pictures of people and over what screens read aloud."""
    return Permission.objects.filter(content_type__app_label="media", codename__in=("withdraw_consent", "record_screens"))


class OfficerViewSet(SnippetViewSet):
    """Who answers for the shop and for its pages."""

    model = Officer
    icon = "user"
    menu_label = _("Officers")
    menu_name = "officers"
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["name", "role", "phone", "email", "is_demo"]
    list_filter = ["role"]
    edit_handler = ObjectList([*Officer.panels, ZonePublishingPanel()])


class GroupStoryViewSet(SnippetViewSet):
    """What the pages of producer groups tell."""

    model = GroupStory
    icon = "group"
    menu_label = _("Group stories")
    menu_name = "group-stories"
    menu_order = 220
    add_to_admin_menu = True
    list_display = ["title", "group", "locale"]
    list_filter = ["group"]
    edit_handler = ObjectList([*GroupStory.panels, ZonePublishingPanel()])


register_snippet(OfficerViewSet)
register_snippet(GroupStoryViewSet)
