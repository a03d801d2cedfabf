"""What was done with a listing, in the words that staff read on its page."""

from django.utils.translation import gettext_lazy as _

from journal import deeds

WORDS = {
    "listing.create": _("The listing was written"),
    "listing.update": _("Words or facts were changed"),
    "listing.slug": _("Its address in the shop was changed"),
    "listing.photo_add": _("A photo was added"),
    "listing.photo_remove": _("A photo was taken out"),
    "listing.photos": _("The photos were put in another order"),
    "listing.price": _("The price was changed"),
    "listing.stock": _("The stock was changed"),
    "listing.variant": _("A size was added"),
    "listing.variant_rename": _("A size was given another name"),
    "listing.variant_withdraw": _("A size was taken out"),
    "listing.variant_restore": _("A size was put back"),
    "listing.review": _("It was sent to staff"),
    "listing.take_back": _("It was taken back to be corrected"),
    "listing.ask_changes": _("Staff asked for changes"),
    "listing.publish": _("It was approved and put on sale"),
    "listing.pause": _("It was paused"),
    "listing.resume": _("It was put on sale again"),
    "listing.withdraw": _("It was withdrawn for good"),
    "listing.edit_send": _("A change was sent to staff"),
    "listing.edit_drop": _("The change was taken back"),
    "listing.edit_ask_changes": _("Staff asked for something else in the change"),
    "listing.edit_approve": _("The change was approved"),
    "listing.season": _("A harvest is sold ahead"),
    "listing.season_moved": _("The harvest comes later"),
    "listing.season_ended": _("Selling ahead has ended"),
}


def register() -> None:
    deeds.name(WORDS)
