"""The administration's screens for the catalogue: listings and changes that wait for a decision."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from catalogue import moderation, staff


class ListingsMenuItem(MenuItem):
    """Shown to those who may moderate."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(moderation.MAY_MODERATE)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("listings/review/", staff.queue, name="listing_queue"),
        path("listings/review/<int:key>/", staff.listing, name="listing_moderate"),
        path("listings/edits/<int:key>/", staff.edit, name="listing_edit_moderate"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return ListingsMenuItem(_("Listings"), reverse_lazy("listing_queue"), name="listings", icon_name="tag", order=120)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give the right to moderate to a group of staff."""
    app, codename = moderation.MAY_MODERATE.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
