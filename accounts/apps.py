"""The user and login."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts import effects, own_data  # noqa: F401 - registers the handlers

        own_data.register("account", own_data.profile)
