"""The administration's screens for pages and snippets: choosers, snippets."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.choosers import group_chooser, listing_chooser
from cms.models import GroupStory, Officer


@hooks.register("register_admin_viewset")
def choosers() -> list[ViewSet]:
    return [listing_chooser, group_chooser]


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


register_snippet(OfficerViewSet)
register_snippet(GroupStoryViewSet)
