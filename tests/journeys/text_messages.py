"""Text messages as they arrive: what a demo without a gateway prints, word for word."""

import io
import re
from contextlib import redirect_stdout
from unittest import mock

from tests.journeys.worker import work

MESSAGE = re.compile(r"^sms to (\+\d+): (.*)$", re.MULTILINE)
LINK = re.compile(r"https?://\S+")


def arrived() -> dict[str, list[str]]:
    """The worker does what is due, by day whatever the hour is now; the texts that went out, by number."""
    by_day = mock.patch("notices.texts.after_the_night", lambda at: at)
    with by_day, redirect_stdout(io.StringIO()) as printed:
        work()
    found: dict[str, list[str]] = {}
    for number, text in MESSAGE.findall(printed.getvalue()):
        found.setdefault(number, []).append(text)
    return found


def link_in(text: str) -> str:
    """The one address of a message."""
    [link] = LINK.findall(text)
    return link
