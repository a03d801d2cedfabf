"""What the administration's screens of every room need of a right: a menu item for those who hold it, and the right to hand on."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class RightMenuItem(MenuItem):
    """Shown to those who hold the permission that its screen asks for."""

    def __init__(self, permission: str, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


def permissions(labels: Iterable[str]) -> QuerySet[Permission]:
    """The permissions with these labels ("app.codename"), for an administrator to give to a group of staff."""
    wanted = Q(pk__in=[])
    for label in labels:
        app, codename = label.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.filter(wanted)
