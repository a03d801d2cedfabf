"""The two style sheets that browsers receive: the files of ``static/css`` put after each other, without a build step."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES = settings.BASE_DIR / "static" / "css"
JOINED = settings.VAR_DIR / "styles"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IDLE = re.compile(r"^\s+", re.MULTILINE)
_COMMON = ("tokens.css", "base.css", "layout.css", "components/*.css")
SHEETS = {
    "css/shop.css": (*_COMMON, "pages/*.css"),
    "css/desk.css": (*_COMMON, "desk/*.css"),
}


def joined(sheet: str) -> str:
    """The text of one style sheet. ``tokens.css`` names the cascade layers, so the order of the other files does not matter."""
    files = [file for pattern in SHEETS[sheet] for file in sorted(SOURCES.glob(pattern))]
    return squeezed("".join(file.read_text(encoding="utf-8") for file in files))


def squeezed(text: str) -> str:
    """Without comments, empty lines and indents: what only people read is not sent to phones."""
    return _IDLE.sub("", _COMMENT.sub("", text))


def write(sheet: str) -> Path:
    """The joined file on disk, written anew only when a part of it has changed."""
    target = JOINED / sheet
    text = joined(sheet)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    return target


class JoinedStylesFinder(BaseFinder):
    """Offers the joined sheets to ``collectstatic``, and to the development server as they are at the moment."""

    def __init__(self, *_args: object, **_options: object) -> None:
        self.storage = FileSystemStorage(location=JOINED)

    def check(self, **_options: object) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:
        """The file for ``path``; nothing for any other path."""
        if path not in SHEETS:
            return []
        file = str(write(path))
        return [file] if find_all else file

    def list(self, ignore_patterns: Iterable[str] | Callable[[], Iterable[str]] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for sheet in SHEETS:
            write(sheet)
            yield sheet, self.storage
