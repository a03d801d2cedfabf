"""The administration's screens for the catalogue: listings and changes that wait for a decision."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import admin_menus, admin_rights, waiting
from accounts.admin_rights import RightMenuItem
from accounts.waiting import Queue
from catalogue import moderation, note_staff, staff, staff_texts
from catalogue.voices import staff as voices

waiting.register(
    Queue(70, [moderation.MAY_MODERATE], _("Listings"), "listing_queue", moderation.how_many_wait),
    Queue(71, [moderation.MAY_MODERATE], _("Recordings"), "voice_notes", note_staff.how_many_wait),
)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("listings/review/", staff.queue, name="listing_queue"),
        path("listings/review/<int:key>/", staff.listing, name="listing_moderate"),
        path("listings/edits/<int:key>/", staff.edit, name="listing_edit_moderate"),
        path("voice-notes/", note_staff.notes, name="voice_notes"),
        path("voice-notes/<str:number>/sound/", note_staff.sound, name="voice_note_sound"),
        path("voices/", voices.page, name="voices_staff"),
        path("texts/", staff_texts.texts, name="texts"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return RightMenuItem(moderation.MAY_MODERATE, _("Listings"), reverse_lazy("listing_queue"), name="listings", icon_name="tag", order=120)


@hooks.register("register_admin_menu_item")
def notes_item() -> MenuItem:
    return RightMenuItem(
        moderation.MAY_MODERATE, _("Recordings"), reverse_lazy("voice_notes"), name="voice-notes", icon_name="media", order=121
    )


@hooks.register("register_admin_menu_item")
def voices_item() -> MenuItem:
    return RightMenuItem(voices.MAY_MODERATE, _("Reviews"), reverse_lazy("voices_staff"), name="voices", icon_name="comment", order=121)


@hooks.register(admin_menus.LANGUAGES)
def texts_item() -> MenuItem:
    return RightMenuItem(staff_texts.MAY_REVIEW, _("Translations"), reverse_lazy("texts"), name="texts", icon_name="globe", order=141)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Lets an administrator give the right to moderate to a group of staff."""
    return admin_rights.permissions([moderation.MAY_MODERATE, voices.MAY_MODERATE])
