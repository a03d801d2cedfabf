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
_AROUND = re.compile(r"\s*([{};])\s*")
_LAYER = re.compile(r"@layer (\w+)\{")
_COLON = re.compile(r"(?<=[{;])([\w-]+): ")
_COMMON = ("tokens.css", "base.css", "layout.css", "components/*.css")
SHEETS = {
    "css/shop.css": (*_COMMON, "pages/*.css"),
    "css/desk.css": (*_COMMON, "desk/*.css"),
}


def joined(sheet: str) -> str:
    """The text of one style sheet. ``tokens.css`` names the cascade layers, so the order of the other files does not matter."""
    files = [file for pattern in SHEETS[sheet] for file in sorted(SOURCES.glob(pattern))]
    whole = ""
    for file in files:
        part = squeezed(file.read_text(encoding="utf-8"))
        layer = _LAYER.match(part)
        if layer and whole.endswith(f"/*{layer[1]}*/"):  # the file before it is of the same layer: one block for both
            whole = whole.removesuffix(f"}}/*{layer[1]}*/") + part.removeprefix(layer[0])
        else:
            whole += part
        whole += f"/*{layer[1]}*/" if layer and _is_one_block(part) else ""
    return squeezed(whole)


def _is_one_block(part: str) -> bool:
    """Whether the first brace of a file is closed by its last sign."""
    depth = 0
    for place, sign in enumerate(part, start=1):
        depth += (sign == "{") - (sign == "}")
        if sign == "}" and not depth:
            return place == len(part)
    return False


def squeezed(text: str) -> str:
    """Without comments, indents and blanks beside signs: what only people read is not sent to phones. No text in quotes has such signs."""
    close = _AROUND.sub(r"\1", _IDLE.sub("", _COMMENT.sub("", text)))
    return _COLON.sub(r"\1:", close).replace(";}", "}").replace(", ", ",").replace(" > ", ">")


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
