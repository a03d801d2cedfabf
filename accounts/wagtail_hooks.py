"""The administration's screens for people: resetting a second factor that is lost."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from accounts import second_factor, staff
from accounts.models import User
from accounts.people import is_central_staff


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("people/<int:user_id>/second-factor/", staff.reset_second_factor, name="second_factor_reset")]


@hooks.register("register_user_listing_buttons")
def buttons(user: User, request_user: User) -> Iterator[Button]:
    """In the list of users, beside those who have one."""
    if is_central_staff(request_user) and second_factor.has_one(user):
        yield Button(_("Reset second factor"), reverse("second_factor_reset", args=[user.pk]), icon_name="lock", priority=50)
