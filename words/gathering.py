"""Gathers every sentence of the interface, from code, templates and data files, into one PO template, and merges it into each language.

Entries are sorted by their English words and name the files they stand in, without line numbers: a change of code that changes no
sentence changes no catalogue.
"""

import ast
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LEFT_OUT = frozenset({"tests", "benchmarks", "docs", "var", "build", "migrations"})
TEMPLATE_ENDINGS = frozenset({".html", ".txt", ".xml"})
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "pgettext_lazy:1c,2",
    "npgettext:1c,2,3",
    "npgettext_lazy:1c,2,3",
)
# Data files whose texts are shown through gettext where nobody wrote a translation of the row: (file, list, fields).
DATA_FILES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("catalogue/data/categories.json", "categories", ("name", "intro")),
    ("catalogue/data/product_types.json", "product_types", ("name", "storage", "guard_reason")),
    ("catalogue/data/guards.json", "guards", ("reason",)),
    ("catalogue/data/tax_statuses.json", "tax_statuses", ("why",)),
    ("producers/data/districts.json", "districts", ("name",)),
    ("producers/data/holidays.json", "holidays", ("name",)),
    ("producers/data/checklist.json", "items", ("label", "words")),
    ("provenance/data/places.json", "places", ("name",)),
    ("words/data/borrowed.json", "sentences", ("text",)),
)


class ToolMissing(RuntimeError):
    """GNU gettext is not installed."""


def gather(root: Path) -> Catalog:
    """Every sentence of the project at ``root``."""
    if shutil.which("xgettext") is None:
        raise ToolMissing("Install GNU gettext: the command xgettext was not found.")
    gathered = Catalog(project="Ladakh Bazaar", charset="utf-8", fuzzy=False)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        names = [_as_python(root, made, file) for file in sorted(_files(root))]
        (made / "files.txt").write_text("\n".join(names), encoding="utf-8")
        _run_xgettext(made)
        template = (made / "all.pot").read_text(encoding="utf-8").replace("CHARSET", "utf-8")
    for message in _read(template.replace("nplurals=INTEGER; plural=EXPRESSION;", "nplurals=2; plural=(n != 1);")):
        if message.id:
            places: Any = sorted({(place, None) for place, _line in message.locations})
            gathered.add(message.id, locations=places, flags=message.flags, context=message.context)
    for file, text in data_texts(root):
        origin: Any = [(file, None)]
        gathered.add(text, locations=origin)
    return gathered


def data_texts(root: Path) -> Iterator[tuple[str, str]]:
    """(file, text) of each text in a data file that is shown through gettext."""
    for file, name, fields in DATA_FILES:
        yield from ((file, text) for text in _texts(json.loads((root / file).read_text(encoding="utf-8"))[name], fields))


def merge(gathered: Catalog, file: Path, language: str) -> tuple[int, int]:
    """Bring the catalogue in ``file`` up to date and compile it; what is no longer said is dropped. Returns (all, without words)."""
    old = read_po(file.open(encoding="utf-8"), locale=None) if file.exists() else Catalog()
    fresh = Catalog(project="Ladakh Bazaar", charset="utf-8", fuzzy=False, header_comment=old.header_comment if file.exists() else "")
    count = empty = 0
    for message in gathered:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        words = _same_shape(message.id, known.string if known is not None else "")
        fresh.add(message.id, words, locations=message.locations, flags=message.flags, context=message.context)
        count += 1
        empty += not all(_forms(words))
    write(fresh, file, language)
    return count, empty


def _forms(words: Any) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, list | tuple) else (words or "",)


def _same_shape(english: Any, words: Any) -> str | tuple[str, ...]:
    """Words for one form or for two, as the English asks; nothing where the old ones had another shape."""
    if isinstance(english, str):
        return words if isinstance(words, str) else ""
    return tuple(words) if isinstance(words, list | tuple) and len(words) == len(english) else ("", "")


def write(catalogue: Catalog, file: Path, language: str) -> None:
    """Write the catalogue as text and compiled, always in the same order and with the same head."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as body:
        write_po(body, catalogue, width=0, sort_output=True, omit_header=True)
        body.seek(0)
        text = head(language, catalogue.header_comment) + body.read().decode("utf-8")
    file.write_text(text, encoding="utf-8")
    with file.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, only_spoken(read_po(file.open(encoding="utf-8"))))


def only_spoken(catalogue: Catalog) -> Catalog:
    """The catalogue without what has no words yet, so that the English is shown instead of nothing."""
    for message in list(catalogue):
        if message.id and isinstance(message.id, list | tuple) and not all(_forms(message.string)):
            catalogue.delete(message.id, message.context)
    return catalogue


def head(language: str, comment: str) -> str:
    """The head of a PO file: no dates, so that gathering twice changes nothing."""
    fields = {
        "Project-Id-Version": "Ladakh Bazaar",
        "Language": language,
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'{comment.strip()}\nmsgid ""\nmsgstr ""\n{lines}\n'.lstrip("\n")


def _files(root: Path) -> Iterator[Path]:
    rooms = [path.parent for path in root.glob("*/__init__.py") if path.parent.name not in LEFT_OUT]
    for folder in [*rooms, root / "templates"]:
        for path in folder.rglob("*"):
            inside = path.relative_to(root)
            if not LEFT_OUT.intersection(inside.parts) and _is_source(inside):
                yield inside


def _is_source(inside: Path) -> bool:
    return inside.suffix == ".py" or ("templates" in inside.parts and inside.suffix in TEMPLATE_ENDINGS)


def _as_python(root: Path, made: Path, file: Path) -> str:
    """Copy a source, templates turned into calls that xgettext knows; the name is kept, it becomes the place of the sentence."""
    text = (root / file).read_text(encoding="utf-8")
    target = made / file
    target.parent.mkdir(parents=True, exist_ok=True)
    python = with_inner_sentences(text) if file.suffix == ".py" else templatize(text, origin=str(file))
    target.write_text(python, encoding="utf-8")
    return str(file)


def with_inner_sentences(source: str) -> str:
    """The source, and at its end once more each sentence that it says inside an f-string: xgettext does not look into those."""
    inner = [call for text in ast.walk(ast.parse(source)) if isinstance(text, ast.JoinedStr) for call in ast.walk(text)]
    found = [ast.unparse(call) for call in inner if isinstance(call, ast.Call) and _is_said(call)]
    return "\n".join([source, *found, ""]) if found else source


def _is_said(call: ast.Call) -> bool:
    names = {"_", "gettext", "ngettext", "pgettext", *(keyword.split(":")[0] for keyword in KEYWORDS)}
    return isinstance(call.func, ast.Name) and call.func.id in names


def _run_xgettext(folder: Path) -> None:
    words = [f"--keyword={keyword}" for keyword in KEYWORDS]
    command = ["xgettext", "-L", "Python", "--from-code=utf-8", "--add-location=file", *words, "--files-from=files.txt", "-o", "all.pot"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603  # nothing in it was typed by anybody


def _read(text: str) -> Iterable[Any]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        file.write(text)
        file.seek(0)
        return list(read_po(file))


def _texts(rows: list[dict[str, Any]], fields: tuple[str, ...]) -> Iterator[str]:
    for row in rows:
        yield from (row[field] for field in fields if row.get(field))
        yield from row.get("options", ())
        yield from _texts([*row.get("children", []), *row.get("attributes", [])], fields)
