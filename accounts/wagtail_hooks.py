"""The administration's screens for people: resetting a second factor that is lost; and what waits for staff."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from accounts import second_factor, staff
from accounts.models import User
from accounts.people import is_central_staff
from accounts.waiting import WaitingPanel


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("people/<int:user_id>/second-factor/", staff.reset_second_factor, name="second_factor_reset")]


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WaitingPanel())


@hooks.register("register_user_listing_buttons")
def buttons(user: User, request_user: User) -> Iterator[Button]:
    """In the list of users, beside those who have one."""
    if is_central_staff(request_user) and second_factor.has_one(user):
        yield Button(_("Reset second factor"), reverse("second_factor_reset", args=[user.pk]), icon_name="lock", priority=50)
