"""Mail backends that fail."""

import smtplib
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class DownBackend(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: list[Any]) -> int:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
